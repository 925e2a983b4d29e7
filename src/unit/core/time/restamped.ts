// A read whose clock was not set gets its time: a further revision with both stamps. The first is never overwritten.
import type { Hit, Read, StampedTime, UnitRef } from "../../../shared/domain/types.js";
import { mayHold, surelyHolds, whenOf } from "../when.js";

/** The next revision of a read, by the time its boot knows by now; `unit` is the one of that time. */
export function restamped(read: Read, stamp: StampedTime, unit: UnitRef): Read {
  const first = read.capturedAt.at;
  const moved = stamp.at - first;
  return {
    ...read,
    unit,
    revision: read.revision + 1,
    capturedAt: { ...stamp, first },
    firstSeenAt: read.firstSeenAt + moved,
    lastSeenAt: read.lastSeenAt + moved,
  };
}

/** What the time says of a read's hits. */
export interface CheckedHits {
  /** All of them, as they are now. */
  readonly hits: readonly Hit[];
  /** Those whose entry was surely in force: the doubt is taken from them. */
  readonly confirmed: readonly Hit[];
  /** Those whose entry was not in force, cancelled. */
  readonly cancelled: readonly Hit[];
}

/** Checks the dates of the entries that could not be checked when the plate was read. Where the time is still too unsure, the doubt stays. */
export function checkDates(hits: readonly Hit[], stamp: StampedTime): CheckedHits {
  const when = whenOf(stamp);
  const confirmed: Hit[] = [];
  const cancelled: Hit[] = [];
  const checked = hits.map((hit): Hit => {
    const { datesNotChecked, ...known } = hit;
    if (!datesNotChecked) return hit;
    if (!mayHold(hit.entry, when)) {
      const gone: Hit = { ...known, cancelled: true, notInForce: true };
      cancelled.push(gone);
      return gone;
    }
    if (!surelyHolds(hit.entry, when)) return hit;
    confirmed.push(known);
    return known;
  });
  return { hits: checked, confirmed, cancelled };
}
