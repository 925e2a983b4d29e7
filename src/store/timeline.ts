// When the links of the chain were written, as far as somebody vouches for it. Records bear the time their clock showed;
// where nobody vouched for that clock, only this holds: they were written before the next time that was vouched for.
import * as z from "zod";
import { monoMs } from "../core/elapsed.js";
import type { Clock } from "../core/ports.js";
import type { TimeTrust } from "../core/time-trust.js";
import type { Millis } from "../core/types.js";
import { putNote, readNote } from "./notes.js";
import type { Session } from "./session.js";
import type { Sessions } from "./sessions.js";

export interface TimelineDeps {
  readonly sessions: Sessions;
  readonly clock: Clock;
  readonly trust: TimeTrust;
  /** Names the present boot: moments of the monotonic clock compare within one only. */
  readonly bootId: string;
}

/** Links `from` to `to` were written at `at` or before, whatever they say themselves. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
  readonly at: Millis;
}

export interface Timeline {
  /** Looks at the time and writes down what it means for the links written meanwhile. Call it every few seconds. */
  tick(): void;
  /** The latest a link can have been written; `claimed` where its clock was vouched for; infinite while nobody knows. */
  writtenBy(seq: number, claimed: Millis): Millis;
  /** Ranges of links that were certainly written before a time. */
  writtenBefore(before: Millis): readonly TimeRange[];
  /** How far the clock was moved between the last run and this one, milliseconds; null when it cannot be said or is little. */
  movedBeforeStart(): number | null;
  /** Newest time that was vouched for, in this boot or an earlier one. */
  lastVouched(): Millis | null;
  /** How far the wall clock may be off: from the time vouched for last, and by what it was moved since, over restarts; milliseconds. */
  doubtMs(): number;
  /** How long the unit has run since nobody vouches for the time, over restarts. */
  unvouchedMs(): number;
}

const hourMs = 3_600_000;
const weekMs = 7 * 24 * hourMs;
/** A clock this near to the vouched time is right enough for what counts days. */
const rightWithinMs = hourMs;
/** Links written right after the last look of a run that ended unclean were still written under its clock. */
const graceMs = 120_000;
/** What is known is kept so often even when nothing was recorded. */
const keepMs = 60_000;
const mostMarks = 400;
const mostRanges = 2_000;

const stateKey = "time.state";
const marksKey = "time.marks";
const rangesKey = "time.ranges";
/** Where `tagwatch time confirm` leaves a person's word. */
export const personKey = "time.person";

const vouchSchema = z.object({
  at: z.number(),
  monoMs: z.number(),
  boot: z.string(),
  by: z.array(z.string()),
});
const stateSchema = z.object({
  /** Links up to this one were written under a clock that was vouched for, or have their range. */
  sureTo: z.int(),
  vouched: vouchSchema.nullable(),
  /** What the wall clock said at the last look. */
  wall: z.object({ at: z.number(), monoMs: z.number(), boot: z.string() }).nullable(),
  unvouchedMs: z.number(),
  doubtMs: z.number().default(0),
});
const marksSchema = z.array(z.object({ seq: z.int(), boot: z.string(), monoMs: z.number() }));
const rangesSchema = z.array(z.object({ from: z.int(), to: z.int(), at: z.number() }));

const personSchema = vouchSchema.extend({ who: z.string(), why: z.string() });
export type PersonsWord = z.output<typeof personSchema>;

type State = z.output<typeof stateSchema>;
type Mark = z.output<typeof marksSchema>[number];

function load<T>(session: Session, key: string, schema: z.ZodType<T>): T | null {
  return schema.safeParse(readNote(session.db, key)).data ?? null;
}

/** What the daemon wrote down of the time; null before its first look. */
export const readTimeState = (session: Session): State | null => load(session, stateKey, stateSchema);
/** The last word of a person for the time. */
export const readPerson = (session: Session): PersonsWord | null => load(session, personKey, personSchema);

/** Opens the timeline of a store. A vouch of the same boot holds on; one of an earlier boot can only refute. */
// eslint-disable-next-line max-lines-per-function -- to be divided
export function createTimeline(deps: TimelineDeps): Timeline {
  const { sessions, clock, trust, bootId } = deps;
  const first = sessions.current();
  let state: State = readTimeState(first) ?? {
    sureTo: first.chain.head().seq,
    vouched: null,
    wall: null,
    unvouchedMs: 0,
    doubtMs: 0,
  };
  let marks: readonly Mark[] = load(first, marksKey, marksSchema) ?? [];
  let ranges: readonly TimeRange[] = load(first, rangesKey, rangesSchema) ?? [];
  let lastTickMs = monoMs(clock);
  let lastMarkMs = -Infinity;
  let personSeen = "";
  let writtenHead = -1;
  let writtenMs = -Infinity;
  const moved = state.wall && movedSince(state.wall);
  state = { ...state, doubtMs: state.doubtMs + Math.abs(moved ?? 0) };
  let anchorMs = clock.now() - monoMs(clock);
  if (state.vouched) restore(state.vouched);
  extendOverCrash();

  function restore({ at, monoMs: thenMs, boot, by }: z.output<typeof vouchSchema>): void {
    if (boot === bootId && thenMs <= monoMs(clock))
      trust.vouch({ at, monoNs: BigInt(Math.round(thenMs * 1e6)), by });
    else trust.notBefore(at);
  }

  /** Within a boot the monotonic clock tells exactly; over boots only what cannot be. */
  function movedSince(wall: NonNullable<State["wall"]>): number | null {
    const passedMs = clock.now() - wall.at;
    if (wall.boot === bootId && wall.monoMs <= monoMs(clock)) {
      const movedMs = Math.round(passedMs - (monoMs(clock) - wall.monoMs));
      return Math.abs(movedMs) > 1_000 ? movedMs : null;
    }
    return passedMs < 0 || passedMs > weekMs ? passedMs : null;
  }

  /** A power cut leaves links that no look covered; they follow the last vouched moment at once. */
  function extendOverCrash(): void {
    const { vouched, sureTo } = state;
    if (!vouched) return;
    const next = first.db
      .prepare<[number, number, number], { seq: number | null }>(
        "SELECT min(seq) AS seq FROM links WHERE seq > ? AND (at < ? OR at > ?)",
      )
      .get(sureTo, vouched.at - graceMs, vouched.at + graceMs)?.seq;
    state = { ...state, sureTo: Math.max(sureTo, (next ?? first.chain.head().seq + 1) - 1) };
  }

  /** A person's word that came since the last look, from a command beside the daemon. */
  function hearPerson(session: Session): void {
    const word = readPerson(session);
    const mark = JSON.stringify(word);
    if (!word || mark === personSeen) return;
    personSeen = mark;
    const newest = state.vouched;
    const isNewer = newest?.boot !== bootId || word.monoMs > newest.monoMs;
    if (word.boot === bootId && word.monoMs <= monoMs(clock) && isNewer) restore(word);
  }

  /** Whether the links since the last look bear times near to the vouched one: the clock may have jumped forth and back. */
  function bearsRightTimes(session: Session, at: Millis, elapsedMs: number): boolean {
    const row = session.db
      .prepare<[number], { low: number | null; high: number | null }>(
        "SELECT min(at) AS low, max(at) AS high FROM links WHERE seq > ?",
      )
      .get(state.sureTo);
    return (row?.low ?? at) >= at - elapsedMs - rightWithinMs && (row?.high ?? at) <= at + rightWithinMs;
  }

  /** Gives every link that was written under a clock nobody vouched for the latest time it can have been written. */
  function settle(at: Millis, nowMs: number, head: number): void {
    let from = state.sureTo + 1;
    const fresh: TimeRange[] = [];
    // What was written in an earlier boot was written before this one began.
    const bound = (mark: Mark): Millis => at - (mark.boot === bootId ? nowMs - mark.monoMs : nowMs);
    const all = [...marks, { seq: head, boot: bootId, monoMs: nowMs }];
    for (const mark of all) {
      if (mark.seq < from) continue;
      fresh.push({ from, to: Math.min(mark.seq, head), at: Math.round(bound(mark)) });
      from = mark.seq + 1;
    }
    ranges = thin([...ranges, ...fresh]);
    marks = [];
    state = { ...state, sureTo: Math.max(state.sureTo, head) };
  }

  function tick(): void {
    sessions.run((session) => {
      hearPerson(session);
      const nowMs = monoMs(clock);
      const head = session.chain.head().seq;
      const at = trust.utcAt(clock.monoNs());
      const elapsedMs = Math.max(0, nowMs - lastTickMs);
      const hadRanges = ranges;
      const hadMarks = marks;
      lastTickMs = nowMs;
      // A fresh database after a damaged one may begin below what was seen.
      state = { ...state, sureTo: Math.min(state.sureTo, head) };
      const isRight = at !== null && Math.abs(at - clock.now()) < rightWithinMs;
      const wasSure = marks.length === 0 && state.unvouchedMs === 0;
      if (isRight && wasSure && bearsRightTimes(session, at, elapsedMs)) state = { ...state, sureTo: head };
      else if (at !== null && (isRight || head > state.sureTo)) {
        settle(at, nowMs, head);
        lastMarkMs = nowMs;
      } else if (at === null && nowMs - lastMarkMs >= hourMs) {
        marks = thinMarks([...marks, { seq: head, boot: bootId, monoMs: nowMs }]);
        lastMarkMs = nowMs;
      }
      const by = trust.current()?.by ?? [];
      const movedMs = Math.abs(clock.now() - nowMs - anchorMs);
      anchorMs = clock.now() - nowMs;
      state = {
        ...state,
        ...(at === null ? {} : { vouched: { at, monoMs: nowMs, boot: bootId, by: [...by] } }),
        wall: { at: clock.now(), monoMs: nowMs, boot: bootId },
        unvouchedMs: at === null ? state.unvouchedMs + elapsedMs + 1 : 0,
        doubtMs: at === null ? state.doubtMs + overNoise(movedMs) : overNoise(Math.abs(clock.now() - at)),
      };
      const isNews = marks !== hadMarks || ranges !== hadRanges || head !== writtenHead;
      if (!isNews && nowMs - writtenMs < keepMs) return;
      [writtenHead, writtenMs] = [head, nowMs];
      session.writeUnflushed(() => {
        putNote(session.db, stateKey, state);
        if (marks !== hadMarks) putNote(session.db, marksKey, marks);
        if (ranges !== hadRanges) putNote(session.db, rangesKey, ranges);
      });
    });
  }

  return {
    tick,
    writtenBy(seq, claimed) {
      if (seq > state.sureTo) return Infinity;
      return rangeOf(ranges, seq)?.at ?? claimed;
    },
    movedBeforeStart: () => moved,
    writtenBefore: (before) => ranges.filter(({ at }) => at < before),
    lastVouched: () => state.vouched?.at ?? null,
    unvouchedMs: () => state.unvouchedMs,
    doubtMs: () => state.doubtMs,
  };
}

/** Clocks drift; what is a second or less is no move. */
const overNoise = (ms: number): number => (ms > 1_000 ? ms : 0);

/** The range a link lies in, by halving: ranges are in order. */
function rangeOf(ranges: readonly TimeRange[], seq: number): TimeRange | undefined {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranges[middle].to < seq) low = middle + 1;
    else high = middle;
  }
  const found = ranges.at(low);
  return found && low < ranges.length && found.from <= seq ? found : undefined;
}

const hourOf = (at: Millis): number => Math.floor(at / hourMs);

/** Neighbours of one hour become one, of the later time; when there are too many, the oldest become one. */
function thin(ranges: readonly TimeRange[]): readonly TimeRange[] {
  const joined: TimeRange[] = [];
  for (const range of ranges) {
    const last = joined.at(-1);
    if (last?.to === range.from - 1 && range.at >= last.at && hourOf(range.at) === hourOf(last.at))
      joined[joined.length - 1] = { ...range, from: last.from };
    else joined.push(range);
  }
  const excess = joined.length - mostRanges;
  if (excess <= 0) return joined;
  const oldest = joined.slice(0, excess + 1);
  const at = Math.max(...oldest.map((range) => range.at));
  return [{ from: oldest[0].from, to: oldest.at(-1)!.to, at }, ...joined.slice(excess + 1)];
}

/** Every second one goes when there are too many: bounds get coarser, never wrong. */
function thinMarks(marks: readonly Mark[]): readonly Mark[] {
  return marks.length <= mostMarks ? marks : marks.filter((_, n) => n % 2 === 1);
}
