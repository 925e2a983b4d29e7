// What speaks against a list as a whole: cut off, misdated, or so much smaller that something went wrong.
import type { Millis } from "../../../shared/domain/types.js";
import type { BuildJob, BuildResult } from "./build-job.js";
import type { ListFacts } from "../../../shared/hotlist/draft.js";
import { needsFooter } from "../../../shared/hotlist/formats/index.js";
import { NotAList } from "../../../shared/hotlist/lines.js";
import type { ListMeta } from "../list-file/list-db.js";
import type { Tally } from "./tally.js";

/** A file that is cut off is refused. Throws NotAList. */
export function refuseIncomplete(job: BuildJob, facts: ListFacts, tally: Tally): void {
  const promised = facts.expectedRows;
  if (promised === undefined && needsFooter(job.source))
    throw new NotAList("no TOTAL RECORD line at the end: the file is cut off");
  const rows = String(tally.dataRows);
  if (promised !== undefined && promised !== tally.dataRows)
    throw new NotAList(`the last line promises ${String(promised)} rows, but there are ${rows}`);
  const { count } = job.expected;
  if (count !== undefined && count !== tally.dataRows)
    throw new NotAList(`the manifest promises ${String(count)} rows, but there are ${rows}`);
}

/** Time zones, and a clock that is a little slow. */
const dateSlackMs = 2 * 86_400_000;

/**
 * A list from the future is refused: taken, it would keep out every later one and never be stale. One older than the list
 * in force is refused too, unless that list is itself from the future (taken with `--force`, or while the clock was wrong).
 */
export function refuseMisdated(job: BuildJob, date: Millis | undefined, before: ListMeta | null): void {
  if (job.force || date === undefined) return;
  const latest = job.now === null ? Number.POSITIVE_INFINITY : job.now + dateSlackMs;
  if (date > latest) {
    throw new NotAList(
      `it is dated ${day(date)}, but today is ${day(job.now ?? 0)} by the unit's clock: one is wrong`,
    );
  }
  const inForce = before?.listDate;
  if (inForce && inForce <= latest && date < inForce)
    throw new NotAList(`its date ${day(date)} is older than ${day(inForce)}, that of the list in force`);
}

const day = (at: Millis): string => new Date(at).toISOString().slice(0, 10);

/** Changes may take so many entries off a short list, whatever share of it they are. */
const fewRemoved = 10;

/** Most often a list in another format: the reasons say what was expected. */
function whyNone(job: BuildJob, { rejected, reasons }: Pick<BuildResult, "rejected" | "reasons">): string {
  if (rejected === 0) return "";
  const why = Object.keys(reasons).join(", ");
  return `: ${String(rejected)} rows rejected (${why}); is ${job.source.format} its format? A table with a header is csv`;
}

/** A list that lost too much, or in which most rows are refused, is refused itself. Throws NotAList. */
export function refuseDoubtful(job: BuildJob, result: Omit<BuildResult, "previousFault">): void {
  if (result.accepted === 0) throw new NotAList(`no entry in it${whyNone(job, result)}`);
  if (result.rejected > result.accepted) {
    throw new NotAList(
      `${String(result.rejected)} rows rejected, ${String(result.accepted)} taken: is ${job.source.format} its format?`,
    );
  }
  const now = result.meta.entries;
  if (now === 0) throw new NotAList("nothing would be left on the list");
  // Changes are measured against the last full list: many small removals are one large one.
  const last = result.previousEntries ?? 0;
  const before = job.mode === "full" ? last : Math.max(last, job.fullEntries ?? 0);
  const few = job.mode === "full" ? 0 : fewRemoved;
  if (before - now > few && now < before * (1 - job.source.shrinkGuard / 100)) {
    const [what, than] =
      job.mode === "full" ? ["it has", "the list in force"] : ["it leaves", "the last full list"];
    throw new NotAList(
      `${what} ${String(now)} entries, ${than} ${String(before)}: more than ${String(job.source.shrinkGuard)} % lost`,
    );
  }
}
