import type { FastifyInstance } from "fastify";
import type { PlateLookup } from "../../core/plate-lookup.js";
import type { PlateCheckJson, ReadJson } from "../../../shared/web/api-types.js";
import { mayDo } from "../../../shared/access/rights.js";
import { actorOf } from "../../../shared/access/session.js";
import { errorText } from "../../../shared/domain/error-text.js";
import { open } from "../access.js";
import { askerOf, guarded, type Call, type RouteDeps } from "../context.js";
import { checkedInput, checkInput } from "../input.js";
import { entryJson, readJson, visibleHits } from "../views.js";

const mostReads = 5;

/** `POST /api/check`: is this plate on a list, and was it read before? */
export function checkRoutes(app: FastifyInstance, context: RouteDeps, find: PlateLookup): void {
  app.post(
    "/api/check",
    open("api"),
    guarded(context, "dispose", (call) => check(context, call, find)),
  );
}

async function check(context: RouteDeps, call: Call, find: PlateLookup): Promise<PlateCheckJson> {
  const { request, session } = call;
  const { plate, state } = checkedInput(checkInput, request.body);
  const covert = mayDo(session, "covert");
  const answer = find(plate, state);
  const found = answer.found.filter(({ entry }) => covert || !entry.covert);
  // Before the answer: what cannot be audited is not shown.
  context.trail.auditOrRefuse({
    actor: actorOf(session),
    event: "hotlist.lookup",
    outcome: "success",
    object: plate,
    detail: { purpose: session.purpose, found: found.length },
  });
  return {
    plate,
    found: found.map((one) => ({ ...one, entry: entryJson(one.entry) })),
    lists: answer.lists,
    notLookedAt: answer.notLookedAt,
    reads: await readsOfPlate(context, call, plate),
  };
}

/** The newest reads of a plate, which may hold `*` and `?`; null where they cannot be searched now. */
export async function readsOfPlate(
  context: RouteDeps,
  call: Call,
  plate: string,
): Promise<readonly ReadJson[] | null> {
  const covert = mayDo(call.session, "covert");
  try {
    const page = await context.records.search({ plate, covert, limit: mostReads }, askerOf(call));
    return page.found.map(({ read, hits }) =>
      readJson(read, visibleHits(hits, covert), context.records.awaitsTime),
    );
  } catch (error) {
    // What the lists say must not wait for a search that fails.
    context.log.warn("the reads of a plate could not be searched", { reason: errorText(error) });
    return null;
  }
}
