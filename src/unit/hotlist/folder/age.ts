// How old a list is: by the monotonic clock where it came in this boot, else by the wall clock, which may be wrong.
import type { Millis } from "../../../shared/domain/types.js";
import type { Moment, Now } from "./moment.js";
import type { Manifest } from "./source-folder.js";

/** Dates are days of a place, so a list of today may be dated up to so much ahead. */
const aheadMs = 86_400_000;

/**
 * Since a list was known to be the newest: when it came (or its own date, if it has one), or when its sender last said
 * that nothing is newer. Null when no clock can tell: what lies in the future has no age.
 */
export function ageOf(manifest: Manifest, now: Now): number | null {
  const { importedAt, imported, listDate, confirmedAt, confirmed } = manifest;
  const isConfirmed = confirmed !== undefined || confirmedAt !== importedAt;
  // The later word counts, also where the earlier came under a clock ahead and so seems newer.
  const confirmedAge = isConfirmed ? since(confirmedAt, confirmed, now) : null;
  if (confirmedAge !== null) return confirmedAge;
  return listDate === null ? since(importedAt, imported, now) : sinceDay(listDate, imported, now);
}

/** Exact within a boot; over boots by the wall clock, but never less than this boot lasts. */
function since(at: Millis, moment: Moment | undefined, now: Now): number | null {
  if (moment?.boot === now.boot && moment.monoMs <= now.monoMs) return Math.round(now.monoMs - moment.monoMs);
  const passed = now.at - at;
  if (passed < 0) return null;
  return moment ? Math.round(Math.max(passed, now.monoMs)) : passed;
}

/** A date is the sender's: it compares with the wall clock only, and a list is at least as old as its arrival. */
function sinceDay(date: Millis, moment: Moment | undefined, now: Now): number | null {
  const passed = now.at - date;
  if (passed < -aheadMs) return null;
  return Math.round(Math.max(passed, moment?.boot === now.boot ? now.monoMs - moment.monoMs : 0));
}
