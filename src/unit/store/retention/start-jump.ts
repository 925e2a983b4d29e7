// A clock that was moved while the daemon did not run: reported at the start, because nothing observed the move.
import type { Clock, Faults, Log } from "../../../shared/domain/ports.js";
import type { CurrentDb } from "../tables/current-db.js";
import type { Timeline } from "./timeline.js";
import { daemonActor } from "../../../shared/domain/actor.js";

/** What is compared once, at the start. */
export interface StartJumpDeps {
  readonly currentDb: CurrentDb;
  readonly clock: Clock;
  readonly log: Log;
  readonly faults: Faults;
  readonly timeline: Pick<Timeline, "movedBeforeStart" | "doubtMs">;
}

const toldFromMs = 3_600_000;
const daysOf = (ms: number): string => (Math.abs(ms) / 86_400_000).toFixed(1);

/**
 * Audits, logs and raises CLOCK_STEP when the clock went back, ran on wrongly in one boot, or is a week ahead of the last run. A move that
 * was told in an earlier run stays a fault until a source vouches for a time.
 */
export function tellStartJump({ currentDb, clock, log, faults, timeline }: StartJumpDeps): void {
  const movedMs = timeline.movedBeforeStart();
  if (movedMs === null) {
    const text = `the clock was moved by ${daysOf(timeline.doubtMs())} days since anybody vouched for it`;
    if (timeline.doubtMs() > toldFromMs)
      faults.raise({ code: "CLOCK_STEP", subject: "start", severity: "warning", text });
    return;
  }
  const way = movedMs > 0 ? "ahead of" : "behind";
  const text = `the clock is ${daysOf(movedMs)} days ${way} the last run: the unit was off so long, or the clock is wrong`;
  log.warn("the clock moved while the daemon did not run", { movedMs });
  faults.raise({ code: "CLOCK_STEP", subject: "start", severity: "warning", text });
  const event = movedMs > 0 ? "clock.ahead" : "clock.behind";
  const line = {
    at: clock.now(),
    actor: daemonActor,
    event,
    outcome: "success",
    detail: { movedMs },
  } as const;
  currentDb.run((s) => s.write(() => s.audit.append(line)));
}
