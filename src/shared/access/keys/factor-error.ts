import { saidRefusal } from "../../domain/said/refusals.js";
import { ApiError } from "../api-error.js";
import type { FactorOutcome } from "../second-factor.js";

/** Somebody whose password was right, and who was not let in. */
export type NotPassed = Exclude<FactorOutcome, { readonly kind: "passed" }>;

/**
 * The answer to them: words for the person, and what an app or a security key needs.
 * @param at the clock that codes are compared with
 */
export function factorError(outcome: NotPassed, at: number): ApiError {
  const enrolment = outcome.kind === "enrol" ? { enrolment: outcome.enrolment } : {};
  const key = "key" in outcome && outcome.key ? { keyAsked: outcome.key } : {};
  const status = outcome.kind === "unavailable" ? 503 : 401;
  const { text, as } = factorWords(outcome, at);
  return new ApiError(status, `second-factor-${outcome.kind}`, text, { ...as, ...enrolment, ...key });
}

function factorWords(outcome: NotPassed, at: number): ReturnType<typeof saidRefusal> {
  switch (outcome.kind) {
    case "asked":
      return saidRefusal(outcome.key ? "factor-key" : "factor-digits");
    case "late":
      return saidRefusal("factor-late");
    case "unavailable":
      return saidRefusal("factor-down");
    case "enrol":
      return saidRefusal("factor-new");
    case "refused":
      if (outcome.by === "code") return saidRefusal("code-wrong", new Date(at).toISOString().slice(11, 19));
      return saidRefusal(outcome.by === "key" ? "key-wrong" : "key-went-back");
  }
}
