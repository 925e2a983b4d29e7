import type { personSteps, Role } from "../../../../shared/domain/closed-sets.js";
import type { MadePasswordJson, PersonJson, SessionJson } from "../../../../shared/web/api-types.js";
import { call, post } from "../talk.js";

/** Who may sign in; for administrators. */
export function people(): Promise<readonly PersonJson[]> {
  return call("/api/people");
}

/** A new person; the answer has the password that was made. */
export function addPerson(session: SessionJson, name: string, role: Role): Promise<MadePasswordJson> {
  return post("/api/people", { name, role }, session.csrf);
}

/** What may be done with a person; `password` makes a new one, which the answer tells. */
export type PersonStep =
  { readonly do: "role"; readonly role: Role } | { readonly do: (typeof personSteps)[number] };

/** Changes a person. */
export function orderPerson(
  session: SessionJson,
  name: string,
  order: PersonStep,
): Promise<MadePasswordJson> {
  return post(`/api/people/${encodeURIComponent(name)}`, order, session.csrf);
}

/** A new password of one's own; the session goes on. */
export function changePassword(session: SessionJson, password: string, next: string): Promise<SessionJson> {
  return post("/api/session/password", { password, next }, session.csrf);
}
