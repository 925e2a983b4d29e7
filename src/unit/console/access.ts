import type { FastifyInstance, RouteOptions } from "fastify";
import { TagwatchError } from "../../shared/domain/errors.js";

/**
 * Whom a route answers. `api`: our own page alone, and no cache keeps it. `page`: the page's files. `machine`: programs on
 * this machine. The checks go by what the route declares, never by how its address is spelled.
 */
export type Access = "api" | "page" | "machine";

declare module "fastify" {
  interface FastifyContextConfig {
    access?: Access;
  }
}

/** Route options that declare an access, and the largest body in bytes. */
export function open(access: Access, bodyLimit = 1_024): Pick<RouteOptions, "config" | "bodyLimit"> {
  return { config: { access }, bodyLimit };
}

/** From now on a route that declares nothing is refused, at the start of the program. */
export function requireDeclarations(app: FastifyInstance): void {
  app.addHook("onRoute", (route) => {
    if (route.config?.access) return;
    throw new TagwatchError("INTERNAL", `the route ${route.url} does not declare whom it answers`);
  });
}
