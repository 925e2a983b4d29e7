// The steps from an alert to its end, as they are recorded: compare, confirm with dispatch, outcome.
import type { ConfirmAnswer, ConfirmMethod, VerificationResult, Verdict } from "./closed-sets.js";

/** What the officer compared with own eyes: true when it agrees, absent when nothing was said of it. */
export interface Compared {
  readonly characters?: boolean;
  readonly state?: boolean;
  readonly vehicle?: boolean;
}

/** What stands on a plate that was misread; `state` is a postal code. */
export interface RightText {
  readonly plate: string;
  readonly state?: string;
}

/** One question to dispatch; times are UTC milliseconds by the unit's clock. `answer` null while none has come. */
export interface DispatchCheck {
  readonly method: ConfirmMethod;
  readonly askedAt: number;
  readonly askedBy: string;
  readonly answer: ConfirmAnswer | null;
  readonly answeredAt: number | null;
  /** Name or number of the dispatcher; empty when not written down. */
  readonly answeredBy: string;
  /** Number of the call or case; empty when not written down. */
  readonly reference: string;
}

/** What became of a hit: one of the configured outcomes, with the reason where it asks for one. */
export interface HitOutcome {
  readonly id: string;
  readonly label: string;
  readonly reason: string;
}

/** A verdict with its steps. */
export interface Verification {
  readonly result: VerificationResult;
  readonly compared: Compared;
  readonly rightText?: RightText;
  readonly confirmation?: DispatchCheck;
  readonly outcome?: HitOutcome;
}

/** One verdict as stored and sent: a hit may have several, of which the newest counts. `actor` is who gave it. */
export interface Disposition {
  readonly id: string;
  readonly hitId: string;
  readonly verdict: Verdict;
  readonly note: string;
  readonly actor: string;
  /** UTC milliseconds. */
  readonly at: number;
  /** How it was come by; verdicts of older versions have none. */
  readonly verification?: Verification;
}

const all: Compared = { characters: true, state: true, vehicle: true };

/** Its verdict of version 1, and what it says of the comparison; `asked` once dispatch has been asked, when that says more. */
interface Meaning {
  readonly verdict: Verdict;
  readonly compared: Compared;
  readonly asked?: Compared;
}

// Dispatch is asked once the officer has found that all agrees.
const meanings: Readonly<Record<VerificationResult, Meaning>> = {
  confirmed: { verdict: "verified", compared: all },
  "not-confirmed": { verdict: "not-current", compared: all },
  "wrong-state": { verdict: "wrong-state", compared: { state: false } },
  misread: { verdict: "misread", compared: { characters: false } },
  "vehicle-differs": { verdict: "dismissed", compared: { vehicle: false } },
  "not-current": { verdict: "not-current", compared: {}, asked: all },
  "not-checked": { verdict: "dismissed", compared: {}, asked: all },
  withdrawn: { verdict: "withdrawn", compared: {} },
};

/** The one verdict of version 1 that stands for a result. */
export function verdictOf(result: VerificationResult): Verdict {
  return meanings[result].verdict;
}

/** What a result says of the comparison. */
export function comparedOf(result: VerificationResult, asked: boolean): Compared {
  const meaning = meanings[result];
  return (asked ? meaning.asked : undefined) ?? meaning.compared;
}

/** The outcomes that are offered where the agency names none; `after` other results than "confirmed", and the reasons one of which must be chosen. */
export const usualOutcomes = [
  { id: "stopped", label: "Stopped" },
  { id: "arrest", label: "Arrest" },
  { id: "recovered", label: "Recovered" },
  {
    id: "could-not-follow",
    label: "Could not follow",
    reasons: ["Lost in traffic", "Unsafe", "Other call", "Out of area"],
  },
  { id: "handed-over", label: "Handed over", reasons: ["Other unit", "Other agency", "Investigators"] },
  {
    id: "no-action",
    label: "No action",
    reasons: ["Supervisor's order", "Owner has it back", "Record being cleared", "Policy"],
  },
  { id: "gone", label: "Vehicle gone", after: ["not-checked"] },
  { id: "busy", label: "On another call", after: ["not-checked"] },
  { id: "dispatch-busy", label: "No answer from dispatch", after: ["not-checked"] },
] as const;

type Outcome = (typeof usualOutcomes)[number];

/** A text among the usual outcomes: a label or a reason. */
export type OutcomeText =
  Outcome["label"] | Extract<Outcome, { readonly reasons: unknown }>["reasons"][number];
