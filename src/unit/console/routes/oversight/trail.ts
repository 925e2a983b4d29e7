import type { FastifyInstance } from "fastify";
import { given } from "../../../../shared/access/trail-input.js";
import { actorOf } from "../../../../shared/access/session.js";
import type { ChainJson, TrailJson } from "../../../../shared/web/trail-types.js";
import type { HandOuts } from "../../../core/hand-outs.js";
import { open } from "../../access.js";
import { askerOf, guarded, type Call, type RouteDeps } from "../../context.js";
import { checkedInput } from "../../input.js";
import { trailPackageInput, auditQuery } from "./trail-input.js";
import { handingOut, sendPackage } from "./send-package.js";

/**
 * `GET /api/audit`, `GET /api/audit/chain`, `POST /api/audit/package`: the trail, how far its chain holds, and lines of it
 * as a signed package. `handOuts` null: the unit's own store is not open.
 */
export function trailRoutes(app: FastifyInstance, context: RouteDeps, handOuts: HandOuts | null): void {
  app.get(
    "/api/audit",
    open("api"),
    guarded(context, "audit", (call) => lookAt(context, call)),
  );
  app.get(
    "/api/audit/chain",
    open("api"),
    guarded(context, "audit", (call): Promise<ChainJson> => context.records.chainState(askerOf(call))),
  );
  app.post(
    "/api/audit/package",
    open("api", 4_096),
    handingOut({ context, handOuts }, "audit", "audit.export", async (of, call) => {
      const { recipient, purpose, ...filter } = checkedInput(trailPackageInput, call.request.body);
      const wanted = { filter: given(filter), recipient, purpose };
      const packed = await of.trail(wanted, actorOf(call.session));
      return sendPackage(context, call, packed, { event: "audit.export" });
    }),
  );
}

/** Looking is a line of its own, written before the answer: it is the newest of the next look. */
async function lookAt(context: RouteDeps, call: Call): Promise<TrailJson> {
  const { limit, before, ...asked } = checkedInput(auditQuery, call.request.query);
  const filter = given(asked);
  const query = { ...filter, limit, ...(before === undefined ? {} : { before }) };
  const { lines, ...rest } = await context.records.trailPage(query, askerOf(call));
  context.trail.auditOrRefuse({
    actor: actorOf(call.session),
    event: "audit.view",
    outcome: "success",
    detail: { ...filter, found: lines.length },
  });
  return { lines, ...rest };
}
