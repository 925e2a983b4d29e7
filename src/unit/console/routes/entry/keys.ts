import type { FastifyInstance } from "fastify";
import { beginKeyInput, newKeyInput, removeKeyInput } from "../../../../shared/access/keys/key-input.js";
import { keyPlace } from "../../../../shared/access/keys/key-place.js";
import { createKeyRequests, type KeyAsking } from "../../../../shared/access/keys/key-requests.js";
import { queuedVerifier } from "../../../../shared/access/password-queue.js";
import { open } from "../../access.js";
import { guarded, type Call, type RouteDeps } from "../../context.js";
import { checkedInput } from "../../input.js";
import { changePerson } from "../people.js";
import { proveAgain } from "../prove-again.js";

/** `/api/session/keys`: the security keys of whoever is signed in. */
export function keyRoutes(app: FastifyInstance, context: RouteDeps): void {
  const check = queuedVerifier();
  const { people, clock, log, guard } = context;
  const keys = createKeyRequests({ users: people.users, refusals: guard.refusals, clock, log });
  const by = ({ request, session }: Call): KeyAsking => ({
    ...{ session, place: keyPlace(request.headers.host, guard.tls) },
    change: (line, work) => changePerson(context, session, line, work),
  });
  app.get(
    "/api/session/keys",
    open("api"),
    guarded(context, null, (call) => keys.list(by(call))),
  );
  app.post(
    "/api/session/keys/begin",
    open("api", 4_096),
    guarded(context, null, async (call) => {
      const { request, session } = call;
      const { password, label } = checkedInput(beginKeyInput, request.body);
      await proveAgain(context, request, session, { password, check });
      return keys.begin(by(call), label);
    }),
  );
  app.post(
    "/api/session/keys",
    open("api", 16_384),
    guarded(context, null, (call) => keys.finish(by(call), checkedInput(newKeyInput, call.request.body))),
  );
  app.post(
    "/api/session/keys/remove",
    open("api"),
    guarded(context, null, (call) =>
      keys.remove(by(call), checkedInput(removeKeyInput, call.request.body).key),
    ),
  );
}
