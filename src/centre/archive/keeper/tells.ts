// What the keeper says of a pass besides what it deletes.
import type { Faults } from "../../../shared/domain/ports.js";
import type { Millis } from "../../../shared/domain/types.js";
import type { Day } from "../columns.js";
import { isOver } from "./days.js";
import type { KeepSpans } from "./messages.js";

/** By what, and where it is said. */
export interface TellsDeps {
  readonly faults: Faults;
  readonly spans: KeepSpans;
}

/** Pictures that have to be kept, and cannot be copied. Their days wait: the folder of pictures may only be away. */
export function tellLost({ faults }: TellsDeps, of: string, count: number, what: string): void {
  if (count === 0) return faults.clear("KEEP_FAILED", of);
  faults.raise({
    ...{ code: "KEEP_FAILED", subject: of, severity: "critical" },
    text: `${String(count)} ${what}; their days of pictures are destroyed 30 days later than others`,
    hint: "see whether the folder of pictures is there, or put it back from a backup",
  });
}

const soonMs = 7 * 86_400_000;
/** A day goes each day; more than these in a week are a stock that was never deleted, or a shorter span. */
const manyDays = 14;

/** Says a week ahead that far more than a week's days are to be deleted: nothing may have been deleted for long. */
export function tellMany(
  { faults, spans }: TellsDeps,
  { days, seen, now }: { days: readonly Day[]; seen: ReadonlyMap<Day, Millis>; now: Millis },
): void {
  const soon = days.filter((day) => isOver(day, seen.get(day) ?? now, spans.reads, now + soonMs));
  if (soon.length < manyDays) return faults.clear("PURGE_MANY", "retention");
  faults.raise({
    ...{ code: "PURGE_MANY", subject: "retention", severity: "warning" },
    text: `${String(soon.length)} days of reads without a hit, the oldest ${soon[0] ?? ""}, are deleted within a week, for keep.reads is ${String(Math.round(spans.reads / 86_400_000))} days`,
  });
}
