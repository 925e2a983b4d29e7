// Confirmed messages back into the outbox: each takes a free place among the numbers that its record was given then.
import { pictureKinds, type AgainKind } from "../../../shared/domain/closed-sets.js";
import type { Hit, Millis } from "../../../shared/domain/types.js";
import type { ReadBody } from "../../../shared/evidence/read-body.js";
import type { AgainDrafts, RecordedPicture } from "../../core/again.js";
import { outboxKinds, type OutboxDraft } from "../../core/outbox.js";
import type { Db } from "../database/db.js";
import type { Bodies, BodyRow } from "./bodies.js";
import type { EvidenceDb } from "./evidence-db.js";
import type { MessageRange } from "./outbox.js";
import { isTold, toldUnder, type ToldKind } from "../told-messages.js";

interface Promised extends BodyRow {
  readonly first_message: number;
  readonly last_message: number;
}

interface ReadRow extends Promised {
  readonly pictures: string | null;
}

/** A message made again, and the numbers of its record. */
interface Found {
  readonly draft: OutboxDraft;
  readonly range: MessageRange;
}

const columns = "seq, body, first_message, last_message";
const rangeOf = (row: Promised): MessageRange => ({ first: row.first_message, last: row.last_message });
const numbered = /^(.+?)(?:\.(\d{1,9}))?$/;

/** Marks of a record's pictures under their ids. */
function picturesOf({ read, pictures }: ReadBody): readonly RecordedPicture[] {
  if (!pictures) return [];
  return pictureKinds.map((kind) => {
    const { bytes, sha256 } = pictures[kind];
    return { id: `${read.id}.${String(read.revision)}.${kind}`, kind, bytes, sha256 };
  });
}

interface Finder {
  read(id: string, revision: number): { readonly row: ReadRow; readonly body: ReadBody } | null;
  isHit(readId: string): boolean;
  hits(id: string): readonly (Promised & { readonly hit: Hit })[];
  dispositions(ids: readonly string[]): ReadonlyMap<string, Promised>;
}

function finderOf(db: Db, bodies: Bodies): Finder {
  const read = db.prepare<[string, number], ReadRow>(
    `SELECT ${columns}, pictures FROM reads WHERE id = ? AND revision = ?`,
  );
  const isHit = db.prepare<[string], { n: number }>("SELECT 1 AS n FROM hits WHERE read_id = ? LIMIT 1");
  const hits = db.prepare<[string], Promised>(`SELECT ${columns} FROM hits WHERE id = ? ORDER BY seq`);
  const dispositions = db.prepare<[string], Promised & { readonly id: string }>(
    `SELECT id, ${columns} FROM dispositions WHERE id IN (SELECT value FROM json_each(?))`,
  );
  return {
    read(id, revision) {
      const row = read.get(id, revision);
      const body = row && bodies.read(row);
      return row && body ? { row, body } : null;
    },
    isHit: (readId) => isHit.get(readId) !== undefined,
    hits: (id) =>
      hits.all(id).flatMap((row) => {
        const hit = bodies.hit(row);
        return hit ? [{ ...row, hit }] : [];
      }),
    // They have no index by id: one pass finds all of them.
    dispositions: (ids) => new Map(dispositions.all(JSON.stringify(ids)).map((row) => [row.id, row])),
  };
}

function findRead(finder: Finder, name: string, drafts: AgainDrafts): Found | null {
  const [, id = "", revision] = /^(.+)\.(\d{1,9})$/.exec(name) ?? [];
  const found = finder.read(id, Number(revision));
  return found && { draft: drafts.read(found.body.read, picturesOf(found.body)), range: rangeOf(found.row) };
}

function findPicture(finder: Finder, name: string, drafts: AgainDrafts): Found | null {
  const [, id = "", revision] = /^(.+)\.(\d{1,9})\.[a-z]+$/.exec(name) ?? [];
  const found = finder.read(id, Number(revision));
  const picture = found && picturesOf(found.body).find((one) => one.id === name);
  // Its file went before its record: nothing is left to send.
  if (!found || !picture || found.row.pictures === null) return null;
  return { draft: drafts.picture(picture, found.body.read, finder.isHit(id)), range: rangeOf(found.row) };
}

/** The hit as it was told with this revision of its read; one found later has numbers of its own. */
function findHit(finder: Finder, name: string, drafts: AgainDrafts): Found | null {
  const [, id = "", revision = "1"] = numbered.exec(name) ?? [];
  const rows = finder.hits(id);
  const read = finder.read(rows[0]?.hit.readId ?? "", Number(revision));
  if (!read) return null;
  const before = rows.filter((row) => row.first_message <= read.row.last_message).at(-1);
  const row = before ?? rows[0];
  if (!row) return null;
  return { draft: drafts.hit(row.hit, read.body.read), range: rangeOf(before ? read.row : row) };
}

function dispositionsIn(finder: Finder, bodies: Bodies, ids: readonly string[], drafts: AgainDrafts) {
  const rows = finder.dispositions(ids);
  return (name: string): Found | null => {
    const row = rows.get(name);
    const disposition = row && bodies.disposition(row);
    return row && disposition ? { draft: drafts.disposition(disposition), range: rangeOf(row) } : null;
  };
}

/** Puts a message into a free number of its record's, unless it waits there already. */
function putBack(db: Db, { draft, range }: Found, at: Millis): void {
  const there = db
    .prepare<[number, number], { seq: number; id: string; body: Buffer }>(
      "SELECT seq, id, body FROM outbox WHERE seq BETWEEN ? AND ?",
    )
    .all(range.first, range.last);
  // A hit of a corrected read has the id of the first, and is another message.
  if (there.some(({ id, body }) => id === draft.id && body.equals(draft.body))) return;
  const taken = new Set(there.map(({ seq }) => seq));
  for (let seq = range.first; seq <= range.last; seq++)
    if (!taken.has(seq)) {
      db.prepare(
        "INSERT INTO outbox (seq, id, rank, topic, body, picture_id, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
      ).run(
        seq,
        draft.id,
        outboxKinds.indexOf(draft.kind),
        draft.topic,
        draft.body,
        draft.pictureId ?? null,
        at,
      );
      return;
    }
}

/** What is asked for again, and how its messages are made. */
export interface AgainSettings {
  readonly kind: AgainKind;
  readonly ids: readonly string[];
  readonly drafts: AgainDrafts;
}

type PutAgainDeps = Pick<EvidenceDb, "db" | "bodies" | "outbox" | "upkeep" | "writeUnflushed">;

/** It has no place of its own: it leaves with others that have none. False when it is not kept. */
function putToldAgain(
  { db, outbox, upkeep }: Pick<PutAgainDeps, "db" | "outbox" | "upkeep">,
  { kind, id }: { readonly kind: ToldKind; readonly id: string },
  at: Millis,
): boolean {
  const draft = toldUnder(upkeep, kind, id);
  if (!draft) return false;
  const waits = db.prepare("SELECT 1 FROM outbox WHERE id = ? AND body = ?").get(draft.id, draft.body);
  if (!waits) outbox.putLoose(draft, at);
  return true;
}

/** Puts what these names stand for back into the outbox; returns the names of which nothing is here. */
export function putAgain(
  { db, bodies, outbox, upkeep, writeUnflushed }: PutAgainDeps,
  { kind, ids, drafts }: AgainSettings,
  at: Millis,
): readonly string[] {
  if (isTold(kind))
    return writeUnflushed(() => ids.filter((id) => !putToldAgain({ db, outbox, upkeep }, { kind, id }, at)));
  const finder = finderOf(db, bodies);
  const finds: Readonly<Record<Exclude<AgainKind, ToldKind>, () => (name: string) => Found | null>> = {
    read: () => (name) => findRead(finder, name, drafts),
    hit: () => (name) => findHit(finder, name, drafts),
    picture: () => (name) => findPicture(finder, name, drafts),
    disposition: () => dispositionsIn(finder, bodies, ids, drafts),
  };
  const find = finds[kind]();
  const gone: string[] = [];
  // What a power cut undoes is asked for again.
  writeUnflushed(() => {
    for (const id of ids) {
      const found = find(id);
      if (found && found.range.last >= found.range.first) putBack(db, found, at);
      else gone.push(id);
    }
  });
  return gone;
}
