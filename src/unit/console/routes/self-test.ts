import type { FastifyInstance } from "fastify";
import { actorOf } from "../../../shared/access/session.js";
import type { SelfTestJson } from "../../../shared/web/upkeep-types.js";
import type { SelfTestService } from "../../core/upkeep/self-test.js";
import { open } from "../access.js";
import { guarded, type RouteDeps } from "../context.js";

/** The self-test: started by a POST, which answers at once; the page asks until it no longer runs. */
export function selfTestRoutes(app: FastifyInstance, context: RouteDeps, desk: SelfTestService): void {
  const answer = (): SelfTestJson => ({ running: desk.isRunning(), last: desk.last() });
  app.get("/api/self-test", open("api"), guarded(context, "status", answer, { scopes: ["status"] }));
  app.post(
    "/api/self-test",
    open("api"),
    guarded(context, "status", ({ session }) => {
      context.trail.auditBestEffort({
        actor: actorOf(session),
        event: "self-test",
        outcome: "success",
      });
      void desk.run();
      return answer();
    }),
  );
}
