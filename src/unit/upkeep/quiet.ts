// A camera that reads no plates for longer than usual at this hour, on a pole: whatever is wrong with it, nothing else saw it.
import * as z from "zod";
import { monoMs } from "../../shared/domain/elapsed.js";
import { errorText } from "../../shared/domain/error-text.js";
import type { Clock, Faults, Log, Service } from "../../shared/domain/ports.js";
import type { CameraId } from "../../shared/domain/types.js";
import { habitAfter, leastUsual, noHabit, type Habit } from "../core/upkeep/habit.js";
import type { UpkeepRows } from "../core/upkeep/rows.js";
import type { TourMoment } from "../core/upkeep/tour.js";

/** What it looks at. `isSure`: the wall clock tells the right hour. */
export interface QuietDeps {
  readonly rows: Pick<UpkeepRows, "get" | "put">;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly log: Log;
  readonly cameras: () => TourMoment["cameras"];
  readonly isSure: () => boolean;
}

/** Learns what is usual, and tells of a camera that fell silent. */
export interface QuietWatch extends Service {
  countRead(camera: CameraId): void;
  /** Looks once, as it does each minute. */
  look(): void;
}

const lookMs = 60_000;
const hourMs = 3_600_000;
/** Where ten reads are the least that was ever seen, none is no chance (Poisson: 5 in 100,000). */
const tooMany = 10;
const habitSchema = z.array(z.array(z.int().min(0)).max(14)).length(24);

interface Seen {
  habit: Habit;
  /** Of the wall clock, hours since 1970. */
  hour: number;
  /** It was watched from the beginning of this hour on. */
  isWhole: boolean;
  reads: number;
  /** Whole hours that are learnt with the next read: until then nobody knows whether their silence was usual. */
  pending: readonly (readonly [hour: number, reads: number])[];
  /** Since the last read: time watched, and the reads that are the least usual in it. */
  silentMs: number;
  missed: number;
}

/** Counts reads of each camera by hour over the last fourteen days; CAMERA_QUIET while at least ten are missing. */
export function createQuietWatch(deps: QuietDeps): QuietWatch {
  const cameras = new Map<CameraId, Seen>();
  const seenOf = (id: CameraId): Seen => {
    const seen = cameras.get(id) ?? firstSeen(deps, id);
    cameras.set(id, seen);
    return seen;
  };
  let lastMs = monoMs(deps.clock);

  function look(): void {
    const now = monoMs(deps.clock);
    // A computer that slept, or a look that came late, watched nothing meanwhile.
    const passedMs = Math.min(now - lastMs, 2 * lookMs);
    lastMs = now;
    const isSure = deps.isSure();
    for (const { id, isSeeing } of deps.cameras()) {
      const seen = seenOf(id);
      if (isSeeing && isSure) goOn(deps, id, seen, passedMs);
      else breakOff(deps, id, seen);
    }
  }

  return {
    name: "quiet cameras",
    countRead(camera) {
      const seen = seenOf(camera);
      // What was missing is not usual, nor the rest of this hour.
      if (seen.missed >= tooMany) Object.assign(seen, { isWhole: false, pending: [] });
      if (seen.pending.length > 0) learn(deps, camera, seen);
      Object.assign(seen, { reads: seen.reads + 1, silentMs: 0, missed: 0 });
      deps.faults.clear("CAMERA_QUIET", camera);
    },
    look,
    async run(signal) {
      while (!signal.aborted) {
        await deps.clock.sleep(lookMs, signal);
        look();
      }
    },
  };
}

const nothingSeen = { isWhole: false, reads: 0, pending: [], silentMs: 0, missed: 0 };
const hourNow = (clock: Clock): number => Math.floor(clock.now() / hourMs);

function firstSeen(deps: QuietDeps, id: CameraId): Seen {
  return { habit: keptHabit(deps, id), hour: hourNow(deps.clock), ...nothingSeen };
}

/** A read is counted whatever the disk says. */
function keptHabit({ rows, log }: QuietDeps, id: CameraId): Habit {
  try {
    return habitSchema.safeParse(rows.get("habit", id)?.body).data ?? noHabit;
  } catch (error) {
    log.warn("what a camera usually reads is not known", { camera: id, reason: errorText(error) });
    return noHabit;
  }
}

/** Another fault says why nothing is read, or nobody knows the hour: neither habit nor silence. */
function breakOff({ faults, clock }: QuietDeps, id: CameraId, seen: Seen): void {
  Object.assign(seen, { hour: hourNow(clock), ...nothingSeen });
  faults.clear("CAMERA_QUIET", id);
}

function goOn(deps: QuietDeps, id: CameraId, seen: Seen, passedMs: number): void {
  seen.silentMs += passedMs;
  seen.missed += (leastUsual(seen.habit, seen.hour % 24) * passedMs) / hourMs;
  if (seen.missed >= tooMany) tellQuiet(deps, id, seen);
  const hour = hourNow(deps.clock);
  if (hour === seen.hour) return;
  const isNext = hour === seen.hour + 1;
  if (seen.isWhole && isNext)
    seen.pending = [...seen.pending, [seen.hour % 24, seen.reads] as const].slice(-24);
  Object.assign(seen, { hour, isWhole: isNext, reads: 0 });
}

function tellQuiet({ faults }: QuietDeps, id: CameraId, { silentMs, missed }: Seen): void {
  const [minutes, usual] = [Math.floor(silentMs / 60_000), Math.floor(missed)];
  const text = `${id}: no plate for ${String(minutes)} minutes, in which it never read fewer than ${String(usual)} at this time of the last days`;
  faults.raise({ code: "CAMERA_QUIET", subject: id, severity: "warning", text });
}

function learn({ rows, clock, log }: QuietDeps, id: CameraId, seen: Seen): void {
  seen.habit = seen.pending.reduce((habit, one) => habitAfter(habit, ...one), seen.habit);
  seen.pending = [];
  try {
    rows.put("habit", { id, at: clock.now(), open: true, body: seen.habit });
  } catch (error) {
    log.warn("what a camera usually reads could not be kept", { camera: id, reason: errorText(error) });
  }
}
