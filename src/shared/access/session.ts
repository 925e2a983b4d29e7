// One person signed in on one screen: who it is, what was seen, and what proves that a request is theirs.
import { timingSafeEqual } from "node:crypto";
import { TagwatchError } from "../domain/faults/errors.js";
import type { Actor } from "../domain/actor.js";
import type { Millis } from "../domain/types.js";
import type { Role, TokenScope } from "../domain/closed-sets.js";
import type { Right } from "./rights.js";

/** What a session has of the token that a program came with. */
export interface TokenHeld {
  readonly digest: string;
  readonly scopes: readonly TokenScope[];
}

/** One person signed in on one screen, or a program. Kept in memory only: a restart signs everyone out. */
export interface Session {
  readonly name: string;
  readonly role: Role | "program";
  readonly rights: readonly Right[];
  /** Of a program alone; it has no cookie. */
  readonly token?: TokenHeld;
  readonly source: string;
  /** Why the person uses the system, as stated at sign-in. */
  readonly purpose: string;
  readonly csrf: string;
  /** The sign-in took a second factor, and gave the right one. */
  readonly isProved?: boolean;
  /** The password's hash at sign-in: another one in the users file ends the session, whatever the clock says. */
  readonly hash: string;
  /** Milliseconds of the monotonic clock: of the sign-in, or of the last time the person proved again who they are. */
  startedMs: number;
  touchedMs: number;
  /** The screen is locked and its event stream has been notified. */
  locked: boolean;
  /** When the account was locked by failures on this very screen (`lockedAt` in the users file); null where it was not. */
  barredAt: Millis | null;
  /** Reads whose view is audited already in this session. */
  readonly seen: Set<string>;
}

const maxSeen = 5_000;

/** Who acts, for the audit trail. */
export function actorOf(session: Session): Actor {
  return { name: session.name, role: session.role, source: session.source };
}

/** What a person may be; programs come to nothing that asks for it. */
export function roleOf({ role }: Session): Role {
  if (role === "program") throw new TagwatchError("INTERNAL", "a program has no role");
  return role;
}

/** Notes that the view of a read is in the audit trail; true when it was not before. */
export function markSeen(session: Session, readId: string): boolean {
  if (session.seen.has(readId)) return false;
  if (session.seen.size >= maxSeen) session.seen.clear();
  session.seen.add(readId);
  return true;
}

/** Compares a CSRF token in constant time. */
export function csrfFits(session: Session, given: unknown): boolean {
  if (typeof given !== "string") return false;
  const [a, b] = [Buffer.from(session.csrf), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
