import type { FastifyInstance } from "fastify";
import { refusal } from "../../../shared/access/api-error.js";
import { madePassword } from "../../../shared/access/people/made-password.js";
import {
  applyChange,
  changeLine,
  newPersonLine,
  type PersonLine,
} from "../../../shared/access/people/people-changes.js";
import { changePersonInput, nameParams, newPersonInput } from "../../../shared/access/people/people-input.js";
import { personJson } from "../../../shared/access/people/person-json.js";
import { actorOf, type Session } from "../../../shared/access/session.js";
import type { Users } from "../../../shared/access/users.js";
import { TagwatchError } from "../../../shared/domain/faults/errors.js";
import type { MadePasswordJson, PersonJson } from "../../../shared/web/people-types.js";
import { open } from "../access.js";
import { inWords } from "../answers.js";
import { guarded, type Call, type RouteDeps } from "../context.js";
import { checkedInput } from "../input.js";

/**
 * `/api/people`: who may sign in, for administrators. What the command `tagwatch user` does, under the name of whoever is
 * signed in; the line of the trail is written before the change.
 */
export function peopleRoutes(app: FastifyInstance, context: RouteDeps): void {
  app.get(
    "/api/people",
    open("api"),
    guarded(context, "people", () => told(() => listed(context.people.users))),
  );
  app.post(
    "/api/people",
    open("api"),
    guarded(context, "people", (call) => add(context, call)),
  );
  app.post(
    "/api/people/:name",
    open("api"),
    guarded(context, "people", (call) => change(context, call)),
  );
}

const listed = (users: Users): readonly PersonJson[] => users.list().map((user) => personJson(users, user));

/** What the file of users refuses, in words for the person. */
function told<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw inWords(error);
  }
}

/** A person with a made password, which is told this once. */
async function add(context: RouteDeps, call: Call): Promise<MadePasswordJson> {
  const { name, role } = checkedInput(newPersonInput, call.request.body);
  const password = madePassword();
  await changePerson(context, call.session, newPersonLine(name, role), (users) =>
    users.add({ name, role, password }, null),
  );
  return { password };
}

async function change(context: RouteDeps, { request, session }: Call): Promise<MadePasswordJson> {
  const { name } = checkedInput(nameParams, request.params);
  const order = checkedInput(changePersonInput, request.body);
  // So that one administrator is always left, nobody raises themselves, and no session ends under its own password.
  if (name === session.name) throw refusal(409, "oneself", "oneself");
  const password = order.do === "password" ? madePassword() : null;
  await changePerson(context, session, changeLine(context.people.users, name, order), (users) =>
    applyChange(users, name, order, password ?? ""),
  );
  return { password };
}

/** Changes people: first the line, then the change; a change that fails has a line of its own. */
export async function changePerson(
  context: RouteDeps,
  session: Session,
  line: PersonLine,
  work: (users: Users) => Promise<void> | void,
): Promise<void> {
  const actor = actorOf(session);
  context.trail.auditOrRefuse({ actor, ...line, outcome: "success" });
  try {
    await work(context.people.users);
  } catch (error) {
    const reason = error instanceof TagwatchError ? error.code : "failed";
    context.trail.auditBestEffort({ actor, ...line, outcome: "failure", detail: { reason } });
    throw inWords(error);
  }
}
