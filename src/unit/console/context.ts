// What every route needs, and the wrapper that lets no request past without a session and the right to it.
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Language, TokenScope } from "../../shared/domain/closed-sets.js";
import type { Clock, Faults, Log, NewId } from "../../shared/domain/ports.js";
import type { Asker, HitView, Records } from "../core/evidence-queries.js";
import type { UnitRef } from "../../shared/domain/types.js";
import type { Disposition } from "../../shared/domain/verification.js";
import type { OutboxDraft } from "../core/outbox.js";
import type { UnitStatus } from "../../shared/domain/status.js";
import { refusal } from "../../shared/access/api-error.js";
import type { Attempts } from "../../shared/access/attempts.js";
import type { OutcomeChoice } from "../config/console-schema.js";
import type { Checks } from "./checks.js";
import type { Handovers } from "./handover.js";
import type { Programs } from "./programs.js";
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
  readonly programs: Programs;
  readonly handovers: Handovers;
  /** What they are spoken to in on a screen on which none was chosen. */
  readonly language: Language;
}

/** What a request must pass. `tls` says whether cookies can be bound to the host. */
export interface Guard {
  readonly tls: boolean;
  readonly accounts: Attempts;
  /** Passwords of those who are signed in, by session. */
  readonly screens: Attempts;
  /** Codes of the second factor, by name: a right password must not make guessing them free. */
  readonly codes: Attempts;
  readonly addresses: Pick<Attempts, "spent" | "fail">;
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
  const cookie = request.cookies[cookieName(context.guard.tls)];
  if (request.headers.authorization !== undefined) {
    // A browser adds its cookie by itself: what a person may do must not mix with what a program was given.
    if (cookie !== undefined) throw refusal(400, "two-keys", "two-keys");
    return context.people.programs.sessionOf(request);
  }
  const session = context.people.sessions.find(cookie);
  if (session && stillWelcome(context, session)) return session;
  if (session) context.people.sessions.end(session);
  throw refusal(401, "signed-out", "signed-out");
}

/** True while the file of users, or of tokens, still grants what the session was given. */
export function stillWelcome(context: RouteDeps, session: Session): boolean {
  if (session.token) return context.people.programs.isWelcome(session);
  try {
    const user = context.people.users.find(session.name);
    return user !== null && !user.disabled && user.role === session.role && user.hash === session.hash;
  } catch {
    // A users file that cannot be read must not take the alerts from those who are signed in. The fault is reported with
    // the next beat.
    return true;
  }
}

/** Whom a route answers besides people whose screen is open. */
export interface Doors {
  /** What opens a locked screen, and the stream, which sends no more than a locked screen may show. */
  readonly whenLocked?: "answer";
  /** A program whose token has one of these; none: no program. */
  readonly scopes?: readonly TokenScope[];
}

/** A handler with what it asks for. */
export interface GuardedHandler extends Handler {
  readonly right: Right | null;
  readonly scopes: readonly TokenScope[];
}

/** Wraps a route: session, right and, when it changes something, Origin and CSRF token. Refusals of a right are audited. */
export function guarded(
  context: RouteDeps,
  right: Right | null,
  run: (call: Call) => unknown,
  doors: Doors = {},
): GuardedHandler {
  const { scopes = [] } = doors;
  const handler: Handler = async (request, reply) => {
    const session = sessionOf(context, request);
    keepPace(context, request, reply, session);
    if (session.token) requireScope(context, request, session, scopes);
    else requirePerson(context, request, session, { right, ...doors });
    return await run({ request, reply, session });
  };
  return Object.assign(handler, { right, scopes });
}

function keepPace(
  { guard }: RouteDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  session: Session,
): void {
  const rate = request.routeOptions.url === mapTilesPath ? guard.tiles : guard.requests;
  if (rate.take(session.token ? session.name : session.csrf)) return;
  guard.refusals.note({ actor: actorOf(session), event: "access.refuse", reason: "too many requests" });
  void reply.header("retry-after", "5");
  throw refusal(429, "too-many", "many-at-once");
}

/** No browser sends a token by itself, so a program proves with it alone that the request is its own. */
function requireScope(
  { guard }: RouteDeps,
  request: FastifyRequest,
  session: Session,
  scopes: readonly TokenScope[],
): void {
  if (scopes.some((scope) => session.token?.scopes.includes(scope))) return;
  const detail = { scopes: scopes.join(","), route: request.routeOptions.url ?? "" };
  guard.refusals.note({ actor: actorOf(session), event: "access.refuse", reason: "no scope", detail });
  throw refusal(403, "no-scope", "no-scope");
}

function requirePerson(
  { guard, people }: RouteDeps,
  request: FastifyRequest,
  session: Session,
  { right, whenLocked }: Doors & { readonly right: Right | null },
): void {
  const isChange = request.method !== "GET";
  if (isChange) {
    checkOrigin(request, guard.tls);
    if (!csrfFits(session, request.headers["x-csrf-token"])) throw refusal(403, "csrf", "page-old");
  }
  const isLocked = people.sessions.isLocked(session);
  if (isLocked && !whenLocked) throw refusal(423, "session-locked", "locked");
  if (!isLocked && isChange) people.sessions.touch(session);
  if (!right || mayDo(session, right)) return;
  const detail = { right, route: request.routeOptions.url ?? "" };
  guard.refusals.note({ actor: actorOf(session), event: "access.refuse", reason: "no right", detail });
  throw refusal(403, "no-right", "no-right");
}

/** Who looks something up: the person, until the answer is sent or the connection gone. */
export function askerOf({ reply, session }: Call): Asker {
  const gone = new AbortController();
  reply.raw.once("close", () => gone.abort());
  return { person: session.name, signal: gone.signal };
}
