// Whether a verdict may be given as it is asked for, and the steps it takes with it. Pure.
import type { VerificationResult } from "../../shared/domain/closed-sets.js";
import {
  comparedOf,
  type Disposition,
  type DispatchCheck,
  type HitOutcome,
  type RightText,
  type Verification,
} from "../../shared/domain/verification.js";
import { refusal } from "../../shared/access/api-error.js";
import { inputTexts } from "../../shared/domain/said/inputs.js";
import type { OutcomeChoice } from "../config/console-schema.js";

/** A verdict as it is asked for. */
export interface AskedVerdict {
  readonly result: VerificationResult;
  readonly rightText?:
    RightText | { readonly plate: string; readonly state?: string | undefined } | undefined;
  readonly outcome?: { readonly id: string; readonly reason: string } | undefined;
}

/** What is known of the hit: the question to dispatch under way, and the newest verdict. */
export interface KnownSteps {
  readonly check: DispatchCheck | null;
  readonly last: Disposition | null;
}

/** Throws a 409 where a step is missing: green is given only by an answer of dispatch that is recorded. */
export function verificationFrom(
  input: AskedVerdict,
  { check, last }: KnownSteps,
  choices: readonly OutcomeChoice[],
): Verification {
  const { result, rightText } = input;
  // After a restart the question is gone, but the verdict given on its answer has it.
  const inForce = last?.verification?.result === result ? last.verification.confirmation : undefined;
  const confirmation = check ?? inForce;
  if ((result === "confirmed" || result === "not-confirmed") && confirmation?.answer !== result)
    throw refusal(409, "not-asked", "not-said");
  const compared = comparedOf(result, confirmation !== undefined);
  const outcome = input.outcome && outcomeOf(input.outcome, result, choices);
  const isMisread = result === "misread" || result === "wrong-state";
  return {
    result,
    compared,
    ...(rightText && isMisread
      ? {
          rightText: {
            plate: rightText.plate,
            ...(rightText.state === undefined ? {} : { state: rightText.state }),
          },
        }
      : {}),
    ...(confirmation && result !== "withdrawn" ? { confirmation } : {}),
    ...(outcome ? { outcome } : {}),
  };
}

function outcomeOf(
  { id, reason }: NonNullable<AskedVerdict["outcome"]>,
  result: VerificationResult,
  choices: readonly OutcomeChoice[],
): HitOutcome {
  const choice = choices.find((one) => one.id === id && one.after.includes(result));
  if (!choice) throw refusal(400, "bad-input", "bad-field", "outcome", inputTexts["one-outcome"]);
  if (choice.reasons.length > 0 && !choice.reasons.includes(reason))
    throw refusal(400, "bad-input", "needs-reason", choice.label);
  return { id, label: choice.label, reason };
}
