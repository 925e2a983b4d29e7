// The certificate of a disposal: what was deleted, why that was due, and who vouched for the time; signed, never a plate.
import { createPublicKey, type KeyObject } from "node:crypto";
import { daemonActor } from "../../../shared/domain/actor.js";
import type { Millis } from "../../../shared/domain/types.js";
import { canonicalJson } from "../../../shared/evidence/canonical.js";
import { publicKeyId, signatureHolds, signBytes } from "../../../shared/evidence/sign.js";
import type { Day } from "../columns.js";
import type { Asking } from "../database.js";
import { appendTrail } from "../trail.js";

/** Signs for the agency. */
export interface Signer {
  readonly agency: string;
  readonly key: KeyObject;
}

/** A time that was vouched for, with who did. */
export interface VouchedTime {
  readonly now: Millis;
  readonly by: readonly string[];
}

/** What was deleted. */
export interface Disposal {
  /** `reads`, `pictures of reads`, `hits` and their kind. */
  readonly class: string;
  /** Of the records; for what has no day, the last one that is over. */
  readonly day: Day;
  readonly records: number;
  /** Of them, kept on: with a hit, come late, and held. */
  readonly movedOn?: number;
  readonly held?: number;
  readonly pictures?: number;
}

/** Name of the trail's line. */
export const disposalEvent = "retention.dispose";

/** Writes certificate and line of the trail, in the transaction that deletes. */
export async function certify(
  asking: Asking,
  { movedOn = 0, held = 0, pictures = 0, ...rest }: Disposal,
  { now, by }: VouchedTime,
  { agency, key }: Signer,
): Promise<void> {
  const at = new Date(now).toISOString();
  const told = { ...rest, movedOn, held, pictures, at, vouchedBy: by };
  const keyId = publicKeyId(createPublicKey(key));
  const certificate = canonicalJson({ version: 1, type: "disposal", agency, ...told, key: keyId });
  await asking.change(
    "INSERT INTO disposals (at, day, class, records, held, pictures, certificate, signature) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    [
      at,
      rest.day,
      rest.class,
      rest.records,
      held,
      pictures,
      certificate,
      signBytes(key, Buffer.from(certificate)),
    ],
  );
  await appendTrail(asking, [
    {
      ...{ actor: daemonActor, event: disposalEvent, outcome: "success" },
      detail: { ...told, vouchedBy: by.join(", ") },
    },
  ]);
}

interface Row {
  readonly disposal: string;
  readonly day: string;
  readonly class: string;
  readonly records: string;
  readonly certificate: string;
  readonly signature: Buffer;
}

interface Told {
  readonly at: string;
  readonly class: string;
  readonly day: string;
  readonly records: number;
}

const nameOf = (one: Told): string => `${String(one.records)} of ${one.class}, ${one.day}, at ${one.at}`;

/** Disposals that the trail tells of, by what they say, and how often. */
async function toldInTrail(asking: Asking, end: string): Promise<Map<string, number>> {
  const told = new Map<string, number>();
  let last = "0";
  for (;;) {
    const rows = await asking.rows<{ readonly seq: string; readonly line: string }>(
      `SELECT seq, line FROM trail WHERE seq > $1 AND seq <= $2 AND line LIKE '%"event":"${disposalEvent}"%' ORDER BY seq LIMIT 2000`,
      [last, end],
    );
    for (const { line } of rows) {
      const { event, detail } = JSON.parse(line) as { readonly event: string; readonly detail?: Told };
      if (event === disposalEvent && detail) told.set(nameOf(detail), (told.get(nameOf(detail)) ?? 0) + 1);
    }
    const final = rows.at(-1);
    if (!final) return told;
    last = final.seq;
  }
}

/** What is wrong with certificates: changed, not ours, not the row's, without a line of the trail, or gone while the trail tells of them. */
export async function verifyDisposals(asking: Asking, key: KeyObject): Promise<readonly string[]> {
  const wrong: string[] = [];
  // Certificate and line are written together: both are read up to what one look found.
  const [ends] = await asking.rows<{ readonly disposal: string; readonly seq: string }>(
    "SELECT coalesce((SELECT max(disposal) FROM disposals), 0)::text AS disposal, coalesce((SELECT max(seq) FROM trail), 0)::text AS seq",
  );
  const told = await toldInTrail(asking, ends?.seq ?? "0");
  let last = "0";
  for (;;) {
    const rows = await asking.rows<Row>(
      "SELECT disposal, day::text, class, records, certificate, signature FROM disposals WHERE disposal > $1 AND disposal <= $2 ORDER BY disposal LIMIT 2000",
      [last, ends?.disposal ?? "0"],
    );
    for (const row of rows) {
      const said = JSON.parse(row.certificate) as Told;
      if (!signatureHolds(key, Buffer.from(row.certificate), row.signature))
        wrong.push(`disposal ${row.disposal}: its certificate is not signed by this centre`);
      else if (said.day !== row.day || said.class !== row.class || String(said.records) !== row.records)
        wrong.push(`disposal ${row.disposal} was changed: its certificate says something else`);
      const lines = told.get(nameOf(said)) ?? 0;
      if (lines === 0) wrong.push(`disposal ${row.disposal}: no line of the trail tells of it`);
      told.set(nameOf(said), lines - 1);
    }
    const end = rows.at(-1);
    if (!end) break;
    last = end.disposal;
  }
  for (const [name, lines] of told)
    if (lines > 0) wrong.push(`a certificate is gone: the trail tells of ${name}`);
  return wrong;
}
