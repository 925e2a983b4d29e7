// What every route needs, and the wrapper that lets no request past without a session and the right to it.
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Clock, Faults, HitView, Log, NewId, Records } from "../core/ports.js";
import type { AuditEvent, Disposition, Millis, OutboxDraft, UnitRef, UnitStatus } from "../core/types.js";
import { ApiError } from "./api-error.js";
import type { Attempts } from "./attempts.js";
import type { LiveHub } from "./live.js";
import { mayDo, type Right } from "./rights.js";
import { checkOrigin } from "./security.js";
import { actorOf, csrfFits, type Session, type Sessions } from "./sessions.js";
import type { Trail } from "./trail.js";
import type { Users } from "./users.js";

export interface Context {
  readonly unit: UnitRef;
  readonly records: Records;
  readonly faults: Faults;
  readonly status: () => UnitStatus;
  readonly users: Users;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  readonly dispositionMessages: (disposition: Disposition, view: HitView) => readonly OutboxDraft[];
  readonly onDisposed: () => void;
  readonly auditEvents: ((limit: number, before: Millis | null) => readonly AuditEvent[]) | null;
  readonly live: LiveHub;
  readonly sessions: Sessions;
  readonly accounts: Attempts;
  readonly addresses: Attempts;
  readonly trail: Trail;
  readonly idleMs: number;
  readonly tls: boolean;
}

export interface Call {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly session: Session;
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/** `__Host-` binds the cookie to this host over TLS (RFC 6265bis, 4.1.3.2). */
export function cookieName(tls: boolean): string {
  return tls ? "__Host-tagwatch" : "tagwatch";
}

/** The session of a request, or a 401. A user disabled or re-rated since sign-in has none. */
export function sessionOf(context: Context, request: FastifyRequest): Session {
  const session = context.sessions.find(request.cookies[cookieName(context.tls)]);
  if (session && stillWelcome(context, session)) return session;
  if (session) context.sessions.end(session);
  throw new ApiError(401, "signed-out", "Please sign in.");
}

/** True while the users file still grants what the session was given. */
export function stillWelcome(context: Context, session: Session): boolean {
  try {
    const user = context.users.find(session.name);
    return user !== null && !user.disabled && user.role === session.role && user.hash === session.hash;
  } catch (error) {
    // A users file that cannot be read must not take the alerts from those who are signed in.
    context.log.warn("the users file cannot be read", {
      reason: error instanceof Error ? error.message : "",
    });
    return true;
  }
}

/** Wraps a route: session, right and, when it changes something, Origin and CSRF token. Refusals of a right are audited. */
export function guarded(context: Context, right: Right | null, run: (call: Call) => unknown): Handler {
  return async (request, reply) => {
    const session = sessionOf(context, request);
    if (request.method !== "GET") {
      checkOrigin(request, context.tls);
      if (!csrfFits(session, request.headers["x-csrf-token"])) {
        throw new ApiError(403, "csrf", "The page is out of date. Reload it.");
      }
      context.sessions.touch(session);
    }
    if (right && !mayDo(session.role, right)) {
      const detail = { right, route: request.routeOptions.url ?? "" };
      context.trail.note({ actor: actorOf(session), event: "access.refuse", outcome: "failure", detail });
      throw new ApiError(403, "no-right", "Your role does not include this.");
    }
    return run({ request, reply, session });
  };
}
