import type { FastifyInstance } from "fastify";
import { ApiError } from "../../../shared/access/api-error.js";
import { TagwatchError } from "../../../shared/domain/faults/errors.js";
import { enrolRequest, renewRequest, type EnrolAnswer } from "../../../shared/protocol/enrolment.js";
import type * as z from "zod";
import { answers, type SiteRouteDeps } from "../context.js";
import { siteInput } from "../input.js";

/** How units get certificates; `source` is the address that asks. */
export interface Enrolling {
  enrol(request: z.output<typeof enrolRequest>, source: string): Promise<EnrolAnswer>;
  renew(request: z.output<typeof renewRequest>, source: string): Promise<EnrolAnswer>;
}

/** `POST /enrol`, `POST /enrol/renew`: without a session; a code or a certificate in force is the proof. */
export function enrolRoutes(app: FastifyInstance, deps: SiteRouteDeps, enrolling: Enrolling): void {
  async function attempt(source: string, work: () => Promise<EnrolAnswer>): Promise<EnrolAnswer> {
    if (deps.guard.addresses.spent(source))
      throw new ApiError(429, "wait", "Too many failed tries. Wait fifteen minutes.");
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof TagwatchError) || error.code !== "ENROL_REFUSED") throw error;
      deps.guard.addresses.fail(source);
      throw new ApiError(403, "refused", error.message);
    }
  }
  app.post("/enrol", answers("unit", 16_384), (request) => {
    const input = siteInput(enrolRequest, request.body);
    return attempt(request.ip, () => enrolling.enrol(input, request.ip));
  });
  app.post("/enrol/renew", answers("unit", 32_768), (request) => {
    const input = siteInput(renewRequest, request.body);
    return attempt(request.ip, () => enrolling.renew(input, request.ip));
  });
}
