// `tagwatch tours`: what each person's tours came to, week by week (order III.A, III.B).
import { Command } from "commander";
import type { UnitConfig } from "../config/schema.js";
import { systemTimeZone } from "../../shared/domain/local-day.js";
import type { Millis } from "../../shared/domain/types.js";
import { sumTours, type TourSum } from "../core/upkeep/tour.js";
import { auditedCommand, type StoreHandle } from "../store/offline.js";
import { toursOf } from "../upkeep/tour-rows.js";
import { caller, parseTime, withStore, withStoreOptions, type StoreCommandSettings } from "./store.js";

interface ListToursSettings extends StoreCommandSettings {
  readonly from?: string;
  readonly to?: string;
  readonly json?: boolean;
}

const dayMs = 86_400_000;
const toursAtMost = 10_000;

/** The command `tagwatch tours`. */
export function toursCommand(): Command {
  return withStoreOptions(new Command("tours"))
    .description("tours of duty by week and person; by default those of the last four weeks")
    .option("--from <time>", "that began from this time (UTC) or day on")
    .option("--to <time>", "that began before this time (UTC), or to the end of this day")
    .option("--json", "tours and sums as JSON")
    .action((flags: ListToursSettings) =>
      withStore(flags, (handle, { unit }) => report(handle, flags, unit)),
    );
}

function report(handle: StoreHandle, flags: ListToursSettings, unit: UnitConfig): void {
  const to = flags.to === undefined ? handle.now() + 1 : parseTime(flags.to, unit).end;
  const from = flags.from === undefined ? to - 28 * dayMs : parseTime(flags.from, unit).start;
  auditedCommand(handle, caller(), "tours.report", { detail: { from, to } });
  const tours = toursOf(handle.evidence.upkeep.between("tour", from, to, toursAtMost));
  const zone = unit.timeZone ?? systemTimeZone();
  const sums = sumTours(tours, (at) => mondayOf(at, zone));
  if (flags.json) console.log(JSON.stringify({ unit: unit.id, tours, sums }));
  else if (sums.length === 0) console.log("no tours in this time");
  else for (const line of table(sums)) console.log(line);
}

/** The day on which the week of a moment begins, as calendars of the zone have it. */
function mondayOf(at: Millis, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" }).format(at);
  const noon = Date.parse(`${parts}T12:00:00Z`);
  const sinceMonday = (new Date(noon).getUTCDay() + 6) % 7;
  return new Date(noon - sinceMonday * dayMs).toISOString().slice(0, 10);
}

function hours(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  return `${String(Math.floor(minutes / 60))}:${String(minutes % 60).padStart(2, "0")}`;
}

function table(sums: readonly TourSum[]): readonly string[] {
  const head = [
    "week of",
    "person",
    "tours",
    "hours",
    "watched",
    "blind",
    "reads",
    "hits",
    "verdicts",
    "defects",
  ];
  const rows = sums.map((sum) => [
    ...[sum.week, sum.person, String(sum.tours), hours(sum.lastedMs)],
    ...[hours(sum.watchedMs), hours(sum.blindMs)],
    ...[sum.reads, sum.hits, sum.verdicts, sum.defects].map(String),
  ]);
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  return [head, ...rows].map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
