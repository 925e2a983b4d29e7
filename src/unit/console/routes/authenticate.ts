import type { FastifyRequest } from "fastify";
import type { KindOf } from "../../../shared/domain/trail/kinds.js";
import { TagwatchError } from "../../../shared/domain/faults/errors.js";
import { refusal, type ApiError } from "../../../shared/access/api-error.js";
import type { RouteDeps } from "../context.js";
import type { User } from "../../../shared/access/users-file.js";
import { nobodysHash } from "../../../shared/access/password.js";
import type { PasswordCheck } from "../../../shared/access/password-queue.js";
import { factorError } from "../../../shared/access/keys/factor-error.js";
import { keyPlace } from "../../../shared/access/keys/key-place.js";
import type { FactorOutcome, Given } from "../../../shared/access/second-factor.js";
import { isFromHere } from "../../../shared/access/security.js";
import type { Actor } from "../../../shared/domain/actor.js";
import { errorText } from "../../../shared/domain/error-text.js";

type Refusal = "locked" | "address" | "unknown-or-wrong" | "disabled" | "busy" | "codes";

/** As typed by whoever signs in; `check` answers "busy" when too many wait already. */
export interface CredentialDeps {
  readonly name: string;
  readonly password: string;
  readonly check: PasswordCheck;
}

/** Returns the user or throws. The answer and its time are the same for unknown names and wrong passwords. */
export async function authenticate(
  context: RouteDeps,
  request: FastifyRequest,
  given: CredentialDeps,
): Promise<User> {
  const name = given.name.toLowerCase();
  const who = { name, source: request.ip };
  if (context.guard.addresses.spent(request.ip)) return refuse(context, who, "address");
  const user = findUser(context, name);
  if (isLocked(context, name, user)) return refuse(context, who, "locked");
  const fits = await given.check({
    ...{ source: request.ip, password: given.password, hash: user?.hash ?? nobodysHash },
  });
  if (fits === "busy") return refuse(context, who, "busy");
  // Others of this name may have been checked meanwhile: five typed at once count as five.
  if (isLocked(context, name, findUser(context, name))) return refuse(context, who, "locked");
  if (user && fits && !user.disabled) {
    context.guard.accounts.clear(name);
    return user;
  }
  context.guard.addresses.fail(request.ip);
  const last = context.guard.accounts.fail(name);
  const left = context.guard.accounts.left(name);
  if (last && user) lock(context, request, name);
  return refuse(context, { ...who, left }, user && fits ? "disabled" : "unknown-or-wrong");
}

const isLocked = ({ guard }: RouteDeps, name: string, user: User | null): boolean =>
  guard.accounts.spent(name) || (user !== null && user.lockedAt !== null);

/** Locks in the users file, so that `tagwatch user unlock` is what opens it; the count in memory stands in when that fails. */
export function lock(context: RouteDeps, request: FastifyRequest, name: string): void {
  const actor = { name, role: "nobody", source: request.ip } as const;
  context.trail.auditBestEffort({ actor, event: "user.lock", outcome: "success", object: name });
  try {
    context.people.users.lock(name);
    context.guard.accounts.clear(name);
    context.guard.codes.clear(name);
  } catch (error) {
    context.log.error("a lock could not be written", {
      reason: errorText(error),
    });
  }
}

/** How a second factor was given, or that none was needed. */
export type Passed = Extract<FactorOutcome, { readonly kind: "passed" }>;

/**
 * The second factor of a person whose password was right. Throws what keeps them out: a code or a security key that is
 * asked for, an enrolment, or a refusal, five of which lock the account. While nothing vouches for the unit's clock, right codes are
 * refused too: then five let the person wait, since a wrong clock must not lock one account after the other.
 */
export async function requireFactor(
  context: RouteDeps,
  request: FastifyRequest,
  user: User,
  given: Given,
): Promise<Passed> {
  const { guard, people, clock, trail } = context;
  if (guard.codes.spent(user.name)) refuse(context, { name: user.name, source: request.ip }, "codes");
  const place = keyPlace(request.headers.host, guard.tls);
  const outcome = await people.factors.check(user, given, { isLocal: isFromHere(request), place });
  if (outcome.kind === "passed") {
    guard.codes.clear(user.name);
    if (outcome.by !== "enrolment") return outcome;
    const actor = { name: user.name, role: user.role, source: request.ip };
    trail.auditBestEffort({ actor, event: "user.second-factor", outcome: "success", object: user.name });
    return outcome;
  }
  if (outcome.kind === "refused") {
    guard.addresses.fail(request.ip);
    const isLast = guard.codes.fail(user.name);
    if (isLast && hasTime(context)) lock(context, request, user.name);
    const actor = { name: user.name, role: "nobody", source: request.ip } as const;
    const reason = outcome.by === "code" ? "second-factor" : outcome.by;
    guard.refusals.note({ actor, event: "sign-in", reason });
  }
  throw factorError(outcome, clock.now());
}

/** Whether the unit's clock goes by GPS or the network. */
function hasTime({ status }: RouteDeps): boolean {
  const { source } = status().clock;
  return source === "gps" || source === "ntp";
}

function findUser(context: RouteDeps, name: string): User | null {
  try {
    const user = context.people.users.find(name);
    context.faults.clear("USERS_FILE", "console");
    return user;
  } catch (error) {
    if (!(error instanceof TagwatchError)) throw error;
    const { code, message: text, hint } = error;
    context.faults.raise({ code, subject: "console", severity: "critical", text, hint });
    throw refusal(503, "users-file", "no-users");
  }
}

/** Notes in the trail that somebody did not prove to be `name`, and throws what the page is told. */
export function refuse(
  context: RouteDeps,
  { name, source, left }: Pick<Actor, "name" | "source"> & { readonly left?: number },
  reason: Refusal,
  event: KindOf<"signing-in"> = "sign-in",
): never {
  const actor = { name: name.slice(0, 64), role: "nobody", source } as const;
  context.guard.refusals.note({ actor, event, reason });
  if (reason === "busy") throw refusal(429, "busy", "many-sign-in");
  if (reason === "locked") {
    throw refusal(423, "locked", "account-locked");
  }
  if (reason === "address") {
    throw refusal(429, "wait", "address-waits");
  }
  if (reason === "codes") throw refusal(429, "wait", "codes-wait");
  throw wrong(left);
}

/** Said of known and unknown names alike. Many tries are nothing to warn of: one may be a slip. */
function wrong(left: number | undefined): ApiError {
  if (left === undefined || left > 3) return refusal(401, "refused", "wrong-name");
  if (left === 0) return refusal(401, "refused", "last-try");
  return refusal(401, "refused", "tries-left", String(left));
}
