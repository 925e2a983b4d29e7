import type { FastifyInstance } from "fastify";
import { beginKeyInput, newKeyInput, removeKeyInput } from "../../../shared/access/keys/key-input.js";
import { keyPlace } from "../../../shared/access/keys/key-place.js";
import { createKeyRequests, type KeyAsking } from "../../../shared/access/keys/key-requests.js";
import { admitted, answers, type SiteCall, type SiteRouteDeps } from "../context.js";
import { siteInput } from "../input.js";
import { changePeople } from "./people.js";

/** `/api/session/keys`: the security keys of whoever is signed in; `prove`: again, by the password. */
export function siteKeyRoutes(
  app: FastifyInstance,
  deps: SiteRouteDeps,
  prove: (call: SiteCall, password: string) => Promise<unknown>,
): void {
  const { users, clock, log, guard } = deps;
  const keys = createKeyRequests({ users, refusals: guard.refusals, clock, log });
  const by = ({ request, session }: SiteCall): KeyAsking => ({
    ...{ session, place: keyPlace(request.headers.host, true) },
    change: (line, work) => changePeople(deps, session, line, work),
  });
  app.get(
    "/api/session/keys",
    answers("api"),
    admitted(deps, null, (call) => keys.list(by(call))),
  );
  app.post(
    "/api/session/keys/begin",
    answers("api"),
    admitted(deps, null, async (call) => {
      const { password, label } = siteInput(beginKeyInput, call.request.body);
      await prove(call, password);
      return keys.begin(by(call), label);
    }),
  );
  app.post(
    "/api/session/keys",
    answers("api", 16_384),
    admitted(deps, null, (call) => keys.finish(by(call), siteInput(newKeyInput, call.request.body))),
  );
  app.post(
    "/api/session/keys/remove",
    answers("api"),
    admitted(deps, null, (call) => keys.remove(by(call), siteInput(removeKeyInput, call.request.body).key)),
  );
}
