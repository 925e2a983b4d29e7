import type { FastifyInstance } from "fastify";
import { refusal } from "../../../../shared/access/api-error.js";
import { isFromHere } from "../../../../shared/access/security.js";
import { actorOf } from "../../../../shared/access/session.js";
import { newTokenInput, tokenParams } from "../../../../shared/access/tokens/token-input.js";
import {
  checkTokenPurpose,
  type TellToken,
  type TokenLine,
} from "../../../../shared/access/tokens/tokens.js";
import { TagwatchError } from "../../../../shared/domain/faults/errors.js";
import type { ConsoleConfig } from "../../../config/schema.js";
import { open } from "../../access.js";
import { inWords } from "../../answers.js";
import { guarded, type Call, type RouteDeps } from "../../context.js";
import { checkedInput } from "../../input.js";

/**
 * `/api/tokens`: which programs are let in, for administrators. What the command `tagwatch token` does, under the name of
 * whoever is signed in; the line of the trail is written before the change.
 */
export function tokenRoutes(
  app: FastifyInstance,
  context: RouteDeps,
  { purposes }: Pick<ConsoleConfig, "purposes">,
): void {
  const { programs } = context.people;
  app.get(
    "/api/tokens",
    open("api"),
    guarded(context, "people", (call) => asked(context, call, () => programs.list())),
  );
  app.post(
    "/api/tokens",
    open("api", 4_096),
    guarded(context, "people", (call) =>
      asked(context, call, (tell) => {
        const wish = checkedInput(newTokenInput, call.request.body);
        checkTokenPurpose(wish.purpose, purposes);
        return programs.make(wish, call.session.name, tell);
      }),
    ),
  );
  app.post(
    "/api/tokens/:name/end",
    open("api"),
    guarded(context, "people", (call) =>
      asked(context, call, (tell) => {
        const { name } = checkedInput(tokenParams, call.request.params);
        programs.end(name, call.session.name, tell);
        return { ok: true };
      }),
    ),
  );
}

/** A token outlives the session: one that began without a second factor comes to none from where that is asked. */
function requireProved({ people }: RouteDeps, { request, session }: Call): void {
  if (people.factors.isOwed(session, isFromHere(request)))
    throw refusal(403, "second-factor-owed", "token-unproved");
}

/** Does what is asked; a change that fails after its line has a line of its own. */
function asked<T>(context: RouteDeps, call: Call, work: (tell: TellToken) => T): T {
  requireProved(context, call);
  const actor = actorOf(call.session);
  const told: TokenLine[] = [];
  try {
    return work((line) => {
      context.trail.auditOrRefuse({ actor, ...line, outcome: "success" });
      told.push(line);
    });
  } catch (error) {
    const detail = { reason: error instanceof TagwatchError ? error.code : "failed" };
    for (const line of told) context.trail.auditBestEffort({ actor, ...line, outcome: "failure", detail });
    throw inWords(error);
  }
}
