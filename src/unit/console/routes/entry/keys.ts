import type { FastifyInstance } from "fastify";
import { ApiError } from "../../../../shared/access/api-error.js";
import {
  createKeyDesk,
  keyOwner,
  type KeyDesk,
  type KeyOwner,
  type NewKeyAsked,
  type OwnKeysJson,
} from "../../../../shared/access/keys/key-desk.js";
import { beginKeyInput, newKeyInput, removeKeyInput } from "../../../../shared/access/keys/key-input.js";
import { keyPlace } from "../../../../shared/access/keys/key-place.js";
import { queuedVerifier, type PasswordCheck } from "../../../../shared/access/password-queue.js";
import { changeLine } from "../../../../shared/access/people/people-changes.js";
import { actorOf } from "../../../../shared/access/session.js";
import { open } from "../../access.js";
import { guarded, type Call, type RouteDeps } from "../../context.js";
import { checkedInput } from "../../input.js";
import { changePerson } from "../people.js";
import { proveAgain } from "../prove-again.js";

interface KeyRouteDeps extends RouteDeps {
  readonly keyDesk: KeyDesk;
}

/** `/api/session/keys`: the security keys of whoever is signed in. */
export function keyRoutes(app: FastifyInstance, deps: RouteDeps): void {
  const check = queuedVerifier();
  const { people, clock, log } = deps;
  const context = { ...deps, keyDesk: createKeyDesk({ keys: people.users.keys, clock, log }) };
  app.get(
    "/api/session/keys",
    open("api"),
    guarded(context, null, (call) => listed(context, call)),
  );
  app.post(
    "/api/session/keys/begin",
    open("api", 4_096),
    guarded(context, null, (call) => begin(context, call, check)),
  );
  app.post(
    "/api/session/keys",
    open("api", 16_384),
    guarded(context, null, (call) => finish(context, call)),
  );
  app.post(
    "/api/session/keys/remove",
    open("api"),
    guarded(context, null, (call) => remove(context, call)),
  );
}

const ownerOf = ({ people, guard }: RouteDeps, { request, session }: Call): KeyOwner =>
  keyOwner(people.users, session, keyPlace(request.headers.host, guard.tls));

const listed = (context: KeyRouteDeps, call: Call): OwnKeysJson =>
  context.keyDesk.list(ownerOf(context, call));

/** The password again: an open screen that somebody left is not enough to add a key of one's own. */
async function begin(context: KeyRouteDeps, call: Call, check: PasswordCheck): Promise<NewKeyAsked> {
  const { request, session } = call;
  const { password, label } = checkedInput(beginKeyInput, request.body);
  await proveAgain(context, request, session, { password, check });
  return context.keyDesk.begin(ownerOf(context, call), label);
}

async function finish(context: KeyRouteDeps, call: Call): Promise<OwnKeysJson> {
  const { request, session } = call;
  const input = checkedInput(newKeyInput, request.body);
  const owner = ownerOf(context, call);
  const key = await context.keyDesk.finish(owner, input).catch((error: unknown) => {
    const reason = error instanceof ApiError ? error.code : "failed";
    const actor = actorOf(session);
    context.guard.refusals.note({ actor, event: "user.key-add", reason });
    throw error;
  });
  const { label, host } = key;
  const line = { event: "user.key-add", object: session.name, detail: { key: label, host } } as const;
  await changePerson(context, session, line, (users) => users.keys.add(owner.user, key));
  return listed(context, call);
}

async function remove(context: KeyRouteDeps, call: Call): Promise<OwnKeysJson> {
  const { request, session } = call;
  const { key } = checkedInput(removeKeyInput, request.body);
  const { name } = session;
  const line = changeLine(context.people.users, name, { do: "key-remove", key });
  await changePerson(context, session, line, (users) => users.keys.remove(name, key));
  return listed(context, call);
}
