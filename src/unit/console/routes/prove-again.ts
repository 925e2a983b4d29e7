// Who is signed in proves again who they are: that opens a locked screen, and begins the shift limit anew. It counts its
// own failures: a stranger who locks the account from elsewhere must not keep its officer from the alerts on this screen.
import type { FastifyRequest } from "fastify";
import type { Session } from "../../../shared/access/session.js";
import type { RouteDeps } from "../context.js";
import { lock, refuse, type CredentialDeps } from "./authenticate.js";

/**
 * Returns where the password is that of the session's person. Five wrong ones lock the account (CJIS AC-7), and this session
 * until an administrator unlocks the account. Goes by the hash of the sign-in, which `sessionOf` compares with the users
 * file's, so that a file that cannot be read keeps no screen locked.
 */
export async function proveAgain(
  context: RouteDeps,
  request: FastifyRequest,
  session: Session,
  { password, check }: Omit<CredentialDeps, "name">,
): Promise<void> {
  const refused = (reason: Parameters<typeof refuse>[2]): never =>
    refuse(context, { name: session.name, source: request.ip }, reason, "session.renew");
  if (isBarred(context, session)) return refused("locked");
  const fits = await check({ source: request.ip, password, hash: session.hash });
  if (fits === "busy") return refused("busy");
  // Others of this session may have been checked meanwhile.
  if (isBarred(context, session)) return refused("locked");
  if (fits) return context.guard.screens.clear(session.csrf);
  if (context.guard.screens.fail(session.csrf)) bar(context, request, session);
  return refused("unknown-or-wrong");
}

/** By its own failures; a lock that others caused, before or after, does not count. */
function isBarred(context: RouteDeps, session: Session): boolean {
  if (context.guard.screens.spent(session.csrf)) return true;
  return session.barredAt !== null && lockedAt(context, session, session.barredAt) === session.barredAt;
}

/** The count in memory stands in where the lock cannot be written. */
function bar(context: RouteDeps, request: FastifyRequest, session: Session): void {
  lock(context, request, session.name);
  session.barredAt = lockedAt(context, session, null);
  if (session.barredAt !== null) context.guard.screens.clear(session.csrf);
}

function lockedAt({ people }: RouteDeps, { name }: Session, unknown: number | null): number | null {
  try {
    return people.users.find(name)?.lockedAt ?? null;
  } catch {
    return unknown;
  }
}
