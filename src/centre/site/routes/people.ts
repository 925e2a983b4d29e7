import type { FastifyInstance } from "fastify";
import { ApiError } from "../../../shared/access/api-error.js";
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
import type { MadePasswordJson } from "../../../shared/web/people-types.js";
import {
  admitted,
  answers,
  auditOrRefuse,
  isStillPerson,
  type SiteCall,
  type SiteRouteDeps,
} from "../context.js";
import { siteInput } from "../input.js";

/** `/api/people`: who may sign in, for administrators; the line of the trail is written before the change. */
export function sitePeopleRoutes(app: FastifyInstance, deps: SiteRouteDeps): void {
  app.get(
    "/api/people",
    answers("api"),
    admitted(deps, "people", () => deps.users.list().map((user) => personJson(deps.users, user))),
  );
  app.post(
    "/api/people",
    answers("api"),
    admitted(deps, "people", (call) => addPerson(deps, call)),
  );
  app.post(
    "/api/people/:name",
    answers("api"),
    admitted(deps, "people", (call) => changeOne(deps, call)),
  );
}

/** A person with a made password, which is told this once. */
async function addPerson(deps: SiteRouteDeps, { request, session }: SiteCall): Promise<MadePasswordJson> {
  const { name, role } = siteInput(newPersonInput, request.body);
  const password = madePassword();
  await changePeople(deps, session, newPersonLine(name, role), (users) =>
    users.add({ name, role, password }, null),
  );
  return { password };
}

async function changeOne(deps: SiteRouteDeps, { request, session }: SiteCall): Promise<MadePasswordJson> {
  const { name } = siteInput(nameParams, request.params);
  const order = siteInput(changePersonInput, request.body);
  // So that one administrator is always left, nobody raises themselves, and no session ends under its own password.
  if (name === session.name)
    throw new ApiError(409, "oneself", "Another administrator must do this for you.");
  const password = order.do === "password" ? madePassword() : null;
  await changePeople(deps, session, changeLine(deps.users, name, order), (users) =>
    applyChange(users, name, order, password ?? ""),
  );
  // What was counted of failed tries must not outlast that.
  if (order.do === "unlock" || order.do === "password") {
    deps.guard.accounts.clear(name);
    deps.guard.codes.clear(name);
  }
  return { password };
}

/** First the line, then the change; a change that fails has a line of its own. */
export async function changePeople(
  deps: SiteRouteDeps,
  session: Session,
  line: PersonLine,
  work: (users: Users) => Promise<void> | void,
): Promise<void> {
  const actor = actorOf(session);
  await auditOrRefuse(deps, { actor, ...line, outcome: "success" });
  try {
    // Of two administrators who take the role from each other at once, one is left.
    if (!isStillPerson(deps, session)) throw new ApiError(401, "signed-out", "Please sign in.");
    await work(deps.users);
  } catch (error) {
    const isOurs = error instanceof TagwatchError;
    const reason = isOurs || error instanceof ApiError ? error.code : "failed";
    await auditOrRefuse(deps, { actor, ...line, outcome: "failure", detail: { reason } });
    if (isOurs && error.code === "USAGE") throw new ApiError(400, "bad-input", error.message);
    throw error;
  }
}
