// Disposals that look like the work of a clock error, by the trail in which their lines stand.
import type { Asking } from "../database.js";
import { disposalEvent } from "./disposal.js";

const dayMs = 86_400_000;
/** The keeper signs and the site writes every day: a longer step between lines is a jump of the clock, or the centre was off. */
const jumpMs = 7 * dayMs;
/** A disposal that follows a jump within this goes by it. */
const afterJumpMs = 2 * dayMs;

/** A line of the trail, as far as it tells of the time. */
export interface TimedLine {
  readonly seq: number;
  /** By PostgreSQL's clock, UTC milliseconds. */
  readonly at: number;
  /** Of a disposal: the time that was vouched for, and by whom. */
  readonly disposal?: { readonly at: number; readonly by: string };
}

const day = (at: number): string => new Date(at).toISOString().slice(0, 16).replace("T", " ");

/** Takes lines in their order, and tells at the end what is doubtful. */
export function clockErrors(): { take(line: TimedLine): void; found(): readonly string[] } {
  const found: string[] = [];
  let open: { readonly seq: number; readonly at: number }[] = [];
  let before: number | null = null;
  let jump: { readonly from: number; readonly to: number } | null = null;
  const tell = (seq: number, why: string): void =>
    void found.push(`the disposal of line ${String(seq)} looks like a clock error: ${why}`);

  function takeDisposal(seq: number, at: number, disposal: NonNullable<TimedLine["disposal"]>): void {
    const wordOf = `${day(disposal.at)} was vouched for by ${disposal.by || "nobody"}`;
    if (disposal.by === "") tell(seq, "nobody vouched for its time");
    else if (Math.abs(disposal.at - at) > dayMs)
      tell(seq, `${wordOf}, while PostgreSQL's clock said ${day(at)}`);
    else if (jump && disposal.by === "person" && Math.abs(at - jump.to) < afterJumpMs)
      tell(
        seq,
        `only a person vouched, right after the clock went from ${day(jump.from)} to ${day(jump.to)}`,
      );
    open.push({ seq, at: disposal.at });
  }

  return {
    take({ seq, at, disposal }) {
      if (before !== null && at - before > jumpMs) jump = { from: before, to: at };
      for (const one of open.filter((earlier) => earlier.at > at + dayMs))
        tell(one.seq, `it went by ${day(one.at)}, and afterwards the clock said ${day(at)}`);
      open = open.filter((earlier) => earlier.at <= at + dayMs);
      if (disposal) takeDisposal(seq, at, disposal);
      before = at;
    },
    found: () => found,
  };
}

interface Row {
  readonly seq: string;
  readonly at: Date;
  readonly line: string | null;
}

/** Reads the whole trail, page by page. */
export async function findClockErrors(asking: Asking): Promise<readonly string[]> {
  const errors = clockErrors();
  let last = "0";
  for (;;) {
    const rows: readonly Row[] = await asking.rows<Row>(
      `SELECT seq, at, CASE WHEN line LIKE '%"event":"${disposalEvent}"%' THEN line END AS line FROM trail WHERE seq > $1 ORDER BY seq LIMIT 5000`,
      [last],
    );
    for (const { seq, at, line } of rows) {
      const detail =
        line === null ? null : (JSON.parse(line) as { detail?: { at?: string; vouchedBy?: string } }).detail;
      errors.take({
        ...{ seq: Number(seq), at: at.getTime() },
        ...(detail ? { disposal: { at: Date.parse(detail.at ?? ""), by: detail.vouchedBy ?? "" } } : {}),
      });
    }
    const end = rows.at(-1);
    if (!end) return errors.found();
    last = end.seq;
  }
}
