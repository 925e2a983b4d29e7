import type { FastifyInstance } from "fastify";
import { actorOf } from "../../../shared/access/session.js";
import { admitted, answers, auditOrRefuse, type SiteRouteDeps } from "../context.js";

/** The live board and the units. */
export function overviewRoutes(app: FastifyInstance, deps: SiteRouteDeps): void {
  app.get(
    "/api/board",
    answers("api"),
    admitted(deps, "live", async ({ session, reply }) => {
      await auditOrRefuse(deps, { actor: actorOf(session), event: "board.open", outcome: "success" });
      deps.board.open(session, reply);
    }),
  );
  app.get(
    "/api/units",
    answers("api"),
    admitted(deps, "status", async () => ({ at: deps.clock.now(), units: await deps.archive.units() })),
  );
}
