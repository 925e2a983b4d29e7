import type { FastifyInstance } from "fastify";
import { tokenScopes } from "../../../shared/domain/closed-sets.js";
import { open } from "../access.js";
import { guarded, type RouteDeps } from "../context.js";

/** `GET /api/openapi.json`: what this interface is, for people and programs that are let in. Made when first asked for. */
export function openapiRoutes(app: FastifyInstance, context: RouteDeps): void {
  let text: string | null = null;
  app.get(
    "/api/openapi.json",
    open("api"),
    guarded(
      context,
      null,
      async ({ reply }) => {
        text ??= JSON.stringify((await import("../api/document.js")).apiDocument());
        return reply.type("application/json").send(text);
      },
      { scopes: tokenScopes },
    ),
  );
}
