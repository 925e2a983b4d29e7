// Two sources can be wrong together (a false network time and a GPS simulator). Where they take the time on at once by more
// than can have passed, deletion leaves that out for days, and says so: a person can look, and confirm or mend the clock.
import type { WrittenVouch } from "./time-trust.js";
import type { Millis } from "./types.js";

/** In one boot the monotonic clock tells how much passed: this is more than a sleep of the computer for a backup. */
const inBootMs = 3_600_000;
/** Between two boots: what was off for a weekend goes on. */
const betweenBootsMs = 3 * 86_400_000;
/** In this much of a boot small steps count together: no clock drifts by an hour in it. */
const windowMs = 7 * 86_400_000;
/** Long enough that somebody reads the fault, a week of holidays included. */
export const pauseMs = 7 * 86_400_000;

/** The time went on at once: by what certainly passed it was `from` (UTC milliseconds), two sources said `to`. */
export interface TimeLeap {
  readonly from: Millis;
  readonly to: Millis;
}

/** Whether the time went on from `before` by more than can have passed; null when not. What a person vouches for is meant. */
export function leapBetween(before: WrittenVouch, now: WrittenVouch): TimeLeap | null {
  if (now.by.includes("person")) return null;
  const isOneBoot = before.boot === now.boot;
  // A boot after the one of `before` passed as a whole.
  const from = before.at + now.monoMs - (isOneBoot ? before.monoMs : 0);
  return now.at - from > (isOneBoot ? inBootMs : betweenBootsMs) ? { from, to: now.at } : null;
}

/** What the next vouch is compared with: the last one, and one of up to a week before, which small steps do not escape. */
export interface LeapMarks {
  readonly last: WrittenVouch;
  readonly anchor: WrittenVouch;
}

/** The leap to `now`, at once or in small steps, and the marks from there on. */
export function leapTo(
  marks: LeapMarks | null,
  now: WrittenVouch,
): { readonly leap: TimeLeap | null; readonly marks: LeapMarks } {
  if (!marks) return { leap: null, marks: { last: now, anchor: now } };
  const { last, anchor } = marks;
  const isOneWindow = anchor.boot === now.boot && now.monoMs - anchor.monoMs < windowMs;
  const leap = leapBetween(last, now) ?? (anchor.boot === now.boot ? leapBetween(anchor, now) : null);
  const goesOn = isOneWindow && !leap && !now.by.includes("person");
  return { leap, marks: { last: now, anchor: goesOn ? anchor : now } };
}

/** The leaps that still count at `now`, oldest first, with a new one. A person's word ends all. */
export function leapsUpTo(
  leaps: readonly TimeLeap[],
  leap: TimeLeap | null,
  now: WrittenVouch,
): readonly TimeLeap[] {
  if (now.by.includes("person")) return [];
  return withoutLeaps(leap ? [...leaps, leap] : leaps, now.at).leaps;
}

/**
 * The time `at` without the leaps that nobody confirmed, and those leaps. Each counts until seven days have certainly
 * passed: what a later leap added is no time that passed.
 */
export function withoutLeaps(
  leaps: readonly TimeLeap[],
  at: Millis,
): { readonly at: Millis; readonly leaps: readonly TimeLeap[] } {
  let certain = at;
  let first = leaps.length;
  while (first > 0 && certain - leaps[first - 1].to < pauseMs) {
    first--;
    certain -= leaps[first].to - leaps[first].from;
  }
  return { at: certain, leaps: leaps.slice(first) };
}
