import * as z from "zod";
import { monoMs } from "../../shared/domain/elapsed.js";
import type { Clock } from "../../shared/domain/ports.js";

/** How a mark is kept. */
export const markSchema = z.object({ boot: z.string(), ms: z.number(), at: z.number() });

/** A moment that is kept over restarts: by the monotonic clock of its boot, and by the wall for another boot. */
export type KeptMark = z.infer<typeof markSchema>;

/** Now, or so many milliseconds ago. */
export function markOf(clock: Clock, agoMs = 0): KeptMark {
  return { boot: clock.boot, ms: monoMs(clock) - agoMs, at: clock.now() - agoMs };
}

/** Milliseconds since a mark: within one boot no step of the clock counts, and a clock that went back makes it zero. */
export function msSinceMark(clock: Clock, { boot, ms, at }: KeptMark): number {
  return Math.max(0, boot === clock.boot ? monoMs(clock) - ms : clock.now() - at);
}
