import type { FastifyInstance } from "fastify";
import { mayDo } from "../../../shared/access/rights.js";
import { actorOf } from "../../../shared/access/session.js";
import { sendSheet } from "../../../shared/access/sheet-page.js";
import { ApiError } from "../../../shared/access/api-error.js";
import { packageInput, siteSheetQuery } from "../case-input.js";
import { admitted, answers, auditOrRefuse, type SiteCall, type SiteRouteDeps } from "../context.js";
import { caseFiles, sheetOf } from "../handing/case-files.js";
import { createSender, packageName } from "../handing/send.js";
import { siteInput } from "../input.js";
import { everythingOf } from "./cases.js";

/** Reads as a signed package, and as a sheet to print. Both need the search or the case that showed them. */
export function packageRoutes(app: FastifyInstance, deps: SiteRouteDeps): void {
  const send = createSender(deps);
  const handing = { ...deps, key: deps.signer.key };
  app.post(
    "/api/packages",
    answers("api", 32_768),
    admitted(deps, "export", async (call) => {
      const { ticket, readIds, recipient } = siteInput(packageInput, call.request.body);
      const order = await orderOf(deps, call, { ticket, readIds, recipient });
      const { caseNumber, purpose } = order;
      return send(call, {
        name: packageName(caseNumber),
        line: {
          ...{ event: "reads.export", object: caseNumber },
          detail: { case: caseNumber, purpose, recipient, reads: order.readIds.length },
        },
        files: (line) => caseFiles(handing, order, line),
      });
    }),
  );
  app.get(
    "/api/sheet",
    answers("api"),
    admitted(deps, "export", (call) => sheet(deps, call)),
  );
}

interface Asked {
  readonly ticket: string | undefined;
  readonly recipient: string;
  readonly readIds: readonly string[] | undefined;
}

async function orderOf(deps: SiteRouteDeps, { session }: SiteCall, { ticket, recipient, readIds }: Asked) {
  const warrant = deps.tickets.need(session, ticket);
  const ids = readIds ?? (await everythingOf(deps, session, warrant));
  if (ids.length === 0) throw new ApiError(400, "bad-input", "nothing was found that could be handed out");
  const { caseNumber, purpose } = warrant;
  return {
    ...{ caseNumber, purpose, recipient, agency: deps.signer.agency, madeBy: session.name },
    ...{ madeAt: deps.clock.now(), readIds: ids, seesCovert: mayDo(session, "covert") },
  };
}

async function sheet(deps: SiteRouteDeps, call: SiteCall) {
  const { search: ticket, reads: readIds, recipient, asking } = siteInput(siteSheetQuery, call.request.query);
  const order = await orderOf(deps, call, { ticket, readIds, recipient });
  if (order.readIds.length > 50)
    throw new ApiError(400, "bad-input", "at most 50 reads are printed at once: choose some");
  // Before a window is opened for it: nothing was made, so nothing of it is in the trail.
  if (asking) return {};
  const { caseNumber, purpose } = order;
  await auditOrRefuse(deps, {
    ...{ actor: actorOf(call.session), event: "reads.print", outcome: "success", object: caseNumber },
    detail: { case: caseNumber, purpose, recipient, reads: order.readIds.length },
  });
  return sendSheet(call.reply, await sheetOf({ ...deps, key: deps.signer.key }, order));
}
