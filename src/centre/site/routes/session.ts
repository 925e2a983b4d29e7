import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { ApiError } from "../../../shared/access/api-error.js";
import { nobodysHash } from "../../../shared/access/password.js";
import { queuedVerifier, type PasswordCheck } from "../../../shared/access/password-queue.js";
import { ownPasswordInput } from "../../../shared/access/people/people-input.js";
import { checkOrigin, isFromHere } from "../../../shared/access/security.js";
import { factorError } from "../../../shared/access/keys/factor-error.js";
import { keyPlace } from "../../../shared/access/keys/key-place.js";
import type { FactorOutcome, Given } from "../../../shared/access/second-factor.js";
import { actorOf, roleOf, type Session } from "../../../shared/access/session.js";
import type { User } from "../../../shared/access/users-file.js";
import {
  admitted,
  answers,
  auditOrRefuse,
  siteCookie,
  type SiteCall,
  type SiteRouteDeps,
} from "../context.js";
import { purposes, siteInput, siteSignIn } from "../input.js";
import { siteKeyRoutes } from "./keys.js";
import { changePeople } from "./people.js";

/** Sign in, sign out, who am I. */
export function siteSessionRoutes(app: FastifyInstance, deps: SiteRouteDeps): void {
  const check = queuedVerifier();
  app.post("/api/session", answers("api", 8_192), async (request, reply) => {
    checkOrigin(request, true);
    const { name, password, ...given } = siteInput(siteSignIn, request.body);
    const user = await authenticateAt(deps, request, { name: name.toLowerCase(), password, check });
    const passed = await requireSiteFactor(deps, request, user, given);
    const session = begin(deps, { ...user, isProved: passed.by !== "no need" }, request, reply);
    const detail = passed.by === "key" ? { detail: { key: passed.label } } : {};
    await auditOrRefuse(deps, { actor: actorOf(session), event: "sign-in", outcome: "success", ...detail });
    return describe(deps, session);
  });
  siteKeyRoutes(app, deps, ({ request, session: { name } }, password) =>
    authenticateAt(deps, request, { name, password, check }),
  );
  app.post(
    "/api/session/password",
    answers("api"),
    admitted(deps, null, (call) => changeOwn(deps, call, check)),
  );
  app.get(
    "/api/session",
    answers("api"),
    admitted(deps, null, ({ session }) => describe(deps, session)),
  );
  app.post(
    "/api/session/end",
    answers("api"),
    admitted(deps, null, async ({ session, reply }) => {
      deps.sessions.end(session);
      await auditOrRefuse(deps, { actor: actorOf(session), event: "sign-out", outcome: "success" });
      void reply.clearCookie(siteCookie, { path: "/" });
      return { ok: true };
    }),
  );
}

/** A session of the person, whose cookie goes with the answer. */
function begin(
  deps: SiteRouteDeps,
  { name, role, hash, isProved }: User & Pick<Session, "isProved">,
  { ip: source }: FastifyRequest,
  reply: FastifyReply,
): Session {
  const { session, token } = deps.sessions.start({ name, role, source, purpose: "", hash, isProved });
  void reply.setCookie(siteCookie, token, { path: "/", httpOnly: true, secure: true, sameSite: "strict" });
  return session;
}

/** The old password proves who it is; the session goes on as a new one, since the file of users has another hash now. */
async function changeOwn(deps: SiteRouteDeps, { request, reply, session }: SiteCall, check: PasswordCheck) {
  const { password, next } = siteInput(ownPasswordInput, request.body);
  const { name } = session;
  await authenticateAt(deps, request, { name, password, check });
  const line = { event: "user.password", object: name, detail: { own: true } } as const;
  await changePeople(deps, session, line, (users) => users.setPassword(name, next, null));
  const user = deps.users.find(name);
  if (!user) throw new ApiError(401, "signed-out", "Please sign in.");
  deps.sessions.end(session);
  return describe(deps, begin(deps, { ...user, isProved: session.isProved }, request, reply));
}

function describe(deps: SiteRouteDeps, session: Session) {
  const { name, rights, csrf } = session;
  const { idleMs } = deps.sessions.limits;
  return { name, role: roleOf(session), csrf, rights, idleMs, purposes, agency: deps.signer.agency };
}

/** The answer and its time are the same for unknown names and wrong passwords. */
async function authenticateAt(
  deps: SiteRouteDeps,
  request: FastifyRequest,
  {
    name,
    password,
    check,
  }: { readonly name: string; readonly password: string; readonly check: PasswordCheck },
): Promise<User> {
  if (deps.guard.addresses.spent(request.ip)) return refuse(deps, request, name, "address");
  const user = deps.users.find(name);
  if (isLocked(deps, name, user)) return refuse(deps, request, name, "locked");
  const fits = await check({ source: request.ip, password, hash: user?.hash ?? nobodysHash });
  if (fits === "busy") return refuse(deps, request, name, "busy");
  // Others of this name may have been checked meanwhile: five typed at once count as five.
  if (isLocked(deps, name, deps.users.find(name))) return refuse(deps, request, name, "locked");
  if (user && fits && !user.disabled) {
    deps.guard.accounts.clear(name);
    return user;
  }
  deps.guard.addresses.fail(request.ip);
  if (deps.guard.accounts.fail(name) && user) lockAt(deps, name);
  return refuse(deps, request, name, "unknown or wrong");
}

const isLocked = ({ guard }: SiteRouteDeps, name: string, user: User | null | undefined): boolean =>
  guard.accounts.spent(name) || (!!user && user.lockedAt !== null);

/** In the file of people, where it lasts until somebody unlocks it: what was counted until then must not outlast that. */
function lockAt({ users, guard }: SiteRouteDeps, name: string): void {
  users.lock(name);
  guard.accounts.clear(name);
  guard.codes.clear(name);
}

/** The second factor of a person whose password was right; five wrong codes lock the account. */
async function requireSiteFactor(
  deps: SiteRouteDeps,
  request: FastifyRequest,
  user: User,
  given: Given,
): Promise<Extract<FactorOutcome, { readonly kind: "passed" }>> {
  const { name, role } = user;
  if (deps.guard.codes.spent(name)) return refuse(deps, request, name, "locked");
  const place = keyPlace(request.headers.host, true);
  const outcome = await deps.factors.check(user, given, { isLocal: isFromHere(request), place });
  if (outcome.kind === "passed") {
    deps.guard.codes.clear(name);
    if (outcome.by !== "enrolment") return outcome;
    const actor = { name, role, source: request.ip };
    const line = { actor, event: "user.second-factor", outcome: "success", object: name } as const;
    await auditOrRefuse(deps, line);
    return outcome;
  }
  if (outcome.kind === "refused") {
    deps.guard.addresses.fail(request.ip);
    if (deps.guard.codes.fail(name)) lockAt(deps, name);
    noteRefusal(deps, request, name, outcome.by === "code" ? "second factor" : outcome.by);
  }
  throw factorError(outcome, deps.clock.now());
}

function noteRefusal(deps: SiteRouteDeps, { ip }: FastifyRequest, name: string, reason: string): void {
  const actor = { name: name.slice(0, 64), role: "nobody", source: ip } as const;
  deps.guard.refusals.note({ actor, event: "sign-in", reason });
}

function refuse(deps: SiteRouteDeps, request: FastifyRequest, name: string, reason: string): never {
  noteRefusal(deps, request, name, reason);
  if (reason === "busy") throw new ApiError(429, "busy", "Too many people sign in at once. Try again.");
  if (reason === "address") throw new ApiError(429, "wait", "Too many failed tries. Wait fifteen minutes.");
  if (reason === "locked")
    throw new ApiError(423, "locked", "Too many failed tries. An administrator must unlock this account.");
  throw new ApiError(401, "refused", "Name or password is wrong.");
}
