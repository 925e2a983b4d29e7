// What every route of the site needs, and the wrapper that lets no request past without a session and the right to it.
import type { KeyObject } from "node:crypto";
import type { FastifyReply, FastifyRequest, RouteOptions } from "fastify";
import type { Attempts } from "../../shared/access/attempts.js";
import { ApiError } from "../../shared/access/api-error.js";
import { mayDo, type Right } from "../../shared/access/rights.js";
import { forAudience } from "../../shared/access/audience.js";
import { checkOrigin } from "../../shared/access/security.js";
import type { RefusedRequests } from "../../shared/access/refused-requests.js";
import type { SecondFactors } from "../../shared/access/second-factor.js";
import type { Sessions } from "../../shared/access/sessions.js";
import { actorOf, csrfFits, type Session } from "../../shared/access/session.js";
import type { Users } from "../../shared/access/users.js";
import type { AuditEvent } from "../../shared/domain/actor.js";
import type { Clock, Log, NewId } from "../../shared/domain/ports.js";
import type { PictureFiles } from "../core/pictures.js";
import type { SiteArchive } from "../core/site-archive.js";
import type { Board } from "./board.js";
import type { Tickets } from "./tickets.js";

/** What keeps guessing and floods out. */
export interface SiteGuard {
  readonly accounts: Attempts;
  readonly addresses: Pick<Attempts, "spent" | "fail">;
  /** Of the second factor, by name: a right password must not make guessing codes free. */
  readonly codes: Attempts;
  readonly refusals: RefusedRequests;
}

/** Signs what is handed out, in the agency's name. */
export interface SiteSigner {
  readonly agency: string;
  /** Private. */
  readonly key: KeyObject;
}

/** Made once by the server. */
export interface SiteRouteDeps {
  readonly archive: SiteArchive;
  readonly pictures: Pick<PictureFiles, "read">;
  readonly users: Users;
  readonly sessions: Sessions;
  readonly guard: SiteGuard;
  readonly factors: SecondFactors;
  readonly tickets: Tickets;
  readonly board: Board;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  readonly signer: SiteSigner;
}

/** A request that passed the session, the right and, if it changes something, the CSRF check. */
export interface SiteCall {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly session: Session;
}

/** `__Host-` binds the cookie to this host over TLS (RFC 6265bis, 4.1.3.2). */
export const siteCookie = "__Host-tagwatch-centre";

/** Route options that declare whom a route of the site answers, and the largest body in bytes. */
export const answers = (
  audience: "api" | "unit",
  bodyLimit = 4_096,
): Pick<RouteOptions, "config" | "bodyLimit"> => forAudience(audience, bodyLimit);

/** Whether the person is who signed in: not disabled or re-rated since, and with the same password. */
export function isStillPerson({ users }: SiteRouteDeps, { name, role, hash }: Session): boolean {
  const user = users.find(name);
  return user !== null && !user.disabled && user.role === role && user.hash === hash;
}

/** The session of a request, or a 401. */
export function siteSession(deps: SiteRouteDeps, request: FastifyRequest): Session {
  const session = deps.sessions.find(request.cookies[siteCookie]);
  if (session) {
    if (isStillPerson(deps, session)) return session;
    deps.sessions.end(session);
  }
  throw new ApiError(401, "signed-out", "Please sign in.");
}

/** What is told while the archive does not answer. */
export const archiveDown = (): ApiError =>
  new ApiError(503, "archive-down", "The archive does not answer, so this is not possible now.");

/** Writes lines of the trail, and returns the number of the last. No line, no answer: throws a 503. */
export async function auditOrRefuse(
  deps: SiteRouteDeps,
  ...events: readonly Omit<AuditEvent, "at">[]
): Promise<number> {
  try {
    return await deps.archive.audit(events);
  } catch (error) {
    deps.log.error("the trail cannot be written", { reason: error instanceof Error ? error.message : "" });
    throw archiveDown();
  }
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/** A handler with what it asks for; null: anybody who is signed in. */
export interface AdmittedHandler extends Handler {
  readonly right: Right | null;
}

/** Wraps a route: session, right and, when it changes something, Origin and CSRF token. Refusals of a right are in the trail. */
export function admitted(
  deps: SiteRouteDeps,
  right: Right | null,
  run: (call: SiteCall) => unknown,
): AdmittedHandler {
  const handler: Handler = async (request, reply) => {
    const session = siteSession(deps, request);
    if (request.method !== "GET") {
      checkOrigin(request, true);
      if (!csrfFits(session, request.headers["x-csrf-token"]))
        throw new ApiError(403, "csrf", "The page is out of date. Reload it.");
      deps.sessions.touch(session);
    }
    if (right !== null && !mayDo(session, right)) {
      const detail = { right, route: request.routeOptions.url ?? "" };
      deps.guard.refusals.note({
        ...{ actor: actorOf(session), event: "access.refuse", reason: "no right", detail },
      });
      throw new ApiError(403, "no-right", "Your role does not include this.");
    }
    return await run({ request, reply, session });
  };
  return Object.assign(handler, { right });
}
