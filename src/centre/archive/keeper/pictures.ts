// Pictures go with the key of their day and class. Those of reads that are held or kept longer are copied first, under a key of their own.
import type { PictureClass, PictureFiles, PicturePlace } from "../../core/pictures.js";
import type { Day } from "../columns.js";
import type { Database } from "../database.js";
import { holdLock } from "../holds/hold-lock.js";
import { copyAll, outlivesDay } from "./copies.js";
import { forgetDay, isOver, seeDays } from "./days.js";
import { certify, type Signer, type VouchedTime } from "./disposal.js";
import type { KeepSpans } from "./messages.js";

/** What a pass over the pictures takes. */
export interface PicturesDeps {
  readonly database: Database;
  readonly files: PictureFiles;
  readonly spans: KeepSpans;
  readonly time: VouchedTime;
  readonly signer: Signer;
}

const spanOf = { read: "reads", hit: "hits" } as const;
const seenName = (of: PictureClass): string => `pictures.${of}`;

/** Days of pictures of a class: those with a key, and those whose key a pass destroyed that was broken off. */
async function daysOf({ database, files, time }: PicturesDeps, of: PictureClass) {
  return seeDays(database, seenName(of), files.days(of), time.now);
}

/** A picture that has to be kept and cannot be copied keeps its day so much longer: its folder may only be away. */
const rescueMs = 30 * 86_400_000;

/** Destroys the days of pictures that are over. Returns how many, and which wait for pictures that cannot be copied. */
export async function destroyPictures(
  pass: PicturesDeps,
): Promise<{ readonly destroyed: number; readonly waiting: readonly Day[] }> {
  let destroyed = 0;
  const waiting: Day[] = [];
  const { now } = pass.time;
  for (const of of ["read", "hit"] as const)
    for (const [day, seenAt] of await daysOf(pass, of))
      if (isOver(day, seenAt, pass.spans[spanOf[of]], now)) {
        const isForced = isOver(day, seenAt, pass.spans[spanOf[of]] + rescueMs, now);
        if (await destroyDay(pass, { day, class: of }, isForced)) destroyed++;
        else waiting.push(day);
      }
  return { destroyed, waiting };
}

/** False when something of the day has to be kept and cannot be copied: then it stays, unless `isForced`. */
function destroyDay(
  { database, files, time, signer }: PicturesDeps,
  { day, class: of }: { readonly day: Day; readonly class: PictureClass },
  isForced: boolean,
): Promise<boolean> {
  return database.transaction(async (asking) => {
    await asking.change("SELECT pg_advisory_xact_lock($1)", [holdLock]);
    // Not in this transaction: were it rolled back after the key is gone, nobody would know of the copies.
    const { lost } = await copyAll(database, files, { day, class: of });
    if (lost > 0 && !isForced) return false;
    await files.destroy(day, of);
    const records = await asking.change("DELETE FROM pictures WHERE day = $1 AND class = $2", [day, of]);
    const [held] = await asking.rows<{ readonly n: number }>(
      "SELECT count(*)::int AS n FROM pictures_held WHERE day = $1",
      [day],
    );
    await forgetDay(asking, seenName(of), day);
    const disposal = { class: `pictures of ${of}s`, day, records, pictures: records, held: held?.n ?? 0 };
    if (records > 0) await certify(asking, disposal, time, signer);
    return true;
  });
}

/** Gives up copies whose holds are over: a file alone, or the key of a day that nobody holds any more. */
export async function releaseHeld({ database, files, time, signer }: PicturesDeps): Promise<number> {
  const released = await database.transaction(async (asking) => {
    await asking.change("SELECT pg_advisory_xact_lock($1)", [holdLock]);
    await asking.change("SELECT hold_unset($1)", [new Date(time.now).toISOString()]);
    const records = await asking.change(
      "DELETE FROM reads_held WHERE hold_id IN (SELECT hold_id FROM holds WHERE NOT hold_is_active(hold_id, $1))",
      [new Date(time.now).toISOString()],
    );
    const day = new Date(time.now).toISOString().slice(0, 10);
    if (records > 0) await certify(asking, { class: "held reads", day, records }, time, signer);
    return records;
  });
  const over = await database.rows<PicturePlace>(
    `SELECT picture_id AS id, day::text, 'held' AS class FROM pictures_held p
     WHERE NOT ${outlivesDay} LIMIT 5000`,
  );
  for (const place of over) await files.remove(place);
  await database.change("DELETE FROM pictures_held WHERE picture_id = ANY ($1)", [over.map(({ id }) => id)]);
  const kept = await database.rows<{ readonly day: Day }>("SELECT DISTINCT day::text FROM pictures_held");
  const days = new Set(kept.map(({ day }) => day));
  for (const day of files.days("held")) if (!days.has(day)) await files.destroy(day, "held");
  return released;
}
