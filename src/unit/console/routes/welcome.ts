import type { FastifyInstance } from "fastify";
import type { WelcomeJson } from "../../../shared/web/api-types.js";
import type { ConsoleConfig } from "../../config/schema.js";
import { open } from "../access.js";

/** `GET /api/welcome`: what the sign-in form shows before anybody is signed in (CJIS AC-8). Nothing of the unit. */
export function welcomeRoute(app: FastifyInstance, { language, purposes, notice }: ConsoleConfig): void {
  app.get("/api/welcome", open("api"), (): WelcomeJson => ({ language, purposes, notice }));
}
