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
  return new ApiError(status, `second-factor-${outcome.kind}`, factorWords(outcome, at), {
    ...enrolment,
    ...key,
  });
}

const digits = "enter the six digits that your authenticator app shows.";

function factorWords(outcome: NotPassed, at: number): string {
  const time = new Date(at).toISOString().slice(11, 19);
  switch (outcome.kind) {
    case "asked":
      return outcome.key ? `Use your security key, or ${digits}` : `E${digits.slice(1)}`;
    case "late":
      return `The key was asked too long ago. Use it again, or ${digits}`;
    case "unavailable":
      return "Second factors cannot be checked now. Sign in at the screen of the unit or centre itself, or ask an administrator.";
    case "enrol":
      return "From another machine a second factor is needed. Put it into an authenticator app once, then enter the code it shows.";
    case "refused":
      return {
        code: `The code does not fit, or was used before. Wait for the next one. The clock here says ${time} UTC: a phone that is half a minute off shows other codes.`,
        key: `The security key does not fit. Use it again, or ${digits}`,
        "key-counter": `This key counted backwards, as a copy of a key would: it was not accepted. E${digits.slice(1)} Tell an administrator.`,
      }[outcome.by];
  }
}
