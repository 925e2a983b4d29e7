import type { FastifyInstance } from "fastify";
import type { RouteDeps } from "../context.js";
import { keyRoutes } from "./entry/keys.js";
import { hitRoutes } from "./hits.js";
import { liveRoutes } from "./live.js";
import { openapiRoutes } from "./openapi.js";
import { peopleRoutes } from "./people.js";
import { pictureRoutes } from "./pictures.js";
import { readRoutes } from "./reads.js";
import { sessionRoutes } from "./session.js";
import { statusRoutes } from "./status.js";
import { verificationRoutes } from "./verification.js";

/** The routes that need nothing but what every route needs. */
export function commonRoutes(app: FastifyInstance, context: RouteDeps): void {
  sessionRoutes(app, context);
  keyRoutes(app, context);
  peopleRoutes(app, context);
  liveRoutes(app, context);
  hitRoutes(app, context);
  verificationRoutes(app, context);
  readRoutes(app, context);
  pictureRoutes(app, context);
  statusRoutes(app, context);
  openapiRoutes(app, context);
}
