// A verdict belongs to the card that was seen when the finger came down. Pure; times are performance.now() and the
// timeStamp of events, which share one clock: a tap made before a card was painted is older than the card, however
// late the page hears of it.
import type { HitJson } from "../api-types.js";

/** What stands on the glass, and since when. */
export interface Glass {
  readonly hitId: string;
  /** What the card says; another reading or a cancellation of the same hit is another face. */
  readonly face: string;
  readonly sinceMs: number;
}

/** A finger or a key came down: when, and over what. */
export interface Press {
  readonly glass: Glass | null;
  readonly atMs: number;
}

/** A card takes no verdict until it has been seen for this long: the touch may have been meant for the card before. */
export const deadMs = 700;

/** What makes a card another one to the eye. */
export function faceOf(hit: HitJson): string {
  const { kind, recorded, read, entry, stateMatch } = hit;
  return [kind === "cancelled", recorded, read.text, read.state?.code, entry.plate, stateMatch].join("|");
}

/** True when the press was made on this hit's card, as it still is, after it had been seen long enough. */
export function mayGive(press: Press, hitId: string, now: Glass | null): boolean {
  const { glass, atMs } = press;
  if (!glass || !now || glass.hitId !== hitId || now.hitId !== hitId) return false;
  return glass.face === now.face && glass.sinceMs === now.sinceMs && atMs - glass.sinceMs >= deadMs;
}
