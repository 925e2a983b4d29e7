// When the links of the chain were written, as far as a source vouches for it. Records bear the time their clock showed;
// where no source vouched for that clock, only this holds: they were written before the next time that was vouched for.
import { monoMs } from "../../../shared/domain/elapsed.js";
import type { Clock } from "../../../shared/domain/ports.js";
import { leapsUpTo, leapTo, withoutLeaps, type TimeLeap } from "../../../shared/domain/time-leaps.js";
import { takeUp, type TimeTrust } from "../../../shared/domain/time-trust.js";
import type { Millis } from "../../../shared/domain/types.js";
import { putNote } from "../database/notes.js";
import { thin, thinMarks } from "./thin.js";
import type { EvidenceDb } from "../tables/evidence-db.js";
import type { CurrentDb } from "../tables/current-db.js";
import {
  marksKey,
  rangesKey,
  readMarks,
  readPerson,
  readRanges,
  readTimeState,
  stateKey,
} from "../time-notes.js";
import type { KeptVouch, Mark, TimeRange, TimeState } from "../time-notes.js";

/** What the timeline is made of. Nothing in it goes by the wall clock alone. */
export interface TimelineDeps {
  readonly currentDb: CurrentDb;
  readonly clock: Clock;
  readonly trust: TimeTrust;
  /** Names the present boot: moments of the monotonic clock compare within one only. */
  readonly bootId: string;
}

/** Kept in the database, over restarts. */
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
  /** A vouched time without what it went on at once by, where that is not confirmed; and those leaps. */
  certain(at: Millis): { readonly at: Millis; readonly leaps: readonly TimeLeap[] };
  /** How long the unit has run since no source vouches for the time, over restarts. */
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

/** What a timeline knows between two looks. */
interface Known {
  state: TimeState;
  marks: readonly Mark[];
  ranges: readonly TimeRange[];
  lastTickMs: number;
  lastMarkMs: number;
  /** The person's word that was heard last, as it was written. */
  personSeen: string;
  writtenHead: number;
  writtenMs: number;
  /** Wall clock minus monotonic clock at the last look. */
  anchorMs: number;
}

/** One look at the clocks. */
interface Look {
  readonly nowMs: number;
  /** Since the look before. */
  readonly elapsedMs: number;
  readonly head: number;
  /** The vouched time; null while no source vouches. */
  readonly at: Millis | null;
}

/** Opens the timeline of a store. A vouch of the same boot holds on; one of an earlier boot can only refute. */
export function createTimeline(deps: TimelineDeps): Timeline {
  const { currentDb } = deps;
  const known = readKnown(deps);
  const { wall } = known.state;
  const moved = wall && movedSince(deps, wall);
  known.state = { ...known.state, doubtMs: known.state.doubtMs + Math.abs(moved ?? 0) };
  if (known.state.vouched) restore(deps, known.state.vouched);
  extendOverCrash(currentDb.current(), known);
  return {
    tick: () => currentDb.run((evidence) => tick(deps, known, evidence)),
    writtenBy(seq, claimed) {
      if (seq > known.state.sureTo) return Infinity;
      return rangeOf(known.ranges, seq)?.at ?? claimed;
    },
    movedBeforeStart: () => moved,
    writtenBefore: (before) => known.ranges.filter(({ at }) => at < before),
    lastVouched: () => known.state.vouched?.at ?? null,
    certain: (at) => withoutLeaps(known.state.leaps, at),
    unvouchedMs: () => known.state.unvouchedMs,
    doubtMs: () => known.state.doubtMs,
  };
}

const nothingKnown = {
  vouched: null,
  anchor: null,
  wall: null,
  leaps: [],
  unvouchedMs: 0,
  doubtMs: 0,
  why: null,
};

function readKnown({ currentDb, clock }: TimelineDeps): Known {
  const evidence = currentDb.current();
  const { seq } = evidence.chain.head();
  return {
    state: readTimeState(evidence) ?? { ...nothingKnown, sureTo: seq },
    marks: readMarks(evidence),
    ranges: readRanges(evidence),
    lastTickMs: monoMs(clock),
    lastMarkMs: -Infinity,
    personSeen: "",
    writtenHead: -1,
    writtenMs: -Infinity,
    anchorMs: clock.now() - monoMs(clock),
  };
}

const restore = ({ trust, bootId, clock }: TimelineDeps, vouch: KeptVouch): void =>
  takeUp(trust, vouch, { boot: bootId, monoNs: clock.monoNs() });

/** Within a boot the monotonic clock tells exactly; over boots only what cannot be. */
function movedSince({ clock, bootId }: TimelineDeps, wall: NonNullable<TimeState["wall"]>): number | null {
  const passedMs = clock.now() - wall.at;
  if (wall.boot === bootId && wall.monoMs <= monoMs(clock)) {
    const movedMs = Math.round(passedMs - (monoMs(clock) - wall.monoMs));
    return overNoise(Math.abs(movedMs)) > 0 ? movedMs : null;
  }
  return passedMs < 0 || passedMs > weekMs ? passedMs : null;
}

/** A power cut leaves links that no look covered; they follow the last vouched moment at once. */
function extendOverCrash({ db, chain }: EvidenceDb, known: Known): void {
  const { vouched, sureTo } = known.state;
  if (!vouched) return;
  const next = db
    .prepare<[number, number, number], { seq: number | null }>(
      "SELECT min(seq) AS seq FROM links WHERE seq > ? AND (at < ? OR at > ?)",
    )
    .get(sureTo, vouched.at - graceMs, vouched.at + graceMs)?.seq;
  known.state = { ...known.state, sureTo: Math.max(sureTo, (next ?? chain.head().seq + 1) - 1) };
}

function tick(deps: TimelineDeps, known: Known, evidence: EvidenceDb): void {
  const { clock, trust } = deps;
  hearPerson(deps, known, evidence);
  const nowMs = monoMs(clock);
  const look: Look = {
    nowMs,
    elapsedMs: Math.max(0, nowMs - known.lastTickMs),
    head: evidence.chain.head().seq,
    at: trust.utcAt(clock.monoNs()),
  };
  known.lastTickMs = nowMs;
  const { marks, ranges } = known;
  cover(deps, known, evidence, look);
  noteClocks(deps, known, look);
  const isNews = known.marks !== marks || known.ranges !== ranges || look.head !== known.writtenHead;
  if (!isNews && nowMs - known.writtenMs < keepMs) return;
  [known.writtenHead, known.writtenMs] = [look.head, nowMs];
  evidence.writeUnflushed(() => {
    putNote(evidence.db, stateKey, known.state);
    if (known.marks !== marks) putNote(evidence.db, marksKey, known.marks);
    if (known.ranges !== ranges) putNote(evidence.db, rangesKey, known.ranges);
  });
}

/** A person's word that came since the last look, from a command beside the daemon. */
function hearPerson(deps: TimelineDeps, known: Known, evidence: EvidenceDb): void {
  const { bootId, clock } = deps;
  const word = readPerson(evidence);
  const mark = JSON.stringify(word);
  if (!word || mark === known.personSeen) return;
  // The clocks of two processes agree to a hundredth of a second: a word of just now may seem to be yet to come.
  if (word.boot === bootId && word.monoMs > monoMs(clock)) return;
  known.personSeen = mark;
  const newest = known.state.vouched;
  const isNewer = newest?.boot !== bootId || word.monoMs > newest.monoMs;
  if (word.boot === bootId && isNewer) restore(deps, word);
}

/** What this look means for the links since the last one: they bear the right time, get their range, or wait for it. */
function cover({ clock, bootId }: TimelineDeps, known: Known, evidence: EvidenceDb, look: Look): void {
  const { at, nowMs, head } = look;
  // A fresh database after a damaged one may begin below what was seen.
  known.state = { ...known.state, sureTo: Math.min(known.state.sureTo, head) };
  const isRight = at !== null && Math.abs(at - clock.now()) < rightWithinMs;
  const wasSure = known.marks.length === 0 && known.state.unvouchedMs === 0;
  const mark = { seq: head, boot: bootId, monoMs: nowMs };
  if (at === null) {
    if (nowMs - known.lastMarkMs < hourMs) return;
    known.marks = thinMarks([...known.marks, mark]);
    known.lastMarkMs = nowMs;
  } else if (isRight && wasSure && bearRightTimes(evidence, known.state.sureTo, at, look.elapsedMs))
    known.state = { ...known.state, sureTo: head };
  else if (isRight || head > known.state.sureTo) {
    settle(known, at, mark);
    known.lastMarkMs = nowMs;
  }
}

/** Whether the links since the last look bear times near to the vouched one: the clock may have jumped forth and back. */
function bearRightTimes({ db }: EvidenceDb, sureTo: number, at: Millis, elapsedMs: number): boolean {
  const row = db
    .prepare<[number], { low: number | null; high: number | null }>(
      "SELECT min(at) AS low, max(at) AS high FROM links WHERE seq > ?",
    )
    .get(sureTo);
  return (row?.low ?? at) >= at - elapsedMs - rightWithinMs && (row?.high ?? at) <= at + rightWithinMs;
}

/** Gives every link that was written under a clock no source vouched for the latest time it can have been written. */
function settle(known: Known, at: Millis, now: Mark): void {
  let from = known.state.sureTo + 1;
  const fresh: TimeRange[] = [];
  // What was written in an earlier boot was written before this one began.
  const bound = (mark: Mark): Millis => at - (mark.boot === now.boot ? now.monoMs - mark.monoMs : now.monoMs);
  for (const mark of [...known.marks, now]) {
    if (mark.seq < from) continue;
    fresh.push({ from, to: Math.min(mark.seq, now.seq), at: Math.round(bound(mark)) });
    from = mark.seq + 1;
  }
  known.ranges = thin([...known.ranges, ...fresh]);
  known.marks = [];
  known.state = { ...known.state, sureTo: Math.max(known.state.sureTo, now.seq) };
}

/** Who vouches, what the wall clock says, and how far it was moved. */
function noteClocks({ clock, trust, bootId }: TimelineDeps, known: Known, look: Look): void {
  const { at, nowMs, elapsedMs } = look;
  const { state } = known;
  const verdict = trust.verdict(clock.monoNs());
  const movedMs = Math.abs(clock.now() - nowMs - known.anchorMs);
  known.anchorMs = clock.now() - nowMs;
  const by = [...(trust.current()?.by ?? [])];
  const vouched = at === null ? null : { at, monoMs: nowMs, boot: bootId, by };
  known.state = {
    ...state,
    why: verdict.kind === "vouched" ? null : verdict.why,
    ...(vouched && withLeap(state, vouched)),
    wall: { at: clock.now(), monoMs: nowMs, boot: bootId },
    unvouchedMs: at === null ? state.unvouchedMs + elapsedMs + 1 : 0,
    doubtMs: at === null ? state.doubtMs + overNoise(movedMs) : overNoise(Math.abs(clock.now() - at)),
  };
}

/** What changes with a vouched time. */
function withLeap({ vouched, anchor, leaps }: TimeState, now: KeptVouch) {
  const { leap, marks } = leapTo(vouched && { last: vouched, anchor: anchor ?? vouched }, now);
  const kept = { ...marks.anchor, by: [...marks.anchor.by] };
  return { vouched: now, anchor: kept, leaps: [...leapsUpTo(leaps, leap, now)] };
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
