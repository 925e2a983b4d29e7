import type { StatisticsSpan } from "../../../../shared/domain/closed-sets.js";
import { dayIn } from "../../../../shared/domain/local-day.js";
import type { Millis } from "../../../../shared/domain/types.js";

const hourMs = 3_600_000;
const hours = 24;
const daysOf: Readonly<Record<Exclude<StatisticsSpan, "day">, number>> = { week: 7, month: 30, quarter: 90 };

/** Beginnings of the slots, oldest first, and the end of the last, which holds `now`; days by clocks of the zone. */
export function slotEdges(span: StatisticsSpan, zone: string, now: Millis): readonly Millis[] {
  if (span === "day") {
    const end = (Math.floor(now / hourMs) + 1) * hourMs;
    return Array.from({ length: hours + 1 }, (_, i) => end - (hours - i) * hourMs);
  }
  const count = daysOf[span];
  const [year = 1970, month = 1, day = 1] = dateIn(zone, now);
  const spans = Array.from({ length: count }, (_, i) => {
    const date = new Date(Date.UTC(year, month - 1, day - (count - 1 - i)));
    return dayIn(zone, {
      year: date.getUTCFullYear(),
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate(),
    });
  });
  return [...spans.map(({ start }) => start), spans.at(-1)?.end ?? now];
}

/** Year, month and day on calendars of the zone. */
function dateIn(timeZone: string, at: Millis): readonly number[] {
  const shown = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    ...{ year: "numeric", month: "2-digit", day: "2-digit" },
  });
  return shown.format(at).split("-").map(Number);
}
