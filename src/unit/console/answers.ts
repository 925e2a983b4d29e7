import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { ApiError } from "../../shared/access/api-error.js";
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import type { RouteDeps } from "./context.js";
import { sendRefusal } from "./refused-page.js";
import { errorText } from "../../shared/domain/error-text.js";

/** The wrapper that catches everything: refusals are answered, faults are logged and answered only with a number to ask for. */
export function answerError(
  context: RouteDeps,
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  if (error instanceof ApiError) {
    sendRefusal(request, reply, error.status, { error: error.code, message: error.message, ...error.more });
    return;
  }
  if (error.code === "SEARCH_BUSY") {
    const message = "Too many searches at once. Wait some seconds.";
    sendRefusal(request, reply, 429, { error: "busy", message });
    return;
  }
  const status = error.statusCode ?? 500;
  if (status < 500) {
    sendRefusal(request, reply, status, { error: "bad-request", message: "The request is not valid." });
    return;
  }
  const reference = context.newId();
  const route = request.routeOptions.url ?? "none";
  context.log.error("a request failed", { reference, route, reason: error.stack ?? error.message });
  const message = `Something went wrong. Reference ${reference}`;
  sendRefusal(request, reply, 500, { error: "internal", message });
}

/** What a part of the unit refused, as an answer in its own words where the person can mend it; anything else as it is. */
export function inWords(error: unknown): unknown {
  if (!(error instanceof TagwatchError) || error.code === "SEARCH_BUSY") return error;
  const isMended = error.code === "USAGE" || error.code === "INPUT_MISSING";
  return isMended
    ? new ApiError(400, "bad-input", error.message)
    : new ApiError(503, "not-now", `${error.message}.`);
}

/** Changes the command line made to the users reach the audit trail through the daemon, its only writer. */
export function takeUserChanges(context: RouteDeps): void {
  try {
    context.people.users.takeChanges(({ at, actor, event, user }) => {
      const line = {
        actor: { name: actor, role: "system", source: "cli" },
        event,
        outcome: "success",
      } as const;
      context.trail.auditOrRefuse({ ...line, object: user, detail: { changedAt: at } });
    });
  } catch (error) {
    context.log.warn("changes of users are not audited yet", {
      reason: errorText(error),
    });
  }
}
