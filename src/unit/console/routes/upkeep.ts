import type { FastifyInstance } from "fastify";
import type { Upkeep } from "../../core/upkeep/upkeep.js";
import type { RouteDeps } from "../context.js";
import { aimRoutes } from "./cameras/aim.js";
import { faultRoutes } from "./faults.js";
import { linkRoutes } from "./link.js";
import { selfTestRoutes } from "./self-test.js";
import { tourRoutes } from "./tours.js";

/** What keeps the unit in order, beside reads and hits. */
export function upkeepRoutes(app: FastifyInstance, context: RouteDeps, upkeep: Upkeep): void {
  faultRoutes(app, context, upkeep.faults);
  linkRoutes(app, context, upkeep.faults);
  tourRoutes(app, context, upkeep);
  aimRoutes(app, context, upkeep);
  if (upkeep.selfTest) selfTestRoutes(app, context, upkeep.selfTest);
}
