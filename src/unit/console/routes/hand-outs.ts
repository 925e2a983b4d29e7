import type { FastifyInstance } from "fastify";
import { mayDo } from "../../../shared/access/rights.js";
import { actorOf } from "../../../shared/access/session.js";
import { sendSheet } from "../../../shared/access/sheet-page.js";
import type { HeldJson } from "../../../shared/web/api-types.js";
import type { HandOuts } from "../../core/hand-outs.js";
import { open } from "../access.js";
import type { Call, RouteDeps } from "../context.js";
import { packInput, readHoldInput, sheetQuery } from "../hand-out-input.js";
import { checkedInput } from "../input.js";
import { handingOut, sendPackage } from "./oversight/send-package.js";

const bodyLimit = 16_384;

/**
 * `POST /api/holds`, `POST /api/packages`, `GET /api/sheet`: what the commands `hold add` and `reads export` do, of reads
 * chosen in a search. `handOuts` null: the unit's own store is not open.
 */
export function handOutRoutes(app: FastifyInstance, context: RouteDeps, handOuts: HandOuts | null): void {
  const route = handingOut.bind(null, { context, handOuts });
  app.post("/api/holds", open("api", bodyLimit), route("hold", "hold.add", hold));
  app.post(
    "/api/packages",
    open("api", bodyLimit),
    route("export", "reads.export", async (of, call) => {
      const order = checkedInput(packInput, call.request.body);
      const packed = await of.pack(order, actorOf(call.session));
      return sendPackage(context, call, packed, { event: "reads.export", object: order.caseId });
    }),
  );
  app.get("/api/sheet", open("api"), route("export", "reads.print", sheet));
}

async function hold(handOuts: HandOuts, { request, session }: Call): Promise<HeldJson> {
  const { legalBasis, ...order } = checkedInput(readHoldInput, request.body);
  const covert = mayDo(session, "covert");
  return handOuts.hold({ ...order, covert, ...(legalBasis === "" ? {} : { legalBasis }) }, actorOf(session));
}

async function sheet(handOuts: HandOuts, { request, reply, session }: Call): Promise<unknown> {
  const { reads, asking, ...order } = checkedInput(sheetQuery, request.query);
  // Before a window is opened for it: nothing was made, so nothing of it is in the trail.
  if (asking) return {};
  const html = await handOuts.sheet({ ...order, readIds: reads }, actorOf(session));
  return sendSheet(reply, html);
}
