import type { Millis } from "../../../shared/domain/types.js";

/** A place in the order of searches: capture time, then number of the record; both fall. */
export interface Position {
  readonly at: Millis;
  readonly seq: number;
}

/** Spells a position for a client, who brings it back as `before`. */
export function cursorOf({ at, seq }: Position): string {
  return `${String(at)}.${String(seq)}`;
}

/** The inverse of `cursorOf`; null for anything else. */
export function positionOf(cursor: string): Position | null {
  const match = /^(-?\d{1,16})\.(\d{1,16})$/.exec(cursor);
  return match ? { at: Number(match[1]), seq: Number(match[2]) } : null;
}

/** Negative when `a` comes first, that is when it is newer. */
export function compareCursors(a: string, b: string): number {
  const [one, other] = [positionOf(a), positionOf(b)];
  if (!one || !other) return 0;
  return other.at - one.at || other.seq - one.seq;
}
