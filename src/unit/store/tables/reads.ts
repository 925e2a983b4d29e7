import { preparedPast, type PastReads } from "./past-reads.js";
import type { ReadQuery } from "../../core/evidence-queries.js";
import type { Matrix, Millis, Read, ReadPictures } from "../../../shared/domain/types.js";
import type { Bodies, BodyRow } from "./bodies.js";
import { sealBody, sha256 } from "../../../shared/evidence/chain.js";
import type { Chain } from "../ledger/links.js";
import type { Db } from "../database/db.js";
import type { MessageRange } from "./outbox.js";
import type { PictureRef } from "../keys/picture-file.js";
import type { PictureMark, ReadBody } from "../../../shared/evidence/read-body.js";
import { searchNow } from "./search.js";
import type { ReadClass } from "../keys/vaults.js";
import { openlyKeptSql } from "../database/kept-covertly.js";
import { packMatrices } from "./matrices.js";

/** A new row of `reads`. */
export interface NewRead {
  readonly read: Read;
  readonly class: ReadClass;
  /** Retention counts from here: capture time, or the store's own when the clock was unset. */
  readonly keptFrom: Millis;
  readonly vault: string | null;
  readonly pictures: ReadPictures | null;
  readonly noPictures?: string;
  readonly picturesOf?: number;
  readonly matrices: readonly Matrix[];
  readonly messages: MessageRange;
}

/** A row with its body decrypted; `vault` null when its pictures are purged or were never kept. */
export interface StoredRead extends PictureRef {
  readonly seq: number;
  readonly class: ReadClass;
  readonly vault: string | null;
  readonly body: ReadBody;
}

interface Row extends BodyRow {
  readonly class: ReadClass;
  readonly pictures: string | null;
}

const mark = (picture: Uint8Array): PictureMark => ({ sha256: sha256(picture), bytes: picture.length });

/** Names the vaults that reads name, and a null (`vaults.name`), by steps through their index instead of over all reads. */
export const withVaults =
  "WITH RECURSIVE vaults(name) AS (SELECT min(pictures) FROM reads WHERE pictures > ''" +
  " UNION ALL SELECT (SELECT min(pictures) FROM reads WHERE pictures > vaults.name) FROM vaults" +
  " WHERE vaults.name IS NOT NULL)";

/** Rows of reads with their bodies sealed; a body that cannot be opened is left out and noted (`Bodies`). */
export interface ReadTable {
  insert(read: NewRead, at: Millis): void;
  get(id: string): Read | null;
  /** All revisions, oldest first. */
  revisions(id: string): readonly StoredRead[];
  /** Newest first, to the end of the search however long it takes: for commands, and where no filter is set. */
  search(query: ReadQuery): readonly Read[];
  /** The last ones written that everybody may know of, newest first: by number, which no clock can upset. */
  newest(limit: number): readonly Read[];
  readonly past: PastReads;
  /** Moves all revisions to another class. */
  classify(id: string, to: ReadClass): void;
  moved(seq: number, vault: string | null): void;
  /** Latest time any read was kept from: the store's own idea of now. */
  latest(): Millis;
}

function storedOf(row: Row, bodies: Bodies): StoredRead | null {
  const body = bodies.read(row);
  return (
    body && {
      seq: row.seq,
      class: row.class,
      vault: row.pictures,
      body,
      readId: body.read.id,
      revision: body.read.revision,
    }
  );
}

function preparedInsert(db: Db, chain: Chain): ReadTable["insert"] {
  const supersede = db.prepare("UPDATE reads SET newest = 0 WHERE id = ?");
  const insert = db.prepare(
    "INSERT INTO reads (seq, id, revision, class, kept_from, newest, pictures, first_message, last_message, salt," +
      " body, matrices) VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?)",
  );
  return (one, at) => {
    const { read, pictures, messages } = one;
    const matrices = packMatrices(one.matrices);
    const body: ReadBody = {
      read,
      pictures: pictures && { plate: mark(pictures.plate), vehicle: mark(pictures.vehicle) },
      ...(one.noPictures === undefined ? {} : { noPictures: one.noPictures }),
      ...(one.picturesOf === undefined ? {} : { picturesOf: one.picturesOf }),
      matrices: sha256(matrices),
    };
    const sealed = sealBody(body);
    const seq = chain.append("read", `${read.id}.${String(read.revision)}`, at, sealed.digest);
    if (read.revision > 1) supersede.run(read.id);
    const content = [messages.first, messages.last, sealed.salt, sealed.body, matrices];
    insert.run(seq, read.id, read.revision, one.class, one.keptFrom, one.vault, ...content);
  };
}

/** Prepares the table of reads. Writing calls belong inside the caller's transaction. */
export function createReads(db: Db, chain: Chain, bodies: Bodies): ReadTable {
  const columns = "seq, class, pictures, body";
  const newest = db.prepare<[string], Row>(`SELECT ${columns} FROM reads WHERE id = ? AND newest = 1`);
  const all = db.prepare<[string], Row>(`SELECT ${columns} FROM reads WHERE id = ? ORDER BY revision`);
  const last = db.prepare<[number], BodyRow>(
    `SELECT seq, body FROM reads NOT INDEXED WHERE newest = 1 AND ${openlyKeptSql} ORDER BY seq DESC LIMIT ?`,
  );
  const classify = db.prepare("UPDATE reads SET class = ? WHERE id = ?");
  const moved = db.prepare("UPDATE reads SET pictures = ? WHERE seq = ?");
  const latest = db.prepare<[], { at: number | null }>(
    "SELECT max(at) AS at FROM (SELECT max(kept_from) AS at FROM reads WHERE class = 'read' UNION ALL" +
      " SELECT max(kept_from) FROM reads WHERE class = 'hit' UNION ALL SELECT max(at) FROM audit)",
  );
  return {
    insert: preparedInsert(db, chain),
    get(id) {
      const row = newest.get(id);
      return (row && bodies.read(row)?.read) ?? null;
    },
    revisions: (id) =>
      all
        .all(id)
        .map((row) => storedOf(row, bodies))
        .filter((one) => one !== null),
    search: (query) => searchNow(db, query, bodies).map(({ read }) => read),
    newest: (limit) => last.all(limit).flatMap((row) => bodies.read(row)?.read ?? []),
    past: preparedPast(db, bodies),
    classify: (id, to) => void classify.run(to, id),
    moved: (seq, vault) => void moved.run(vault, seq),
    latest: () => latest.get()?.at ?? 0,
  };
}
