import type { FastifyInstance } from "fastify";
import { actorOf } from "../../../shared/access/session.js";
import type { SeenLine } from "../../core/questions.js";
import { admitted, answers, auditOrRefuse, type SiteRouteDeps } from "../context.js";
import { siteInput, trailQuery } from "../input.js";

/** What is in the object's place for whoever may not know which plate was asked for. */
const withheld = "for auditors";

/** Which plates a colleague looks for is the auditor's to know; that the colleague searched, and why, is everybody's who reads the trail. */
const withoutPlate = (line: SeenLine): SeenLine =>
  line.event === "reads.search" && line.object !== undefined ? { ...line, object: withheld } : line;

/** The live board, the units, the trail, the people. */
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
    admitted(deps, "status", () => deps.archive.units()),
  );
  app.get(
    "/api/audit",
    answers("api"),
    admitted(deps, "audit", async ({ request, session }) => {
      const page = siteInput(trailQuery, request.query);
      await auditOrRefuse(deps, { actor: actorOf(session), event: "audit.view", outcome: "success" });
      const lines = await deps.archive.trail(page);
      return session.role === "auditor" ? lines : lines.map(withoutPlate);
    }),
  );
  app.get(
    "/api/people",
    answers("api"),
    admitted(deps, "people", () =>
      deps.users
        .list()
        .map(({ name, role, disabled, lockedAt }) => ({ name, role, disabled, locked: lockedAt !== null })),
    ),
  );
}
