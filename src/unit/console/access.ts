import type { FastifyInstance, RouteOptions } from "fastify";
import { forAudience, type Audience } from "../../shared/access/audience.js";
import { TagwatchError } from "../../shared/domain/faults/errors.js";

/** Route options that declare whom a route of the unit answers, and the largest body in bytes. */
export const open = (
  audience: Exclude<Audience, "unit">,
  bodyLimit = 1_024,
): Pick<RouteOptions, "config" | "bodyLimit" | "exposeHeadRoute"> => ({
  ...forAudience(audience, bodyLimit),
  // A HEAD would run the route, and write into the trail that somebody saw what was not sent.
  ...(audience === "api" ? { exposeHeadRoute: false } : {}),
});

/** From now on a route that declares nothing is refused, at the start of the program. */
export function requireDeclarations(app: FastifyInstance): void {
  app.addHook("onRoute", (route) => {
    if (route.config?.audience) return;
    throw new TagwatchError("INTERNAL", `the route ${route.url} does not declare whom it answers`);
  });
}
