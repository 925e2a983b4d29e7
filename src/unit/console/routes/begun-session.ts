import type { FastifyReply } from "fastify";
import { roleOf, type Session } from "../../../shared/access/session.js";
import type { SessionJson } from "../../../shared/web/api-types.js";
import { cookieName, type RouteDeps } from "../context.js";

/** A session whose cookie goes out with the answer. */
export function beginSession(
  { people, guard }: RouteDeps,
  reply: FastifyReply,
  person: Parameters<RouteDeps["people"]["sessions"]["start"]>[0],
): Session {
  const { session, token } = people.sessions.start(person);
  const cookie = { path: "/", httpOnly: true, secure: guard.tls, sameSite: "strict" } as const;
  void reply.setCookie(cookieName(guard.tls), token, cookie);
  return session;
}

/** What a page is told of its session. */
export function sessionJson(context: RouteDeps, session: Session): SessionJson {
  const { name, rights, purpose, csrf } = session;
  const { unit, people } = context;
  const { cameras, hotlists } = context.status();
  const { sessions } = people;
  const { idleMs, atIdle } = sessions.limits;
  return {
    name,
    role: roleOf(session),
    purpose,
    csrf,
    rights,
    idleMs,
    atIdle,
    unit,
    leftMs: sessions.leftMs(session),
    locked: sessions.isLocked(session),
    outcomes: context.verdicts.outcomes,
    cameras: Object.fromEntries(cameras.map((camera) => [camera.id, camera.name])),
    lists: hotlists.map(({ id: list }) => list),
  };
}
