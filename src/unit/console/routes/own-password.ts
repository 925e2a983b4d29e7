import { ownPasswordInput } from "../../../shared/access/people/people-input.js";
import { refusal } from "../../../shared/access/api-error.js";
import type { SessionJson } from "../../../shared/web/api-types.js";
import type { Call, RouteDeps } from "../context.js";
import { checkedInput } from "../input.js";
import { authenticate, type CredentialDeps } from "./authenticate.js";
import { beginSession, sessionJson } from "./begun-session.js";
import { changePerson } from "./people.js";

/** The old password proves who it is; the session goes on as a new one, since the file of users has another hash now. */
export async function ownPassword(
  context: RouteDeps,
  { request, reply, session }: Call,
  check: CredentialDeps["check"],
): Promise<SessionJson> {
  const { password, next } = checkedInput(ownPasswordInput, request.body);
  await authenticate(context, request, { name: session.name, password, check });
  const line = { event: "user.password", object: session.name, detail: { own: true } } as const;
  await changePerson(context, session, line, (users) => users.setPassword(session.name, next, null));
  const user = context.people.users.find(session.name);
  if (!user) throw refusal(401, "signed-out", "signed-out");
  const { name, source, purpose, isProved = false } = session;
  context.people.sessions.end(session);
  return sessionJson(
    context,
    beginSession(context, reply, { name, role: user.role, source, purpose, hash: user.hash, isProved }),
  );
}
