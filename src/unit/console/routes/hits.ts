import type { FastifyInstance } from "fastify";
import type { HitView } from "../../core/evidence-queries.js";
import { refusal, type ApiError } from "../../../shared/access/api-error.js";
import { open } from "../access.js";
import { askerOf, guarded, type Call, type Doors, type RouteDeps } from "../context.js";
import { checkedInput, hitsQuery, idParams } from "../input.js";
import { mayDo } from "../../../shared/access/rights.js";
import { actorOf, type Session } from "../../../shared/access/session.js";
import { alertJson, recordFields } from "../views.js";
import { shownHit } from "../state.js";
import { requirePurpose } from "./reads.js";
import { listEncounters } from "./encounters.js";

const forAlerts: Doors = { scopes: ["alerts"] };

/** Hits: the list, one of them, and the details of a restricted record. */
export function hitRoutes(app: FastifyInstance, context: RouteDeps): void {
  app.get(
    "/api/hits",
    open("api"),
    guarded(context, "reads", (call) => listHits(context, call), forAlerts),
  );
  app.get(
    "/api/encounters",
    open("api"),
    guarded(context, "reads", (call) => listEncounters(context, call), forAlerts),
  );
  app.get(
    "/api/hits/:id",
    open("api"),
    guarded(context, "reads", (call) => oneHit(context, call), forAlerts),
  );
  app.post(
    "/api/hits/:id/record",
    open("api"),
    guarded(context, "restricted", (call) => openRecord(context, call), { scopes: ["restricted"] }),
  );
}

async function listHits(context: RouteDeps, call: Call): Promise<unknown> {
  const { request, session } = call;
  const query = checkedInput(hitsQuery, request.query);
  const purpose = requirePurpose(session, query.purpose);
  const covert = mayDo(session, "covert");
  const page = { covert, limit: query.limit, ...(query.beforeId ? { beforeId: query.beforeId } : {}) };
  const views = await context.records.hitPage(page, askerOf(call));
  const detail = { purpose, found: views.length };
  context.trail.auditOrRefuse({ actor: actorOf(session), event: "hits.view", outcome: "success", detail });
  return {
    hits: views.map((view) => shownHit(context, view)),
    nextBeforeId: views.length === query.limit ? (views.at(-1)?.hit.id ?? null) : null,
  };
}

/** A stored hit the person may know of. A covert one does not exist for those without the right. */
export function storedHit(context: RouteDeps, id: string, session: Session): HitView | null {
  const view = context.records.hit(id);
  return view && (!view.hit.entry.covert || mayDo(session, "covert")) ? view : null;
}

/** The answer where there is no such hit, or none this person may know of. */
export function unknownHit(): ApiError {
  return refusal(404, "no-hit", "no-hit");
}

function oneHit(context: RouteDeps, { request, session }: Call): unknown {
  const { id } = checkedInput(idParams, request.params);
  const view = storedHit(context, id, session);
  const alert = context.live.lastAlert(id);
  if (!view && !alert) throw unknownHit();
  const seen = { actor: actorOf(session), event: "hit.view", outcome: "success", object: id } as const;
  context.trail.auditBestEffort(seen);
  if (view) return shownHit(context, view);
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
