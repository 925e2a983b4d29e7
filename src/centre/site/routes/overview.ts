import type { FastifyInstance } from "fastify";
import { actorOf } from "../../../shared/access/session.js";
import type { SeenLine } from "../../core/questions.js";
import { admitted, answers, auditOrRefuse, type SiteContext } from "../context.js";
import { siteInput, trailQuery } from "../input.js";

/** What is in the object's place for whoever may not know which plate was asked for. */
const withheld = "for auditors";

/** Which plates a colleague looks for is the auditor's to know; that the colleague searched, and why, is everybody's who reads the trail. */
const withoutPlate = (line: SeenLine): SeenLine =>
  line.event === "reads.search" && line.object !== undefined ? { ...line, object: withheld } : line;

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
      const lines = await context.archive.trail(page);
      return session.role === "auditor" ? lines : lines.map(withoutPlate);
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
