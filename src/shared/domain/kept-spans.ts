// A span that was made shorter makes much due for deletion at once, and a slip of the keyboard cannot be undone then. It counts
// a week after it was first seen, which a fault says meanwhile; a longer one counts at once.
import { stamp } from "./stamp.js";
import type { Millis } from "./types.js";

/** As long as after a leap of the time: somebody reads the fault, a week of holidays included. */
export const shorterWaitsMs = 7 * 86_400_000;

/** The span that counts, milliseconds, and the shorter one that is to follow, first seen at `since` (UTC milliseconds). */
export interface KeptSpan {
  readonly ms: Millis;
  readonly next: { readonly ms: Millis; readonly since: Millis } | null;
}

/** What counts at `now`, a time that was vouched for. Made shorter again, or by a time that was mended, it waits anew. */
export function spanAt(before: KeptSpan | null, configured: Millis, now: Millis): KeptSpan {
  if (!before || configured >= before.ms) return { ms: configured, next: null };
  const { ms, next } = before;
  if (!next || configured < next.ms || next.since > now) return { ms, next: { ms: configured, since: now } };
  if (now - next.since < shorterWaitsMs) return { ms, next: { ms: configured, since: next.since } };
  return { ms: configured, next: null };
}

const daysOf = (ms: Millis): string => `${String(Math.round((ms / 86_400_000) * 10) / 10)} days`;

/** What is told of a span that is to become shorter; null when none is. `name` is the setting's. */
export function shorterText(name: string, { ms, next }: KeptSpan): string | null {
  if (!next) return null;
  return `${name} was made shorter, ${daysOf(next.ms)} instead of ${daysOf(ms)}: what is over only by that is deleted from ${stamp(next.since + shorterWaitsMs)} on`;
}
