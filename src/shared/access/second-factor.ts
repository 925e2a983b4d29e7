// The second factor at sign-in: who needs it, how a person gets it, and that no code counts twice.
import { randomBytes } from "node:crypto";
import { encode } from "uqr";
import type { SecondFactorMode } from "../domain/closed-sets.js";
import { monoMs } from "../domain/elapsed.js";
import { errorText } from "../domain/error-text.js";
import type { Clock, Log, Sealing } from "../domain/ports.js";
import type { Millis } from "../domain/types.js";
import type { KeyAsked, KeyFactor } from "./keys/key-factor.js";
import type { KeyAnswer } from "./keys/key-input.js";
import type { KeyPlace } from "./keys/key-place.js";
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
  readonly key?: KeyAnswer | undefined;
}

/** Where a person comes from, and where to. */
export interface FactorPlace {
  /** From this machine itself (`isFromHere`). */
  readonly isLocal: boolean;
  readonly place: KeyPlace;
}

/**
 * `unavailable`: the secrets cannot be opened or kept now. `key`: of a person who has security keys for this place, what
 * one is asked. `late`: a key answered what is no longer asked; `by`: what was wrong.
 */
export type FactorOutcome =
  | { readonly kind: "passed"; readonly by: "no need" | "code" | "enrolment" }
  | { readonly kind: "passed"; readonly by: "key"; readonly label: string }
  | { readonly kind: "asked" | "late"; readonly key: KeyAsked | null }
  | { readonly kind: "refused"; readonly by: "code" | "key" | "key-counter"; readonly key: KeyAsked | null }
  | { readonly kind: "unavailable" }
  | { readonly kind: "enrol"; readonly enrolment: Enrolment };

/** Checks the second factor of people whose password was right. */
export interface SecondFactors {
  /**
   * What counts is the person as they are now: password and key took time to check, and whoever enrolled meanwhile has a
   * factor, whoever was removed, disabled or given another password has none.
   */
  check(user: User, given: Given, from: FactorPlace): Promise<FactorOutcome>;
  /** Whether a session that began without one now comes from where one is asked. */
  isOwed(session: { readonly isProved?: boolean }, isLocal: boolean): boolean;
}

/** `sealing` is null where no key is there to keep. */
export interface SecondFactorDeps {
  readonly mode: SecondFactorMode;
  /** Stands in the app beside the code. */
  readonly issuer: string;
  readonly users: Pick<Users, "find" | "setSecondFactor" | "takeStep">;
  readonly sealing: Sealing | null;
  readonly keys: KeyFactor;
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

const wrongCode: FactorOutcome = { kind: "refused", by: "code", key: null };

/** Which secret this is: sealed for one person it opens for no other. */
const sealName = (name: string): string => `second factor ${name}`;

const isAsked = (mode: SecondFactorMode, isLocal: boolean): boolean =>
  mode === "always" || (mode === "remote" && !isLocal);

/** Takes the step of a code, once, in whatever order the clock says: a clock set back makes none of them good again. */
function stepTaker({ users, log }: Pick<SecondFactorDeps, "users" | "log">) {
  /** Steps that the file could not be told of: a full disk must not make a code good twice. */
  const untold = new Map<string, readonly number[]>();
  return function take(name: string, step: number): boolean {
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
  };
}

async function byKey(
  keys: KeyFactor,
  user: User,
  answer: KeyAnswer,
  place: KeyPlace,
): Promise<FactorOutcome> {
  const outcome = await keys.check(user, answer, place);
  if (outcome.fits) return { kind: "passed", by: "key", label: outcome.label };
  if (outcome.why === "unread") return { kind: "unavailable" };
  const key = await keys.ask(user, place);
  if (outcome.why === "late") return { kind: "late", key };
  return { kind: "refused", by: outcome.why === "counter" ? "key-counter" : "key", key };
}

/** Enrolments that are under way are kept in memory alone. */
export function createSecondFactors(deps: SecondFactorDeps): SecondFactors {
  const { mode, issuer, users, sealing, keys, clock, log, times = () => [clock.now()] } = deps;
  const begun = new Map<string, Begun>();
  const take = stepTaker(deps);
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

  function enrol(user: User, { code = "", ticket = "" }: Given): FactorOutcome {
    const known = begun.get(ticket);
    if (!sealing) return { kind: "unavailable" };
    if (known?.name !== user.name || known.untilMs < monoMs(clock)) return begin(user);
    const step = fitting(known.secret, code);
    if (step === null) return wrongCode;
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

  /** The person as they are now; null where they are not who proved the password. */
  function present({ name, hash }: User): User | null {
    const now = users.find(name);
    return now?.hash === hash && !now.disabled ? now : null;
  }

  function byCode({ name, secondFactor }: User, code: string): FactorOutcome {
    const sealed = Buffer.from(secondFactor?.sealed ?? "", "base64");
    const secret = sealing?.open(sealName(name), sealed) ?? null;
    if (!secret) return { kind: "unavailable" };
    const step = fitting(secret, code);
    return step !== null && take(name, step) ? { kind: "passed", by: "code" } : wrongCode;
  }

  return {
    isOwed: ({ isProved = false }, isLocal) => isAsked(mode, isLocal) && !isProved,
    async check(user, given, { isLocal, place }) {
      if (!isAsked(mode, isLocal)) return { kind: "passed", by: "no need" };
      const now = present(user);
      if (!now) return wrongCode;
      if (!now.secondFactor) return enrol(now, given);
      if (given.key) {
        const outcome = await byKey(keys, now, given.key, place);
        return outcome.kind === "passed" && !present(now) ? wrongCode : outcome;
      }
      if (!given.code) return { kind: "asked", key: await keys.ask(now, place) };
      return byCode(now, given.code);
    },
  };
}
