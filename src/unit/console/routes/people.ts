import type { FastifyInstance } from "fastify";
import { ApiError } from "../../../shared/access/api-error.js";
import { madePassword } from "../../../shared/access/made-password.js";
import { actorOf, type Session } from "../../../shared/access/session.js";
import type { Users } from "../../../shared/access/users.js";
import type { AuditEvent } from "../../../shared/domain/actor.js";
import { TagwatchError } from "../../../shared/domain/faults/errors.js";
import type { KindOf } from "../../../shared/domain/trail/kinds.js";
import type { MadePasswordJson, PersonJson } from "../../../shared/web/api-types.js";
import { open } from "../access.js";
import { inWords } from "../answers.js";
import { guarded, type Call, type RouteDeps } from "../context.js";
import { checkedInput } from "../input.js";
import { changePersonInput, nameParams, newPersonInput, type PersonChange } from "../people-input.js";

/**
 * `/api/people`: who may sign in, for administrators. What the command `tagwatch user` does, under the name of whoever is
 * signed in; the line of the trail is written before the change.
 */
export function peopleRoutes(app: FastifyInstance, context: RouteDeps): void {
  app.get(
    "/api/people",
    open("api"),
    guarded(context, "people", () => told(() => context.people.users.list().map(personJson))),
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

function personJson(user: ReturnType<Users["list"]>[number]): PersonJson {
  const { name, role, disabled, lockedAt, secondFactor } = user;
  return { name, role, disabled, locked: lockedAt !== null, secondFactor: secondFactor !== undefined };
}

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
  const line = { event: "user.add", object: name, detail: { role } } as const;
  await changePerson(context, call.session, line, (users) => users.add({ name, role, password }, null));
  return { password };
}

const events: Readonly<Record<PersonChange["do"], KindOf<"people">>> = {
  role: "user.role",
  password: "user.password",
  disable: "user.disable",
  enable: "user.enable",
  unlock: "user.unlock",
  "second-factor-reset": "user.second-factor-reset",
  remove: "user.remove",
};

async function change(context: RouteDeps, { request, session }: Call): Promise<MadePasswordJson> {
  const { name } = checkedInput(nameParams, request.params);
  const order = checkedInput(changePersonInput, request.body);
  // So that one administrator is always left, nobody raises themselves, and no session ends under its own password.
  if (name === session.name)
    throw new ApiError(409, "oneself", "Another administrator must do this for you.");
  const detail = order.do === "role" ? { detail: { role: order.role } } : {};
  const line = { event: events[order.do], object: name, ...detail };
  const password = order.do === "password" ? madePassword() : null;
  await changePerson(context, session, line, (users) => applied(users, name, order, password ?? ""));
  return { password };
}

function applied(users: Users, name: string, order: PersonChange, password: string): Promise<void> | void {
  switch (order.do) {
    case "role":
      return users.setRole(name, order.role, null);
    case "password":
      return users.setPassword(name, password, null);
    case "disable":
    case "enable":
      return users.setDisabled(name, order.do === "disable", null);
    case "unlock":
      return users.unlock(name, null);
    case "second-factor-reset":
      return users.setSecondFactor(name, null, null);
    case "remove":
      return users.remove(name, null);
  }
}

/** Changes people: first the line, then the change; a change that fails has a line of its own. */
export async function changePerson(
  context: RouteDeps,
  session: Session,
  line: Pick<AuditEvent, "event" | "object" | "detail">,
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
