import type { FastifyInstance } from "fastify";
import { ApiError } from "../../../shared/access/api-error.js";
import { actorOf } from "../../../shared/access/session.js";
import { admitted, answers, auditOrRefuse, type SiteRouteDeps } from "../context.js";

/** The live board and the units. */
export function overviewRoutes(app: FastifyInstance, deps: SiteRouteDeps): void {
  app.get(
    "/api/board",
    answers("api"),
    admitted(deps, "live", async ({ session, reply }) => {
      if (deps.board.isFull(session))
        throw new ApiError(429, "too-many", "The board is open on many pages already. Close some.");
      await auditOrRefuse(deps, { actor: actorOf(session), event: "board.open", outcome: "success" });
      deps.board.open(session, reply);
    }),
  );
  app.get(
    "/api/units",
    answers("api"),
    admitted(deps, "status", async () => {
      const [units, hearing] = await Promise.all([deps.archive.units(), deps.archive.hearing()]);
      return { at: deps.clock.now(), units, hearing };
    }),
  );
}
