import { createHash, randomBytes } from "node:crypto";
import type { IdleAction, Role } from "../domain/closed-sets.js";
import { monoMs } from "../domain/elapsed.js";
import type { Clock } from "../domain/ports.js";
import { rights } from "./rights.js";
import type { Session } from "./session.js";

/** The people signed in, kept in memory only: a restart signs everybody out. Times are on the monotonic clock. */
export interface Sessions {
  readonly limits: SessionLimits;
  /** Starts a session and returns the cookie's value; only its hash is kept. */
  start(
    person: Pick<Session, "name" | "source" | "purpose" | "hash" | "isProved"> & { readonly role: Role },
  ): {
    session: Session;
    token: string;
  };
  /** The living session of a cookie, or null. */
  find(token: string | undefined): Session | null;
  /** Notes that the person did something. */
  touch(session: Session): void;
  /** True while the session shows no more than a locked screen may: from the first idle moment, notified or not. */
  isLocked(session: Session): boolean;
  lock(session: Session): void;
  /** The person proved again who they are: opens the lock, and both times begin anew. */
  renew(session: Session): void;
  /** Milliseconds until the session ends in any case. */
  leftMs(session: Session): number;
  end(session: Session): void;
  /** True while the session may go on. */
  alive(session: Session): boolean;
  /** Ends what has run out, locks what fell idle, and returns both. */
  sweep(): { readonly ended: readonly Session[]; readonly locked: readonly Session[] };
}

/**
 * What ends a session: `idleMs` without a touch (it locks or ends, by `atIdle`), `maxMs` in any case, and one more than
 * `most` at once, which is a unit's unless it is given: then the idlest goes.
 */
export interface SessionLimits {
  readonly idleMs: number;
  readonly maxMs: number;
  readonly atIdle: IdleAction;
  readonly most?: number;
}

const mostOnUnit = 32;
/** One person must not push the others out. */
const maxOfOnePerson = 8;

function digest(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}

/** Keeps the sessions; idle and total time come from the configuration (CJIS AC-11, AC-12). */
export function createSessions(limits: SessionLimits, clock: Clock): Sessions {
  const byDigest = new Map<string, Session>();

  const isIdle = (session: Session): boolean => monoMs(clock) - session.touchedMs >= limits.idleMs;
  const leftMs = (session: Session): number => session.startedMs + limits.maxMs - monoMs(clock);
  const isLocked = (session: Session): boolean =>
    // A program has no screen.
    !session.token && (session.locked || (limits.atIdle === "lock" && isIdle(session)));
  const alive = (session: Session): boolean =>
    leftMs(session) > 0 && (limits.atIdle === "lock" || session.locked || !isIdle(session));

  function end(session: Session): void {
    for (const [key, other] of byDigest) if (other === session) byDigest.delete(key);
  }

  function makeRoom(name: string): void {
    const own = [...byDigest.values()].filter((session) => session.name === name);
    if (own.length < maxOfOnePerson && byDigest.size < (limits.most ?? mostOnUnit)) return;
    const among = own.length < maxOfOnePerson ? [...byDigest.values()] : own;
    const idlest = among.sort((a, b) => a.touchedMs - b.touchedMs)[0];
    if (idlest) end(idlest);
  }

  return {
    limits,
    start(person) {
      makeRoom(person.name);
      const token = randomBytes(32).toString("base64url");
      const at = monoMs(clock);
      const session: Session = {
        ...{ ...person, rights: rights(person.role), csrf: randomBytes(32).toString("base64url") },
        ...{ startedMs: at, touchedMs: at, locked: false, barredAt: null, seen: new Set() },
      };
      byDigest.set(digest(token), session);
      return { session, token };
    },
    find(token) {
      const session = token === undefined ? undefined : byDigest.get(digest(token));
      return session && alive(session) ? session : null;
    },
    touch(session) {
      session.touchedMs = monoMs(clock);
    },
    isLocked,
    lock(session) {
      session.locked = true;
    },
    renew(session) {
      session.startedMs = session.touchedMs = monoMs(clock);
      session.locked = false;
    },
    leftMs,
    end,
    alive: (session) => alive(session) && [...byDigest.values()].includes(session),
    sweep() {
      const ended = [...byDigest.values()].filter((session) => !alive(session));
      ended.forEach(end);
      const locked = [...byDigest.values()].filter((session) => isLocked(session) && !session.locked);
      for (const session of locked) session.locked = true;
      return { ended, locked };
    },
  };
}
