// The keeper: copies what is held, deletes what is over by a time that was vouched for, and signs the trail.
import { errorText } from "../../../shared/domain/error-text.js";
import { monoMs } from "../../../shared/domain/elapsed.js";
import type { Clock, Faults, Log, Service } from "../../../shared/domain/ports.js";
import type { TimeTrust } from "../../../shared/domain/time-trust.js";
import type { PictureFiles } from "../../core/pictures.js";
import { dayOf } from "../columns.js";
import type { Database } from "../database.js";
import { daysOfArchive, dropDay, isOver, seeDays } from "./days.js";
import type { Signer, VouchedTime } from "./disposal.js";
import { daysHalfGone, forgetDropped } from "./dropped-days.js";
import { signHead } from "./heads.js";
import { deleteMessages, markFirstSeen, type KeepSpans } from "./messages.js";
import { pauseAt } from "./leaps.js";
import { copyHeld } from "./copies.js";
import { destroyPictures, releaseHeld } from "./pictures.js";
import { packDays } from "./packed-days.js";
import { createSilences } from "./silences.js";
import { keepInForce } from "./spans.js";
import { tellLost, tellMany } from "./tells.js";
import { createKeeperTime } from "./time.js";
import { tellWaits } from "./waits.js";

/** What the keeper works on, as its database role. */
export interface KeeperDeps {
  readonly database: Database;
  readonly files: PictureFiles;
  readonly spans: KeepSpans;
  readonly signer: Signer;
  readonly trust: TimeTrust;
  /** Whether network time disciplines this computer's clock. */
  readonly ntpSynchronised: () => Promise<boolean>;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly log: Log;
}

/** The service, and one turn of it. */
export interface Keeper extends Service {
  turn(): Promise<void>;
}

const tickMs = 10_000;
const passEveryMs = 3_600_000;
const signEveryMs = 60_000;

/**
 * Every ten seconds copies held pictures and looks at the time, every minute signs the trail, every hour deletes what is over.
 * What led to a deletion is signed before it, and what it wrote right after.
 */
export function createKeeper(deps: KeeperDeps): Keeper {
  const { clock, faults } = deps;
  const startedMs = monoMs(clock);
  const time = createKeeperTime(deps);
  const silences = createSilences(deps);
  let dueMs = -Infinity;
  let signedMs = -Infinity;

  async function sign(): Promise<void> {
    await signHead(deps.database, deps.signer.key, clock.now());
    signedMs = monoMs(clock);
  }

  async function work(): Promise<void> {
    // First: whatever stands in the way of the rest, the trail that tells of it is signed.
    if (monoMs(clock) - signedMs >= signEveryMs) await sign();
    await silences.look();
    const { copied, lost } = await copyHeld(deps.database, deps.files, clock.now());
    if (copied > 0) deps.log.info("copied held pictures", { copied });
    tellLost(deps, "held pictures", lost, "held pictures are gone or damaged, and cannot be copied");
    if (await time.look()) dueMs = -Infinity;
    const verdict = deps.trust.verdict(clock.monoNs());
    const pause =
      verdict.kind === "vouched" ? await pauseAt(deps.database, { now: verdict.at, by: verdict.by }) : null;
    await tellWaits(deps, startedMs, pause);
    if (monoMs(clock) < dueMs || verdict.kind !== "vouched" || pause) return;
    await sign();
    const spans = await keepInForce(deps, verdict.at);
    const isWhole = await pass({ ...deps, spans }, { now: verdict.at, by: verdict.by });
    if (isWhole) dueMs = monoMs(clock) + passEveryMs;
    await sign();
  }

  async function turn(): Promise<void> {
    try {
      // One keeper at a time: what one copies and has not noted yet, another would take for given up.
      await deps.database.transaction(async (asking) => {
        const [lock] = await asking.rows<{ readonly mine: boolean }>(
          "SELECT pg_try_advisory_xact_lock(7006) AS mine",
        );
        if (lock?.mine) await work();
      });
      faults.clear("KEEP_FAILED", "keeper");
    } catch (error) {
      const text = errorText(error);
      faults.raise({ code: "KEEP_FAILED", subject: "keeper", severity: "critical", text });
    }
  }

  return {
    name: "keeper",
    turn,
    async run(signal) {
      while (!signal.aborted) {
        await turn();
        await clock.sleep(tickMs, signal);
      }
    },
  };
}

/** One pass by a time that was vouched for. False when a day has to be tried again soon. */
async function pass(deps: KeeperDeps, time: VouchedTime): Promise<boolean> {
  const { database, spans, signer, clock, log } = deps;
  await markFirstSeen(database, time.now);
  const days = await daysOfArchive(database);
  const seen = await seeDays(database, "reads", days, time.now);
  const over = days.filter((day) => isOver(day, seen.get(day) ?? time.now, spans.reads, time.now));
  tellMany(deps, { days, seen, now: time.now });
  let isWhole = true;
  // Where one day is locked for long (a backup), so are the others: what is held must not wait for each of them.
  for (const day of over)
    if (!(isWhole &&= await dropDay(database, day, spans.reads, { time, signer, clock }))) break;
  const dropped = [...new Set([...over, ...(await daysHalfGone(database))])];
  if (isWhole) isWhole = await forgetDropped(database, dropped, dayOf(time.now - spans.reads));
  await packDays(database, time.now);
  const pictures = { database, files: deps.files, spans, time, signer };
  const released = await releaseHeld(pictures);
  const records = await deleteMessages(database, spans, time, signer);
  // Last, when it is known which reads and hits stay: their pictures are copied.
  const { destroyed, waiting } = isWhole ? await destroyPictures(pictures) : { destroyed: 0, waiting: [] };
  tellLost(
    deps,
    "pictures to be kept",
    waiting.length,
    "days have pictures to be kept that cannot be copied",
  );
  if (over.length + destroyed + records + released > 0)
    log.info("deleted what is over", {
      ...{ days: over.length, pictureDays: destroyed, records, released, by: time.by.join(", ") },
    });
  return isWhole;
}
