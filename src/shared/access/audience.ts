// Whom a route is for. The checks of a request go by what its route declares, never by how its address is spelled.
import type { RouteOptions } from "fastify";

/**
 * `api`: the program's own page alone, and no cache keeps it. `page`: the page's files. `machine`: programs on the same
 * machine. `unit`: units that enrol or renew.
 */
export type Audience = "api" | "page" | "machine" | "unit";

declare module "fastify" {
  interface FastifyContextConfig {
    audience?: Audience;
  }
}

/** Route options that declare an audience, and the largest body in bytes. */
export const forAudience = (
  audience: Audience,
  bodyLimit: number,
): Pick<RouteOptions, "config" | "bodyLimit"> => ({
  config: { audience },
  bodyLimit,
});
