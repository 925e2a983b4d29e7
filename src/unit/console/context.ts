// What every route needs, and the wrapper that lets no request past without a session and the right to it.
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Clock, Faults, Log, NewId } from "../../shared/domain/ports.js";
import type { Asker, HitView, Records } from "../core/evidence-queries.js";
import type { UnitRef } from "../../shared/domain/types.js";
import type { Disposition } from "../../shared/domain/verification.js";
import type { OutboxDraft } from "../core/outbox.js";
import type { UnitStatus } from "../../shared/domain/status.js";
import { ApiError } from "../../shared/access/api-error.js";
import type { Attempts } from "../../shared/access/attempts.js";
import type { OutcomeChoice } from "../config/console-schema.js";
import type { Checks } from "./checks.js";
import type { Handovers } from "./handover.js";
import type { Rates } from "./rate.js";
import type { RefusedRequests } from "../../shared/access/refused-requests.js";
import type { LiveHub } from "./live.js";
import { mayDo, type Right } from "../../shared/access/rights.js";
import { checkOrigin } from "../../shared/access/security.js";
import type { SecondFactors } from "../../shared/access/second-factor.js";
import type { Sessions } from "../../shared/access/sessions.js";
import { actorOf, csrfFits, type Session } from "../../shared/access/session.js";
import type { Trail } from "../../shared/access/trail.js";
import type { Users } from "../../shared/access/users.js";

/** Who uses the page. */
export interface People {
  readonly users: Users;
  readonly sessions: Sessions;
  readonly factors: SecondFactors;
  readonly handovers: Handovers;
}

/** What a request must pass. `tls` says whether cookies can be bound to the host. */
export interface Guard {
  readonly tls: boolean;
  readonly accounts: Attempts;
  /** Passwords of those who are signed in, by session. */
  readonly screens: Attempts;
  /** Codes of the second factor, by name: a right password must not make guessing them free. */
  readonly codes: Attempts;
  readonly addresses: Attempts;
  /** Requests of a session. */
  readonly requests: Rates;
  /** Parts of the map file, by session: panning a map must not use up what a verdict needs. */
  readonly tiles: Rates;
  /** Event streams opened by a person. */
  readonly streams: Rates;
  readonly refusals: RefusedRequests;
}

/** What becomes of a verdict: the messages that tell it, and who is notified once it is stored. */
export interface Verdicts {
  readonly messages: (disposition: Disposition, view: HitView) => readonly OutboxDraft[];
  /** `isMore`: it adds to the same verdict (what became of the hit). */
  readonly onStored: (isMore: boolean) => void;
}

/** The same with the questions to dispatch under way, and what may become of a hit. */
export interface VerdictService extends Verdicts {
  readonly checks: Checks;
  readonly outcomes: readonly OutcomeChoice[];
}

/** What every route needs. Made once by the server. */
export interface RouteDeps {
  readonly unit: UnitRef;
  readonly records: Records;
  readonly faults: Faults;
  readonly status: () => UnitStatus;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  readonly live: LiveHub;
  readonly trail: Trail;
  readonly people: People;
  readonly guard: Guard;
  readonly verdicts: VerdictService;
}

/** A request that passed the session, the right and, if it changes something, the CSRF check. */
export interface Call {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly session: Session;
}

/** The file of map tiles, in parts. */
export const mapTilesPath = "/api/map/tiles.pmtiles";

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/** `__Host-` binds the cookie to this host over TLS (RFC 6265bis, 4.1.3.2). */
export function cookieName(tls: boolean): string {
  return tls ? "__Host-tagwatch" : "tagwatch";
}

/** The session of a request, or a 401. A user disabled or re-rated since sign-in has none. */
export function sessionOf(context: RouteDeps, request: FastifyRequest): Session {
  const session = context.people.sessions.find(request.cookies[cookieName(context.guard.tls)]);
  if (session && stillWelcome(context, session)) return session;
  if (session) context.people.sessions.end(session);
  throw new ApiError(401, "signed-out", "Please sign in.");
}

/** True while the users file still grants what the session was given. */
export function stillWelcome(context: RouteDeps, session: Session): boolean {
  try {
    const user = context.people.users.find(session.name);
    return user !== null && !user.disabled && user.role === session.role && user.hash === session.hash;
  } catch {
    // A users file that cannot be read must not take the alerts from those who are signed in. The fault is reported with
    // the next beat.
    return true;
  }
}

/**
 * Wraps a route: session, right and, when it changes something, Origin and CSRF token. Refusals of a right are audited. A
 * locked session is refused, but for what opens it and for the stream, which sends no more than a locked screen may show.
 */
export function guarded(
  context: RouteDeps,
  right: Right | null,
  run: (call: Call) => unknown,
  whenLocked: "refuse" | "answer" = "refuse",
): Handler {
  return async (request, reply) => {
    const session = sessionOf(context, request);
    const { requests, tiles } = context.guard;
    const rate = request.routeOptions.url === mapTilesPath ? tiles : requests;
    if (!rate.take(session.csrf)) {
      context.guard.refusals.note({
        actor: actorOf(session),
        event: "access.refuse",
        reason: "too many requests",
      });
      void reply.header("retry-after", "5");
      throw new ApiError(429, "too-many", "Too many requests at once. Wait some seconds.");
    }
    if (request.method !== "GET") {
      checkOrigin(request, context.guard.tls);
      if (!csrfFits(session, request.headers["x-csrf-token"])) {
        throw new ApiError(403, "csrf", "The page is out of date. Reload it.");
      }
    }
    if (context.people.sessions.isLocked(session)) {
      if (whenLocked === "refuse")
        throw new ApiError(423, "session-locked", "The screen is locked. Unlock it.");
    } else if (request.method !== "GET") {
      context.people.sessions.touch(session);
    }
    if (right && !mayDo(session.role, right)) {
      const detail = { right, route: request.routeOptions.url ?? "" };
      context.guard.refusals.note({
        actor: actorOf(session),
        event: "access.refuse",
        reason: "no right",
        detail,
      });
      throw new ApiError(403, "no-right", "Your role does not include this.");
    }
    return await run({ request, reply, session });
  };
}

/** Who looks something up: the person, until the answer is sent or the connection gone. */
export function askerOf({ reply, session }: Call): Asker {
  const gone = new AbortController();
  reply.raw.once("close", () => gone.abort());
  return { person: session.name, signal: gone.signal };
}
