// What the auditor and the supervisor ask of the unit.
import type { StatisticsSpan } from "../../../../shared/domain/closed-sets.js";
import type { SessionJson } from "../../../../shared/web/api-types.js";
import type { ChainJson, StatisticsJson, TrailJson } from "../../../../shared/web/trail-types.js";
import { givenFilters, type TrailFilters } from "../../../../shared/web/trail/trail-filters.js";
import { ask, call, posted, understood } from "../talk.js";

/** Lines of the trail, newest first. Looking is a line of its own. `signal` ends the search, on the unit too. */
export function trailPage(filters: TrailFilters, before: string, signal: AbortSignal): Promise<TrailJson> {
  const query = new URLSearchParams(givenFilters({ ...filters, before }));
  return call(`/api/audit?${query.toString()}`, { signal });
}

/** How far the chain holds; asked again, it goes on. */
export function chainNow(): Promise<ChainJson> {
  return call("/api/audit/chain");
}

/** The lines that fit as one signed file, with the hash that names it. */
export async function trailPackage(
  session: SessionJson,
  filters: TrailFilters,
  to: { readonly recipient: string; readonly purpose: string },
): Promise<{ readonly file: Blob; readonly sha256: string }> {
  const response = await ask("/api/audit/package", posted({ ...givenFilters(filters), ...to }, session.csrf));
  if (!response.ok) return understood(response);
  return { file: await response.blob(), sha256: response.headers.get("x-package-sha256") ?? "" };
}

/** What was counted, by days of the screen's own calendar. */
export function statisticsNow(span: StatisticsSpan, signal: AbortSignal): Promise<StatisticsJson> {
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return call(`/api/statistics?${new URLSearchParams({ span, zone }).toString()}`, { signal });
}
