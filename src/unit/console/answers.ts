import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { ApiError, refusal } from "../../shared/access/api-error.js";
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
  const answer = ({ status, code, message, more }: ApiError): void =>
    sendRefusal({ request, reply, language: context.people.language }, status, {
      error: code,
      message,
      ...more,
    });
  if (error instanceof ApiError) return answer(error);
  if (error.code === "SEARCH_BUSY") {
    return answer(refusal(429, "busy", "many-searches"));
  }
  const status = error.statusCode ?? 500;
  if (status < 500) {
    return answer(refusal(status, "bad-request", "invalid"));
  }
  const reference = context.newId();
  const route = request.routeOptions.url ?? "none";
  context.log.error("a request failed", { reference, route, reason: error.stack ?? error.message });
  answer(refusal(500, "internal", "internal", reference));
}

/** What a part of the unit refused, as an answer in its own words where the person can mend it; anything else as it is. */
export function inWords(error: unknown): unknown {
  if (!(error instanceof TagwatchError) || error.code === "SEARCH_BUSY") return error;
  const isMended = error.code === "USAGE" || error.code === "INPUT_MISSING";
  return isMended
    ? new ApiError(400, "bad-input", error.message, error.said ?? {})
    : refusal(503, "not-now", "not-now", error.code, `${error.message}.`);
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
