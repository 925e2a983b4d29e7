import { ApiError, refusal } from "../../shared/access/api-error.js";
import { actorOf } from "../../shared/access/session.js";
import type { AuditEvent } from "../../shared/domain/actor.js";
import { errorText } from "../../shared/domain/error-text.js";
import type { KindOf } from "../../shared/domain/trail/kinds.js";
import type { Lookout, LookoutDraft } from "../../shared/domain/lookout.js";
import { LookoutRefused } from "../core/lookouts.js";
import type { Call, RouteDeps } from "./context.js";

interface Told {
  readonly event: KindOf<"lists">;
  readonly draft?: LookoutDraft;
  readonly known?: Lookout;
  readonly reason?: string;
}

/** The line in the trail goes first: nothing is watched for unseen. What then fails leaves a second line. */
export async function audited(
  context: RouteDeps,
  { session }: Call,
  { event, draft, known, reason }: Told,
  check: () => () => Promise<Lookout | null>,
): Promise<Lookout> {
  const line = (outcome: AuditEvent["outcome"], more: Readonly<Record<string, string>>) => ({
    actor: actorOf(session),
    ...{ event, outcome },
    object: (draft ?? known)?.plate ?? "",
    detail: {
      purpose: session.purpose,
      ...(known ? { id: known.id, enteredBy: known.enteredBy } : {}),
      ...(draft
        ? { reason: draft.reason, origin: draft.origin, hours: draft.hours }
        : { reason: reason ?? "" }),
      ...more,
    },
  });
  try {
    const work = check();
    context.trail.auditOrRefuse(line("success", {}));
    const done = await work();
    if (!done) throw gone();
    return done;
  } catch (error) {
    if (error instanceof LookoutRefused) throw new ApiError(409, "no-lookout", error.message, error.as);
    if (error instanceof ApiError && error.status !== 404) throw error;
    context.trail.auditBestEffort(line("failure", { why: errorText(error) }));
    if (error instanceof ApiError) throw error;
    context.log.error("a watch could not be written", { reason: errorText(error) });
    throw refusal(503, "not-stored", "watch-lost");
  }
}

/** The answer where a watch is over. */
export const gone = (): ApiError => refusal(404, "no-lookout", "watch-over");
