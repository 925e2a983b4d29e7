// Pictures that stay longer than their day are copied first, under a key of their own.
import type { PictureClass, PictureFiles, PicturePlace } from "../../core/pictures.js";
import type { Millis } from "../../../shared/domain/types.js";
import type { Day } from "../columns.js";
import type { Asking } from "../database.js";

const batch = 200;
/** In one turn: the turns of others wait for it. */
const mostBatches = 10;
/** One whose file is gone is looked for again so much later: its folder may only be away. */
const againMs = 600_000;

interface Copied {
  readonly copied: number;
  /** Pictures whose file is gone or damaged: nothing is left to copy. */
  readonly lost: number;
}

/** Held, with a hit (that may have come long after the picture), or kept on because it came late. */
export const outlivesDay = `(${["reads_held", "reads_unset", "reads_hit", "hits"]
  .map((table) => `EXISTS (SELECT FROM ${table} r WHERE r.read_id = p.read_id)`)
  .join(" OR ")})`;
const notCopied = "NOT EXISTS (SELECT FROM pictures_held h WHERE h.picture_id = p.picture_id)";
const held = "p.read_id IN (SELECT read_id FROM reads_held)";

/** Copies pictures of one day and class whose read stays after it, and are not copied yet; looks for each that was lost. */
export async function copyAll(
  database: Asking,
  files: PictureFiles,
  { day, class: of }: { readonly day: Day; readonly class: PictureClass },
): Promise<Copied> {
  const lost = new Set<string>();
  let copied = 0;
  for (;;) {
    const rows = await database.rows<PicturePlace>(
      `SELECT p.picture_id AS id, p.day::text, p.class FROM pictures p
       WHERE ${outlivesDay} AND p.day = $1 AND p.class = $2 AND ${notCopied} AND p.picture_id <> ALL ($3) LIMIT $4`,
      [day, of, [...lost], batch],
    );
    if (rows.length === 0) return { copied, lost: lost.size };
    const one = await copyRows(database, files, rows);
    copied += one.copied;
    for (const id of one.lost) lost.add(id);
  }
}

/** Copies pictures that are held, some thousand at most; what was lost ten minutes ago or less by `now` is left alone. */
export async function copyHeld(database: Asking, files: PictureFiles, now: Millis): Promise<Copied> {
  const [since, until] = [now - againMs, now].map((at) => new Date(at).toISOString());
  let copied = 0;
  for (let n = 0; n < mostBatches; n++) {
    // A clock that went back must not keep one from being looked for.
    const rows = await database.rows<PicturePlace>(
      `SELECT p.picture_id AS id, p.day::text, p.class FROM pictures p WHERE ${held} AND ${notCopied}
         AND NOT EXISTS (SELECT FROM pictures_lost l WHERE l.picture_id = p.picture_id AND l.tried_at BETWEEN $1 AND $2) LIMIT $3`,
      [since, until, batch],
    );
    if (rows.length === 0) break;
    const one = await copyRows(database, files, rows);
    copied += one.copied;
    await database.change(
      "INSERT INTO pictures_lost SELECT picture_id, $2 FROM pictures WHERE picture_id = ANY ($1) ON CONFLICT (picture_id) DO UPDATE SET tried_at = $2",
      [one.lost, until],
    );
  }
  const [row] = await database.rows<{ readonly lost: number }>(
    `SELECT count(*)::int AS lost FROM pictures_lost JOIN pictures p USING (picture_id) WHERE ${held} AND ${notCopied}`,
  );
  return { copied, lost: row?.lost ?? 0 };
}

async function copyRows(database: Asking, files: PictureFiles, rows: readonly PicturePlace[]) {
  const done: string[] = [];
  const lost: string[] = [];
  for (const place of rows) {
    const copy = { ...place, class: "held" } as const;
    const jpeg = await files.read(place);
    if (jpeg) await files.write(copy, jpeg);
    // A pass that was broken off may have written the copy already.
    const isCopied = jpeg !== null || (await files.read(copy)) !== null;
    (isCopied ? done : lost).push(place.id);
  }
  await files.flush();
  const copied = await database.change(
    "INSERT INTO pictures_held SELECT picture_id, read_id, day, kind, bytes, sha256 FROM pictures WHERE picture_id = ANY ($1) ON CONFLICT DO NOTHING",
    [done],
  );
  return { copied, lost };
}
