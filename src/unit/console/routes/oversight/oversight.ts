import type { FastifyInstance } from "fastify";
import { mayDo } from "../../../../shared/access/rights.js";
import { actorOf } from "../../../../shared/access/session.js";
import type { StatisticsJson } from "../../../../shared/web/trail-types.js";
import type { HandOuts } from "../../../core/hand-outs.js";
import { open } from "../../access.js";
import { askerOf, guarded, type Call, type RouteDeps } from "../../context.js";
import { checkedInput } from "../../input.js";
import { slotEdges } from "./statistics-slots.js";
import { statisticsQuery } from "./trail-input.js";
import { trailRoutes } from "./trail.js";

/** The trail, and `GET /api/statistics`: what was read, hit, judged and broken. Neither runs on the thread that alerts. */
export function oversightRoutes(app: FastifyInstance, context: RouteDeps, handOuts: HandOuts | null): void {
  trailRoutes(app, context, handOuts);
  app.get(
    "/api/statistics",
    open("api"),
    guarded(context, "statistics", (call) => count(context, call)),
  );
}

async function count(context: RouteDeps, call: Call): Promise<StatisticsJson> {
  const { request, session } = call;
  const { span, zone } = checkedInput(statisticsQuery, request.query);
  const query = {
    edges: slotEdges(span, zone, context.clock.now()),
    covert: mayDo(session, "covert"),
  };
  const counted = await context.records.statistics(query, askerOf(call));
  const line = { actor: actorOf(session), event: "statistics.view", outcome: "success" } as const;
  context.trail.auditOrRefuse({ ...line, detail: { span } });
  return { ...counted, slots: counted.slots.toReversed() };
}
