// Whether dates that somebody wrote hold at a moment that is known to some uncertainty only.
import type { Millis, StampedTime } from "../../shared/domain/types.js";

/** First and last instant a moment can be of, for all that is known. */
export interface When {
  readonly from: Millis;
  readonly to: Millis;
}

/** A moment that is known exactly. */
export const exactly = (at: Millis): When => ({ from: at, to: at });

/** When a stamp may be of; a clock that is unset or refuted says nothing, so any time it may be. */
export function whenOf({ at, uncertaintyMs, source }: StampedTime): When {
  if (source === "unset") return { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
  return { from: at - uncertaintyMs, to: at + uncertaintyMs };
}

/** From when until when something holds; without a date, always. */
export interface Dated {
  readonly effectiveAt?: Millis;
  readonly expiresAt?: Millis;
}

/** Whether it may hold: a date that cannot be checked must not keep an alert back. */
export const mayHold = ({ effectiveAt, expiresAt }: Dated, { from, to }: When): boolean =>
  (effectiveAt === undefined || effectiveAt <= to) && (expiresAt === undefined || from < expiresAt);

/** Whether it holds whatever the moment really is. */
export const surelyHolds = ({ effectiveAt, expiresAt }: Dated, { from, to }: When): boolean =>
  (effectiveAt === undefined || effectiveAt <= from) && (expiresAt === undefined || to < expiresAt);
