// A clock that was moved while the daemon did not run: noted at the start, because nothing observed the move.
import type { Clock, Log } from "../../../shared/domain/ports.js";
import type { CurrentDb } from "../tables/current-db.js";
import type { Timeline } from "./timeline.js";
import { daemonActor } from "../../../shared/domain/actor.js";

/** What is compared once, at the start. */
export interface StartJumpDeps {
  readonly currentDb: CurrentDb;
  readonly clock: Clock;
  readonly log: Log;
  readonly timeline: Pick<Timeline, "movedBeforeStart">;
}

/**
 * Audits and logs when the clock went back, ran on wrongly in one boot, or is a week ahead of the last run. The fault is told
 * with all others of the clock (`health/clock-reports.ts`).
 */
export function noteStartJump({ currentDb, clock, log, timeline }: StartJumpDeps): void {
  const movedMs = timeline.movedBeforeStart();
  if (movedMs === null) return;
  log.warn("the clock moved while the daemon did not run", { movedMs });
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
