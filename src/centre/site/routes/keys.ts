import type { FastifyInstance } from "fastify";
import { ApiError } from "../../../shared/access/api-error.js";
import {
  createKeyDesk,
  keyOwner,
  type KeyDesk,
  type KeyOwner,
  type NewKeyAsked,
  type OwnKeysJson,
} from "../../../shared/access/keys/key-desk.js";
import { beginKeyInput, newKeyInput, removeKeyInput } from "../../../shared/access/keys/key-input.js";
import { keyPlace } from "../../../shared/access/keys/key-place.js";
import { changeLine } from "../../../shared/access/people/people-changes.js";
import { actorOf } from "../../../shared/access/session.js";
import { admitted, answers, type SiteCall, type SiteRouteDeps } from "../context.js";
import { siteInput } from "../input.js";
import { changePeople } from "./people.js";

interface KeyRouteDeps extends SiteRouteDeps {
  readonly keyDesk: KeyDesk;
}

/** `/api/session/keys`: the security keys of whoever is signed in; `prove`: again, by the password. */
export function siteKeyRoutes(
  app: FastifyInstance,
  site: SiteRouteDeps,
  prove: (call: SiteCall, password: string) => Promise<unknown>,
): void {
  const { users, clock, log } = site;
  const deps = { ...site, keyDesk: createKeyDesk({ keys: users.keys, clock, log }) };
  app.get(
    "/api/session/keys",
    answers("api"),
    admitted(deps, null, (call) => listed(deps, call)),
  );
  app.post(
    "/api/session/keys/begin",
    answers("api"),
    admitted(deps, null, async (call): Promise<NewKeyAsked> => {
      const { password, label } = siteInput(beginKeyInput, call.request.body);
      await prove(call, password);
      return deps.keyDesk.begin(ownerOf(deps, call), label);
    }),
  );
  app.post(
    "/api/session/keys",
    answers("api", 16_384),
    admitted(deps, null, (call) => finish(deps, call)),
  );
  app.post(
    "/api/session/keys/remove",
    answers("api"),
    admitted(deps, null, (call) => remove(deps, call)),
  );
}

const ownerOf = ({ users }: SiteRouteDeps, { request, session }: SiteCall): KeyOwner =>
  keyOwner(users, session, keyPlace(request.headers.host, true));

const listed = (deps: KeyRouteDeps, call: SiteCall): OwnKeysJson => deps.keyDesk.list(ownerOf(deps, call));

async function finish(deps: KeyRouteDeps, call: SiteCall): Promise<OwnKeysJson> {
  const { request, session } = call;
  const input = siteInput(newKeyInput, request.body);
  const owner = ownerOf(deps, call);
  const key = await deps.keyDesk.finish(owner, input).catch((error: unknown) => {
    const reason = error instanceof ApiError ? error.code : "failed";
    deps.guard.refusals.note({ actor: actorOf(session), event: "user.key-add", reason });
    throw error;
  });
  const { label, host } = key;
  const line = { event: "user.key-add", object: session.name, detail: { key: label, host } } as const;
  await changePeople(deps, session, line, (users) => users.keys.add(owner.user, key));
  return listed(deps, call);
}

async function remove(deps: KeyRouteDeps, call: SiteCall): Promise<OwnKeysJson> {
  const { key } = siteInput(removeKeyInput, call.request.body);
  const { name } = call.session;
  const line = changeLine(deps.users, name, { do: "key-remove", key });
  await changePeople(deps, call.session, line, (users) => users.keys.remove(name, key));
  return listed(deps, call);
}
