// Programs with a token: let in by the header alone, for what the token names, while the file of tokens grants it.
import type { FastifyRequest } from "fastify";
import { randomBytes } from "node:crypto";
import { refusal } from "../../shared/access/api-error.js";
import { isWithin, neighbourhood } from "../../shared/access/networks.js";
import { scopeRights } from "../../shared/access/rights.js";
import { isFromHere, isLoopback } from "../../shared/access/security.js";
import type { Session } from "../../shared/access/session.js";
import type { Token } from "../../shared/access/tokens/tokens-file.js";
import {
  tokenFault,
  type TellToken,
  type Tokens,
  type TokenWish,
} from "../../shared/access/tokens/tokens.js";
import { monoMs } from "../../shared/domain/elapsed.js";
import { errorText } from "../../shared/domain/error-text.js";
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import type { Clock, Faults, Log } from "../../shared/domain/ports.js";
import type { Millis } from "../../shared/domain/types.js";
import type { Rates } from "./rate.js";
import type { RefusedRequests } from "../../shared/access/refused-requests.js";
import type { Trail } from "../../shared/access/trail.js";
import type { MadeTokenJson, TokenJson } from "../../shared/web/token-types.js";

/** Who comes with a token instead of a person's session. */
export interface Programs {
  /** The session of a request with a token; throws a 401 that does not say why. */
  sessionOf(request: FastifyRequest): Session;
  /** Whether the token still lets the program in from where it came. A file that cannot be read lets none in. */
  isWelcome(session: Session): boolean;
  /** All tokens, also those that are over. Throws TOKENS_FILE, as all of these. */
  list(): readonly TokenJson[];
  /** Makes one under the name of whoever is signed in; throws USAGE, or what `tell` throws. */
  make(wish: TokenWish, by: string, tell: TellToken): MadeTokenJson;
  /** Ends one; streams of its program end with the next beat. */
  end(name: string, by: string, tell: TellToken): void;
  /** Reports a file that is no use, writes changes of the command line into the trail, and uses into their file. */
  care(): void;
}

/** What it goes by. */
export interface ProgramsDeps {
  readonly tokens: Tokens;
  /** The time that is vouched for, or else the latest that any clock says. */
  readonly now: () => Millis;
  readonly clock: Clock;
  readonly guard: { readonly streams: Rates; readonly refusals: RefusedRequests };
  readonly trail: Trail;
  readonly faults: Faults;
  readonly log: Log;
}

const subject = "console";
/** A view of the same read is a new line of the trail after this long. */
const sessionMs = 12 * 3_600_000;
const mostSessions = 64;

/** Sessions of programs are kept in memory, one for each token and address; what counts is the file, at each request. */
export function createPrograms(deps: ProgramsDeps): Programs {
  const { tokens, now, clock, guard } = deps;
  const sessions = new Map<string, Session>();

  function faultOf(token: Token | null, source: string, at: Millis): string | null {
    if (!token) return "unknown";
    if (token.from.length > 0 && !isWithin(source, token.from)) return "address";
    return tokenFault(token, at);
  }

  function held(token: Token, source: string): Session {
    const key = `${token.digest} ${source}`;
    const known = sessions.get(key);
    if (known && monoMs(clock) - known.startedMs < sessionMs) return known;
    const made = programSession(token, source, monoMs(clock));
    sessions.delete(key);
    sessions.set(key, made);
    const oldest = sessions.keys().next().value;
    if (sessions.size > mostSessions && oldest !== undefined) sessions.delete(oldest);
    return made;
  }

  return {
    sessionOf(request) {
      const source = request.ip;
      const text = /^Bearer ([\w-]{20,100})$/i.exec(request.headers.authorization ?? "")?.[1] ?? "";
      const token = orClosed(deps, () => tokens.find(text));
      const at = now();
      const fault = faultOf(token, placeOf(request), at);
      if (token && fault === null) {
        tokens.use(token, at);
        return held(token, source);
      }
      return refuse(guard, { name: token ? `program:${token.name}` : "", source }, fault ?? "unknown");
    },
    isWelcome({ token: has, source }) {
      try {
        const token = tokens.list().find(({ digest }) => digest === has?.digest) ?? null;
        const at = now();
        if (!token || faultOf(token, source, at) !== null) return false;
        // An open stream is a use for as long as it lasts.
        tokens.use(token, at);
        return true;
      } catch {
        return false;
      }
    },
    list() {
      const at = now();
      return tokens.list().map((token) => tokenJson(tokens, token, at));
    },
    make(wish, by, tell) {
      const token = tokens.add(wish, by, tell);
      return { token, until: tokens.find(token)?.expiresAt ?? 0 };
    },
    end: (name, by, tell) => tokens.revoke(name, by, tell),
    care: () => careFor(deps),
  };
}

function tokenJson(tokens: Tokens, token: Token, at: Millis): TokenJson {
  const { name, scopes, purpose, from, createdAt: madeAt, expiresAt: until } = token;
  const state = tokenFault(token, at) ?? "in-force";
  return { ...{ name, scopes, purpose, from, madeAt, until, state }, ...tokens.note(token) };
}

/** Where it comes from, for the networks of its token: nowhere, where a proxy on this machine passes on what others ask. */
const placeOf = (request: FastifyRequest): string =>
  isLoopback(request.ip) && !isFromHere(request) ? "" : request.ip;

/** Names of people have no colon: a program is never taken for one. Requests are counted by the name. */
function programSession({ name, scopes, purpose, digest }: Token, source: string, at: number): Session {
  return {
    ...{ name: `program:${name}`, role: "program", source, purpose, hash: "" },
    rights: scopeRights(scopes),
    token: { digest, scopes },
    // Nothing of a program is checked against it: it changes nothing that needs one.
    csrf: randomBytes(32).toString("base64url"),
    ...{ startedMs: at, touchedMs: at, locked: false, barredAt: null, seen: new Set() },
  };
}

/** A file that cannot be read is a fault and lets nobody in. */
function orClosed<T>({ faults }: ProgramsDeps, work: () => T): T {
  try {
    const done = work();
    faults.clear("TOKENS_FILE", subject);
    return done;
  } catch (error) {
    const known = error instanceof TagwatchError ? error : new TagwatchError("TOKENS_FILE", errorText(error));
    faults.raise({ code: known.code, subject, severity: "warning", text: known.message, hint: known.hint });
    throw refusal(503, "tokens-file", "no-tokens");
  }
}

/** Guessing 256 bits is hopeless; trying must cost the unit nothing either. */
function refuse(
  { streams, refusals }: ProgramsDeps["guard"],
  who: { readonly name: string; readonly source: string },
  reason: string,
): never {
  refusals.note({ actor: { ...who, role: "nobody" }, event: "token.refuse", reason });
  if (!streams.take(`token ${neighbourhood(who.source)}`)) throw refusal(429, "too-many", "many-requests");
  throw refusal(401, "no-token", "no-token");
}

function careFor(deps: ProgramsDeps): void {
  try {
    orClosed(deps, () => deps.tokens.list());
    deps.tokens.takeChanges(({ at, actor, event, token, detail }) => {
      deps.trail.auditOrRefuse({
        actor: { name: actor, role: "system", source: "cli" },
        ...{ event, outcome: "success", object: token, detail: { ...detail, changedAt: at } },
      });
    });
  } catch (error) {
    deps.log.warn("changes of tokens are not audited yet", { reason: errorText(error) });
  }
  try {
    deps.tokens.keepUses();
  } catch (error) {
    deps.log.warn("when tokens were used could not be written down", { reason: errorText(error) });
  }
}
