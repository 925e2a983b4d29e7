import type { EncounterQuery } from "../../core/evidence-queries.js";
import type { Alert } from "../../../shared/domain/types.js";
import type { EncountersJson } from "../../../shared/web/api-types.js";
import { askerOf, type Call, type RouteDeps } from "../context.js";
import { checkedInput, encountersQuery } from "../input.js";
import { mayDo } from "../../../shared/access/rights.js";
import { actorOf } from "../../../shared/access/session.js";
import { shownHit, unstoredAlerts } from "../state.js";
import { alertJson } from "../views.js";

/** The log of hits, one line per encounter. What waits for a verdict is shown whether or not the trail can be written. */
export async function listEncounters(context: RouteDeps, call: Call): Promise<EncountersJson> {
  const { request, session } = call;
  const { show, ...given } = checkedInput(encountersQuery, request.query);
  const filters = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const query: EncounterQuery = {
    ...{ ...filters, limit: given.limit },
    open: show === "unverified",
    covert: show !== "unverified" && mayDo(session, "covert"),
    ...(show === "mine" ? { actor: session.name } : {}),
  };
  const { found, next } = await context.records.encounterPage(query, askerOf(call));
  const unstored = query.open && !given.before ? fitting(unstoredAlerts(context), given) : [];
  const line = {
    actor: actorOf(session),
    event: "hits.view",
    outcome: "success",
    detail: { purpose: session.purpose, show, found: found.length + unstored.length },
  } as const;
  if (query.open) context.trail.auditBestEffort(line);
  else context.trail.auditOrRefuse(line);
  return {
    hits: [
      ...unstored.map((alert) => alertJson(alert, null)),
      ...found.map((view) => shownHit(context, view)),
    ],
    next,
  };
}

/** Alerts that are not in the store, by the filters that say something of the alert itself. */
function fitting(
  alerts: readonly Alert[],
  { priority, category, verdict }: Pick<EncounterQuery, "priority" | "category" | "verdict">,
): readonly Alert[] {
  if (verdict !== undefined) return [];
  return alerts.filter(
    ({ hit: { entry } }) =>
      (priority === undefined || entry.priority === priority) &&
      (category === undefined || entry.category === category),
  );
}
