// A read whose clock was not set gets its time: a further revision with both stamps. The first is never overwritten.
import type { Read, StampedTime, UnitRef } from "../../../shared/domain/types.js";

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
