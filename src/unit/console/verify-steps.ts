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
import { ApiError } from "../../shared/access/api-error.js";
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
    throw new ApiError(409, "not-asked", "Dispatch has not said so. Ask first.");
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
  if (!choice)
    throw new ApiError(400, "bad-input", "outcome: is not one of this unit's list for this result");
  if (choice.reasons.length > 0 && !choice.reasons.includes(reason))
    throw new ApiError(400, "bad-input", `outcome: ${choice.label} needs one of its reasons`);
  return { id, label: choice.label, reason };
}
