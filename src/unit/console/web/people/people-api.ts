import type { Role } from "../../../../shared/domain/closed-sets.js";
import type { SessionJson } from "../../../../shared/web/api-types.js";
import type { MadePasswordJson, PersonJson } from "../../../../shared/web/people-types.js";
import { keyTalk, type KeyTalk } from "../../../../shared/web/keys/key-talk.js";
import type { PeopleTalk, PersonStep } from "../../../../shared/web/people/people-talk.js";
import { call, post } from "../talk.js";

/** Who may sign in; for administrators. */
function people(): Promise<readonly PersonJson[]> {
  return call("/api/people");
}

/** A new person; the answer has the password that was made. */
function addPerson(session: SessionJson, name: string, role: Role): Promise<MadePasswordJson> {
  return post("/api/people", { name, role }, session.csrf);
}

/** Changes a person. */
function orderPerson(session: SessionJson, name: string, order: PersonStep): Promise<MadePasswordJson> {
  return post(`/api/people/${encodeURIComponent(name)}`, order, session.csrf);
}

/** A new password of one's own; the session goes on. */
export function changePassword(session: SessionJson, password: string, next: string): Promise<SessionJson> {
  return post("/api/session/password", { password, next }, session.csrf);
}

/** How the page asks the unit of one's own security keys. */
export const ownKeyTalk = (session: SessionJson): KeyTalk =>
  keyTalk(call, (path, body) => post(path, body, session.csrf));

/** How the page asks the unit of people. */
export const peopleTalk = (session: SessionJson): PeopleTalk => ({
  people,
  addPerson: (name, role) => addPerson(session, name, role),
  orderPerson: (name, order) => orderPerson(session, name, order),
});
