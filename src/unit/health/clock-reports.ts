// What people are told of the clock: one fault, from when something is wrong with it until nothing is. What it is called changes
// with what is known: no time at all, clocks that contradict each other, a clock that was moved.
import type { ErrorCode } from "../../shared/domain/faults/errors.js";
import type { Faults } from "../../shared/domain/ports.js";
import type { ClockJudgement } from "../core/time/clock-judgement.js";

/** The names that the one fault goes by. */
const codes = ["CLOCK_UNSET", "CLOCK_CONFLICT", "CLOCK_STEP"] as const satisfies readonly ErrorCode[];

/** What the clock's fault says now; null: nothing is wrong. */
interface Told {
  readonly code: (typeof codes)[number];
  readonly text: string;
}

/** What one look at the clocks found. Milliseconds; moments are of the monotonic clock. */
export interface ClockLook {
  readonly nowMs: number;
  readonly judged: ClockJudgement;
  readonly isVouched: boolean;
  /** The system clock's last step since the daemon began; null: none. */
  readonly step: { readonly movedMs: number; readonly monoMs: number } | null;
}

/** How far the system clock was moved, as it is written down. Milliseconds. */
export interface ClockDoubt {
  /** Between the last run and this one; null when that is little or cannot be said. */
  readonly beforeStartMs: number | null;
  /** Since a source vouched for a time, over restarts. */
  readonly sinceVouchedMs: () => number;
}

/** A step is told for this long, unless the clock is back where it was. */
const tellMs = 3_600_000;
const toldFromMs = 500;
/** Clocks nearer to each other do not contradict each other (`clock-judgement.ts`). */
const nearMs = 300_000;
/** What was moved by less in all is not told of at a start. */
const doubtToldFromMs = 3_600_000;

/** A span in words, to the unit that matters. */
export function rangeOfClock(ms: number): string {
  const seconds = Math.abs(ms) / 1_000;
  if (seconds < 120) return `${seconds.toFixed(1)} seconds`;
  return seconds < 172_800
    ? `${(seconds / 3_600).toFixed(1)} hours`
    : `${(seconds / 86_400).toFixed(1)} days`;
}

/** What is remembered from look to look. */
interface Story {
  /** Clocks contradicted each other since it began, and the system clock was the one that cannot be right. */
  wasConflict: boolean;
  wasRefuted: boolean;
  /** The newest step, and what all since it began come to. */
  step: ClockLook["step"];
  netMs: number;
  /** The step that was mended with a contradiction: nothing more to tell of it. */
  mended: ClockLook["step"];
  atStart: string | null;
}

/** Takes every look at the clocks and keeps the one fault in step with them. */
export function createClockFault(faults: Faults, doubt: ClockDoubt): (look: ClockLook) => void {
  const story: Story = {
    ...{ wasConflict: false, wasRefuted: false, step: null, netMs: 0, mended: null },
    atStart: wordsOfStart(doubt),
  };
  return (look) => {
    takeIn(story, look);
    const told = toldOf(story, look);
    if (told) {
      const replaces = codes.filter((code) => code !== told.code);
      return faults.raise({ ...told, subject: "clock", severity: "warning", replaces });
    }
    Object.assign(story, { wasConflict: false, wasRefuted: false, netMs: 0 });
    for (const code of codes) faults.clear(code, "clock");
  };
}

function takeIn(story: Story, look: ClockLook): void {
  const { step, judged, isVouched } = look;
  if (step && step !== story.step) story.netMs += step.movedMs;
  story.step = step;
  if (judged.conflict !== null) {
    const { source, other } = judged.stamp;
    story.wasConflict = true;
    story.wasRefuted = source === "unset" || (source === "gps" && other !== undefined);
  } else if (story.wasConflict && isMended(story, look)) {
    story.mended = step;
    story.atStart = null;
  }
  // From then on the vouched time judges the system clock.
  if (isVouched) story.atStart = null;
}

/**
 * Whether the system clock is right again after a contradiction. GPS or network time says so, and it was the one that could
 * not be right, or is back where it was: one that was moved to where a lying receiver had gone is not.
 */
function isMended({ wasRefuted, netMs }: Story, { judged, isVouched }: ClockLook): boolean {
  return isVouched || (judged.stamp.source !== "system" && (wasRefuted || Math.abs(netMs) <= nearMs));
}

function toldOf({ step, netMs, mended, atStart }: Story, { judged, nowMs }: ClockLook): Told | null {
  if (judged.conflict !== null)
    return {
      code: judged.stamp.source === "unset" ? "CLOCK_UNSET" : "CLOCK_CONFLICT",
      text: judged.conflict,
    };
  const text =
    step && step !== mended && Math.abs(netMs) >= toldFromMs && nowMs - step.monoMs < tellMs
      ? `the system clock went ${rangeOfClock(step.movedMs)} ${step.movedMs > 0 ? "ahead" : "back"}`
      : atStart;
  return text === null ? null : { code: "CLOCK_STEP", text };
}

const daysOf = (ms: number): string => (Math.abs(ms) / 86_400_000).toFixed(1);

function wordsOfStart({ beforeStartMs: movedMs, sinceVouchedMs }: ClockDoubt): string | null {
  if (movedMs !== null)
    return `the clock is ${daysOf(movedMs)} days ${movedMs > 0 ? "ahead of" : "behind"} the last run: the unit was off so long, or the clock is wrong`;
  const doubtMs = sinceVouchedMs();
  return doubtMs > doubtToldFromMs
    ? `the clock was moved by ${daysOf(doubtMs)} days since anybody vouched for it`
    : null;
}
