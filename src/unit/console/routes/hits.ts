import type { FastifyInstance } from "fastify";
import type { HitView } from "../../core/evidence-queries.js";
import type { Disposition } from "../../../shared/domain/types.js";
import { ApiError } from "../../../shared/access/api-error.js";
import { open } from "../access.js";
import { askerOf, guarded, type Call, type RouteDeps } from "../context.js";
import { checkedInput, dispositionInput, hitsQuery, idParams } from "../input.js";
import { mayDo } from "../../../shared/access/rights.js";
import { actorOf, type Session } from "../../../shared/access/sessions.js";
import { alertJson, dispositionJson, hitJson, recordFields } from "../views.js";
import { requirePurpose } from "./reads.js";
import { listEncounters } from "./encounters.js";
import { errorText } from "../../../shared/domain/error-text.js";

/** Hits: the list, the details of a restricted record, and the officer's verdict. */
export function hitRoutes(app: FastifyInstance, context: RouteDeps): void {
  app.get(
    "/api/hits",
    open("api"),
    guarded(context, "reads", (call) => listHits(context, call)),
  );
  app.get(
    "/api/encounters",
    open("api"),
    guarded(context, "reads", (call) => listEncounters(context, call)),
  );
  app.get(
    "/api/hits/:id",
    open("api"),
    guarded(context, "reads", (call) => oneHit(context, call)),
  );
  app.post(
    "/api/hits/:id/record",
    open("api"),
    guarded(context, "restricted", (call) => openRecord(context, call)),
  );
  app.post(
    "/api/hits/:id/disposition",
    open("api", 4_096),
    guarded(context, "dispose", (call) => dispose(context, call)),
  );
}

async function listHits(context: RouteDeps, call: Call): Promise<unknown> {
  const { request, session } = call;
  const query = checkedInput(hitsQuery, request.query);
  const purpose = requirePurpose(session, query.purpose);
  const covert = mayDo(session.role, "covert");
  const page = { limit: query.limit, ...(query.beforeId ? { beforeId: query.beforeId } : {}) };
  const views = await context.records.hitPage(page, askerOf(call));
  const detail = { purpose, found: views.length };
  context.trail.auditOrRefuse({ actor: actorOf(session), event: "hits.view", outcome: "success", detail });
  return {
    hits: views
      .filter((view) => covert || !view.hit.entry.covert)
      .map((view) => hitJson(view, context.live.lastAlert(view.hit.id))),
    nextBeforeId: views.length === query.limit ? (views.at(-1)?.hit.id ?? null) : null,
  };
}

/** A stored hit the person may know of. A covert one does not exist for those without the right. */
function storedHit(context: RouteDeps, id: string, session: Session): HitView | null {
  const view = context.records.hit(id);
  return view && (!view.hit.entry.covert || mayDo(session.role, "covert")) ? view : null;
}

function unknownHit(): ApiError {
  return new ApiError(404, "no-hit", "This hit is not on this unit (any more).");
}

function oneHit(context: RouteDeps, { request, session }: Call): unknown {
  const { id } = checkedInput(idParams, request.params);
  const view = storedHit(context, id, session);
  const alert = context.live.lastAlert(id);
  if (!view && !alert) throw unknownHit();
  const seen = { actor: actorOf(session), event: "hit.view", outcome: "success", object: id } as const;
  context.trail.auditBestEffort(seen);
  if (view) return hitJson(view, alert);
  return alert ? alertJson(alert, null) : null;
}

function openRecord(context: RouteDeps, { request, session }: Call): unknown {
  const { id } = checkedInput(idParams, request.params);
  const entry = (storedHit(context, id, session) ?? context.live.lastAlert(id))?.hit.entry;
  if (!entry) throw unknownHit();
  // An officer beside a car needs this now: a broken trail is a fault, not a reason to withhold it.
  const detail = { source: entry.source, category: entry.category };
  context.trail.auditBestEffort({
    actor: actorOf(session),
    event: "hit.reveal",
    outcome: "success",
    object: id,
    detail,
  });
  return { record: recordFields(entry) };
}

function dispose(context: RouteDeps, { request, session }: Call): unknown {
  const { id } = checkedInput(idParams, request.params);
  const { verdict, note } = checkedInput(dispositionInput, request.body);
  const view = storedHit(context, id, session);
  if (!view) {
    if (!context.live.lastAlert(id)) throw unknownHit();
    failed(context, session, id, "not recorded");
    throw new ApiError(
      409,
      "not-recorded",
      "This hit was not recorded, so its verdict cannot be stored. Note it down.",
    );
  }
  if (verdict === "withdrawn" && view.disposition?.actor !== session.name) {
    throw new ApiError(409, "not-yours", "The last verdict is not yours, so it was not withdrawn.");
  }
  const actor = actorOf(session);
  const disposition: Disposition = {
    id: context.newId(),
    hitId: id,
    ...{ verdict, note },
    actor: session.name,
    at: context.clock.now(),
  };
  try {
    context.records.dispose(disposition, actor, context.verdicts.messages(disposition, view));
  } catch (error) {
    const reason = errorText(error);
    context.log.error("a verdict could not be stored", { hitId: id, reason });
    failed(context, session, id, "store");
    throw new ApiError(503, "not-stored", "The verdict could not be stored. Try again.");
  }
  context.verdicts.onStored();
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
