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

const verdicts: Readonly<Record<VerificationResult, Verdict>> = {
  confirmed: "verified",
  "not-confirmed": "not-current",
  "wrong-state": "wrong-state",
  misread: "misread",
  "vehicle-differs": "dismissed",
  "not-current": "not-current",
  "not-checked": "dismissed",
  withdrawn: "withdrawn",
};

/** The one verdict of version 1 that stands for a result. */
export function verdictOf(result: VerificationResult): Verdict {
  return verdicts[result];
}
