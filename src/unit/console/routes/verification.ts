import type { FastifyInstance } from "fastify";
import type { HitView } from "../../core/evidence-queries.js";
import { type Disposition, verdictOf, type DispatchCheck } from "../../../shared/domain/verification.js";
import { refusal } from "../../../shared/access/api-error.js";
import { open } from "../access.js";
import { guarded, type Call, type RouteDeps } from "../context.js";
import { answerInput, askInput, checkedInput, dispositionInput, idParams } from "../input.js";
import { actorOf, type Session } from "../../../shared/access/session.js";
import type { CheckJson, DispositionJson } from "../../../shared/web/api-types.js";
import { dispositionJson } from "../views.js";
import { verificationFrom, type AskedVerdict } from "../verify-steps.js";
import { errorText } from "../../../shared/domain/error-text.js";
import { storedHit, unknownHit } from "./hits.js";

/** The steps of a verification: the question to dispatch, its answer, and how it ended. */
export function verificationRoutes(app: FastifyInstance, context: RouteDeps): void {
  const step = (path: string, run: (context: RouteDeps, call: Call) => unknown): void => {
    app.post(
      `/api/hits/:id/${path}`,
      open("api", 4_096),
      guarded(context, "dispose", (call) => run(context, call)),
    );
  };
  step("ask", ask);
  step("answer", answer);
  step("disposition", dispose);
}

function recordedHit(context: RouteDeps, id: string, session: Session): HitView {
  const view = storedHit(context, id, session);
  if (view) return view;
  if (!context.live.lastAlert(id)) throw unknownHit();
  failed(context, session, id, "not recorded");
  throw refusal(409, "not-recorded", "hit-unrecorded");
}

function tellCheck(context: RouteDeps, view: HitView, check: DispatchCheck | null): CheckJson {
  const told = { hitId: view.hit.id, check };
  if (!view.hit.entry.covert) context.live.send("check", told);
  return told;
}

/** What dispatch is asked is in the trail before anybody waits for the answer. */
function ask(context: RouteDeps, { request, session }: Call): unknown {
  const { id } = checkedInput(idParams, request.params);
  const { method } = checkedInput(askInput, request.body);
  const view = recordedHit(context, id, session);
  if (view.hit.cancelled) throw refusal(409, "cancelled", "hit-cancelled");
  const check = context.verdicts.checks.ask(id, method, session.name);
  const line = { actor: actorOf(session), event: "hit.ask", outcome: "success", object: id } as const;
  context.trail.auditBestEffort({ ...line, detail: { method } });
  return tellCheck(context, view, check);
}

/** "Confirmed" and "not confirmed" end the verification; after no answer it may be asked anew. */
function answer(context: RouteDeps, call: Call): unknown {
  const { request, session } = call;
  const { id } = checkedInput(idParams, request.params);
  const { note, ...answered } = checkedInput(answerInput, request.body);
  const view = recordedHit(context, id, session);
  const check = context.verdicts.checks.answered(id, answered);
  if (!check) throw refusal(409, "not-asked", "not-asked");
  const detail = { method: check.method, answer: answered.answer, by: answered.by, call: answered.reference };
  context.trail.auditBestEffort({
    actor: actorOf(session),
    event: "hit.answer",
    outcome: "success",
    object: id,
    detail,
  });
  // An answer whose verdict was not stored is asked for again.
  const told =
    answered.answer === "no-answer"
      ? {}
      : give(context, call, view, { result: answered.answer, note, check });
  context.verdicts.checks.keep(id, check);
  return { ...tellCheck(context, view, check), ...told };
}

function dispose(context: RouteDeps, call: Call): unknown {
  const { id } = checkedInput(idParams, call.request.params);
  const input = checkedInput(dispositionInput, call.request.body);
  return give(context, call, recordedHit(context, id, call.session), input);
}

interface NotedVerdict extends AskedVerdict {
  readonly note: string;
  /** The answer that came just now. */
  readonly check?: DispatchCheck;
}

interface Told {
  readonly hitId: string;
  readonly disposition: DispositionJson | null;
}

function give(context: RouteDeps, { session }: Call, view: HitView, input: NotedVerdict): Told {
  const { id } = view.hit;
  if (input.result === "withdrawn" && view.disposition?.actor !== session.name) {
    throw refusal(409, "not-yours", "not-yours");
  }
  // What became of a stop is still written down; that a hit is green is not, once its plate was read again.
  const confirmedBefore = view.disposition?.verification?.result === "confirmed";
  if (view.hit.cancelled && input.result === "confirmed" && !confirmedBefore)
    throw refusal(409, "cancelled", "hit-cancelled-meanwhile");
  const known = { check: input.check ?? context.verdicts.checks.find(id), last: view.disposition };
  const verification = verificationFrom(input, known, context.verdicts.outcomes);
  const disposition: Disposition = {
    id: context.newId(),
    hitId: id,
    verdict: verdictOf(input.result),
    note: input.note,
    actor: session.name,
    at: context.clock.now(),
    verification,
  };
  try {
    context.records.dispose(disposition, actorOf(session), context.verdicts.messages(disposition, view));
  } catch (error) {
    const reason = errorText(error);
    context.log.error("a verdict could not be stored", { hitId: id, reason });
    failed(context, session, id, "store");
    throw refusal(503, "not-stored", "verdict-lost");
  }
  if (input.result === "withdrawn") {
    context.verdicts.checks.forget(id);
    tellCheck(context, view, null);
  }
  context.verdicts.onStored(view.disposition?.verification?.result === input.result);
  const told = { hitId: id, disposition: dispositionJson(disposition) };
  if (!view.hit.entry.covert) context.live.send("disposition", told);
  return told;
}

function failed(context: RouteDeps, session: Session, id: string, reason: string): void {
  const detail = { reason };
  context.trail.auditBestEffort({
    actor: actorOf(session),
    event: "hit.disposition",
    outcome: "failure",
    object: id,
    detail,
  });
}
