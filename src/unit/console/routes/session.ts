import type { FastifyInstance, FastifyRequest } from "fastify";
import { refusal } from "../../../shared/access/api-error.js";
import type { SessionJson } from "../../../shared/web/api-types.js";
import { open } from "../access.js";
import { cookieName, guarded, sessionOf, type Call, type RouteDeps } from "../context.js";
import { checkedInput, endInput, renewInput, signInInput } from "../input.js";
import { tellLocked } from "../lock.js";
import { mayDo } from "../../../shared/access/rights.js";
import { checkOrigin } from "../../../shared/access/security.js";
import { actorOf } from "../../../shared/access/session.js";
import { openNow } from "../state.js";
import { beginSession, sessionJson } from "./begun-session.js";
import { ownPassword } from "./own-password.js";
import { proveAgain } from "./prove-again.js";
import { queuedVerifier } from "../../../shared/access/password-queue.js";
import { type CredentialDeps, authenticate, requireFactor } from "./authenticate.js";

/** Sign in, sign out, who am I, and the touch that keeps a session awake. */
export function sessionRoutes(app: FastifyInstance, context: RouteDeps): void {
  const check = queuedVerifier();
  // Strangers who sign in must not make those wait who are.
  const checkAgain = queuedVerifier();
  app.post("/api/session", open("api", 8_192), async (request, reply) => {
    checkOrigin(request, context.guard.tls);
    const input = checkedInput(signInInput, request.body);
    const user = await authenticate(context, request, { ...input, check });
    const passed = await requireFactor(context, request, user, input);
    const person = {
      name: user.name,
      role: user.role,
      source: request.ip,
      purpose: input.purpose,
      hash: user.hash,
      isProved: passed.by !== "no need",
    };
    replace(context, request);
    const session = beginSession(context, reply, person);
    const detail = {
      purpose: input.purpose,
      ...(passed.by === "key" ? { key: passed.label } : {}),
    };
    context.trail.auditBestEffort({ actor: actorOf(session), event: "sign-in", outcome: "success", detail });
    return sessionJson(context, session);
  });
  app.post(
    "/api/session/password",
    open("api", 4_096),
    guarded(context, null, (call) => ownPassword(context, call, check)),
  );
  app.get(
    "/api/session",
    open("api"),
    guarded(context, null, ({ session }) => sessionJson(context, session), { whenLocked: "answer" }),
  );
  app.post(
    "/api/session/lock",
    open("api"),
    guarded(context, null, ({ session }) => {
      context.people.sessions.lock(session);
      tellLocked(context, [session]);
      return { ok: true };
    }),
  );
  app.post(
    "/api/session/renew",
    open("api", 4_096),
    guarded(context, null, (call) => renew(context, call, checkAgain), { whenLocked: "answer" }),
  );
  app.post(
    "/api/session/touch",
    open("api"),
    guarded(context, null, () => ({ ok: true })),
  );
  app.post(
    "/api/session/end",
    open("api"),
    guarded(context, null, (call) => end(context, call)),
  );
}

/** Signing in on a screen that is locked ends the session it was locked by; the alerts go on with the new one. */
function replace(context: RouteDeps, request: FastifyRequest): void {
  const before = context.people.sessions.find(request.cookies[cookieName(context.guard.tls)]);
  if (!before) return;
  context.people.sessions.end(before);
  context.trail.auditBestEffort({
    actor: actorOf(before),
    event: "sign-out",
    outcome: "success",
    detail: { reason: "another sign-in on this screen" },
  });
}

/** Opens a locked screen, or begins the time of the session anew: both by the password. */
async function renew(
  context: RouteDeps,
  { request, session }: Call,
  check: CredentialDeps["check"],
): Promise<SessionJson> {
  const { password } = checkedInput(renewInput, request.body);
  const was = context.people.sessions.isLocked(session) ? "locked" : "open";
  await proveAgain(context, request, session, { password, check });
  // It may have run out meanwhile.
  sessionOf(context, request);
  context.people.sessions.renew(session);
  context.trail.auditBestEffort({
    actor: actorOf(session),
    event: "session.renew",
    outcome: "success",
    detail: { was },
  });
  return sessionJson(context, session);
}

/** Signs out. Whoever could have given verdicts says to whom, or why, unverified hits are left. */
function end(context: RouteDeps, { request, reply, session }: Call): { readonly ok: true } {
  const { reason } = checkedInput(endInput, request.body);
  const counts = mayDo(session, "dispose") ? openNow(context) : null;
  const left = counts ? counts.high + counts.medium + counts.low : 0;
  if (left > 0 && reason === undefined) {
    throw refusal(409, "unverified", "unverified", String(left));
  }
  if (counts && left > 0) context.people.handovers.note(session, reason ?? "", counts);
  context.people.sessions.end(session);
  context.trail.auditBestEffort({ actor: actorOf(session), event: "sign-out", outcome: "success" });
  void reply.clearCookie(cookieName(context.guard.tls), { path: "/" });
  return { ok: true };
}
