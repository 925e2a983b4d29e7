// The second factor at sign-in: who needs it, how a person gets it, and that no code counts twice.
import { randomBytes } from "node:crypto";
import { encode } from "uqr";
import type { SecondFactorMode } from "../domain/closed-sets.js";
import { monoMs } from "../domain/elapsed.js";
import { errorText } from "../domain/error-text.js";
import type { Clock, Log, Sealing } from "../domain/ports.js";
import type { Millis } from "../domain/types.js";
import { ApiError } from "./api-error.js";
import { isLoopback } from "./security.js";
import { base32, fittingStep, otpauthUri, secretBytes } from "./totp.js";
import type { User } from "./users-file.js";
import type { Users } from "./users.js";

/** What a person who has no second factor yet is shown once, to put it into an authenticator app. */
export interface Enrolment {
  /** Comes back with the first code. */
  readonly ticket: string;
  /** For typing. */
  readonly secret: string;
  /** The rows of the QR code of the same, `1` for dark. */
  readonly qr: readonly string[];
}

/** What was given besides the password. */
export interface Given {
  readonly code?: string | undefined;
  readonly ticket?: string | undefined;
}

/** `unavailable`: the secrets cannot be opened or kept now. */
export type FactorOutcome =
  | { readonly kind: "passed"; readonly by: "no need" | "code" | "enrolment" }
  | { readonly kind: "asked" | "refused" | "unavailable" }
  | { readonly kind: "enrol"; readonly enrolment: Enrolment };

/** Checks the second factor of people whose password was right. */
export interface SecondFactors {
  /**
   * `source`: the address the person comes from. What counts is the person as they are now: the password took time to
   * check, and whoever enrolled meanwhile has a factor, whoever was removed, disabled or given another password has none.
   */
  check(user: User, given: Given, source: string): FactorOutcome;
}

/** `sealing` is null where no key is there to keep. */
export interface SecondFactorDeps {
  readonly mode: SecondFactorMode;
  /** Stands in the app beside the code. */
  readonly issuer: string;
  readonly users: Pick<Users, "find" | "setSecondFactor" | "takeStep">;
  readonly sealing: Sealing | null;
  readonly clock: Clock;
  /** The times a code may be of; default: what the clock says. A wrong clock must not keep out who has the right code. */
  readonly times?: () => readonly Millis[];
  readonly log: Log;
}

interface Begun {
  readonly name: string;
  readonly secret: Buffer;
  readonly untilMs: number;
}

const enrolMs = 15 * 60_000;
const mostBegun = 32;

/** Which secret this is: sealed for one person it opens for no other. */
const sealName = (name: string): string => `second factor ${name}`;

const isAsked = (mode: SecondFactorMode, source: string): boolean =>
  mode === "always" || (mode === "remote" && !isLoopback(source));

/** Enrolments that are under way are kept in memory alone. */
export function createSecondFactors(deps: SecondFactorDeps): SecondFactors {
  const { mode, issuer, users, sealing, clock, log, times = () => [clock.now()] } = deps;
  const begun = new Map<string, Begun>();
  /** Steps that the file could not be told of: a full disk must not make a code good twice. */
  const untold = new Map<string, readonly number[]>();
  const fitting = (secret: Uint8Array, code: string): number | null =>
    times().reduce<number | null>((found, at) => found ?? fittingStep(secret, code, at), null);

  function begin({ name }: User): FactorOutcome {
    const secret = randomBytes(secretBytes);
    const ticket = randomBytes(18).toString("base64url");
    begun.set(ticket, { name, secret, untilMs: monoMs(clock) + enrolMs });
    const oldest = begun.keys().next().value;
    if (begun.size > mostBegun && oldest !== undefined) begun.delete(oldest);
    const { data } = encode(otpauthUri(issuer, name, secret), { border: 2 });
    const qr = data.map((row) => row.map((dark) => (dark ? "1" : "0")).join(""));
    return { kind: "enrol", enrolment: { ticket, secret: base32(secret), qr } };
  }

  /** A code counts once, in whatever order the clock says: a clock set back makes none of them good again. */
  function take(name: string, step: number): boolean {
    if (untold.get(name)?.includes(step)) return false;
    try {
      return users.takeStep(name, step);
    } catch (error) {
      log.error("a used code could not be written down; it is remembered until a restart", {
        reason: errorText(error),
      });
      untold.set(name, [step, ...(untold.get(name) ?? [])].slice(0, 16));
      return true;
    }
  }

  function enrol(user: User, { code = "", ticket = "" }: Given): FactorOutcome {
    const known = begun.get(ticket);
    if (!sealing) return { kind: "unavailable" };
    if (known?.name !== user.name || known.untilMs < monoMs(clock)) return begin(user);
    const step = fitting(known.secret, code);
    if (step === null) return { kind: "refused" };
    const sealed = Buffer.from(sealing.seal(sealName(user.name), known.secret)).toString("base64");
    try {
      users.setSecondFactor(user.name, { sealed, steps: [step] }, null);
    } catch (error) {
      log.error("a second factor could not be written down", { reason: errorText(error) });
      return { kind: "unavailable" };
    }
    begun.delete(ticket);
    return { kind: "passed", by: "enrolment" };
  }

  return {
    check(user, given, source) {
      if (!isAsked(mode, source)) return { kind: "passed", by: "no need" };
      const now = users.find(user.name);
      if (now?.hash !== user.hash || now.disabled) return { kind: "refused" };
      if (!now.secondFactor) return enrol(now, given);
      if (!given.code) return { kind: "asked" };
      const sealed = Buffer.from(now.secondFactor.sealed, "base64");
      const secret = sealing?.open(sealName(user.name), sealed) ?? null;
      if (!secret) return { kind: "unavailable" };
      const step = fitting(secret, given.code);
      const isGood = step !== null && take(user.name, step);
      return isGood ? { kind: "passed", by: "code" } : { kind: "refused" };
    },
  };
}

/** The answer to whoever was not let in: words for the person, and for an enrolment what the app needs. */
export function factorError(
  outcome: Exclude<FactorOutcome, { readonly kind: "passed" }>,
  at: number,
): ApiError {
  const more = outcome.kind === "enrol" ? { enrolment: outcome.enrolment } : {};
  const status = outcome.kind === "unavailable" ? 503 : 401;
  return new ApiError(status, `second-factor-${outcome.kind}`, factorWords(outcome.kind, at), more);
}

/** What a person reads who was not let in; `at` is the clock that codes are compared with. */
function factorWords(kind: "asked" | "refused" | "unavailable" | "enrol", at: number): string {
  const time = new Date(at).toISOString().slice(11, 19);
  const words = {
    asked: "Enter the six digits that your authenticator app shows.",
    refused: `The code does not fit, or was used before. Wait for the next one. The clock here says ${time} UTC: a phone that is half a minute off shows other codes.`,
    unavailable:
      "Second factors cannot be checked now. Sign in at the screen of the unit or centre itself, or ask an administrator.",
    enrol:
      "From another machine a second factor is needed. Put it into an authenticator app once, then enter the code it shows.",
  } as const;
  return words[kind];
}
