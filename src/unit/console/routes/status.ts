import type { FastifyInstance, FastifyRequest } from "fastify";
import { refusal } from "../../../shared/access/api-error.js";
import type { StatusJson } from "../../../shared/web/api-types.js";
import { open } from "../access.js";
import { guarded, type RouteDeps } from "../context.js";
import { metricsText } from "../metrics.js";
import { isFromHere } from "../../../shared/access/security.js";

/** The unit's state and faults, and `/healthz` for programs on this machine. Neither names a plate. */
export function statusRoutes(app: FastifyInstance, context: RouteDeps): void {
  app.get(
    "/api/status",
    open("api"),
    guarded(context, "status", () => statusNow(context), { scopes: ["status"] }),
  );
  // For programs on this machine: the self-test, doctor, a local agent.
  app.get("/status", open("machine"), (request, reply): StatusJson => {
    requireFromHere(request);
    void reply.header("cache-control", "no-store");
    return statusNow(context);
  });
  app.get("/metrics", open("machine"), (request, reply) => {
    requireFromHere(request);
    void reply
      .type("application/openmetrics-text; version=1.0.0; charset=utf-8")
      .header("cache-control", "no-store");
    return metricsText(context.status(), context.faults.list(), process.memoryUsage.rss());
  });
  app.get("/healthz", open("machine"), (request, reply) => {
    requireFromHere(request);
    const faults = context.faults.list();
    const critical = faults.filter((fault) => fault.severity === "critical").length;
    void reply.code(critical > 0 ? 503 : 200).header("cache-control", "no-store");
    return {
      status: critical > 0 ? "critical" : faults.length > 0 ? "degraded" : "ok",
      faults: faults.length,
    };
  });
}

function statusNow({ clock, status, faults }: RouteDeps): StatusJson {
  return { at: clock.now(), status: status(), faults: faults.list() };
}

/** Programs on other machines find nothing here. */
function requireFromHere(request: FastifyRequest): void {
  if (!isFromHere(request)) throw refusal(404, "not-found", "not-found");
}
