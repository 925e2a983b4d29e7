import type { FastifyInstance } from "fastify";
import { actorOf } from "../../../shared/access/session.js";
import { admitted, answers, auditOrRefuse, type SiteContext } from "../context.js";
import { siteInput, trailQuery } from "../input.js";

/** The live board, the units, the trail, the people. */
export function overviewRoutes(app: FastifyInstance, context: SiteContext): void {
  app.get(
    "/api/board",
    answers("api"),
    admitted(context, "live", async ({ session, reply }) => {
      await auditOrRefuse(context, { actor: actorOf(session), event: "board.open", outcome: "success" });
      context.board.open(session, reply);
    }),
  );
  app.get(
    "/api/units",
    answers("api"),
    admitted(context, "status", () => context.archive.units()),
  );
  app.get(
    "/api/audit",
    answers("api"),
    admitted(context, "audit", async ({ request, session }) => {
      const page = siteInput(trailQuery, request.query);
      await auditOrRefuse(context, { actor: actorOf(session), event: "audit.view", outcome: "success" });
      return context.archive.trail(page);
    }),
  );
  app.get(
    "/api/people",
    answers("api"),
    admitted(context, "people", () =>
      context.users
        .list()
        .map(({ name, role, disabled, lockedAt }) => ({ name, role, disabled, locked: lockedAt !== null })),
    ),
  );
}
