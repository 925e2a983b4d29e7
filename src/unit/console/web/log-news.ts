// Whether the log of hits is still what the unit would answer: rows keep their place while somebody looks, so it must say so.
import type { HitJson } from "../../../shared/web/api-types.js";
import { isOpen } from "./live/card-rule.js";
import type { HitLog, LogFilters } from "./use-log.js";

/** The log as it stands, and all hits the page heard of; `name`: of whoever looks. */
interface LogNow {
  readonly rows: readonly HitJson[];
  readonly heard: readonly HitJson[];
  readonly name: string;
}

function belongs(hit: HitJson, { show, priority, category, verdict }: LogFilters, name: string): boolean {
  return (
    (show !== "unverified" || isOpen(hit)) &&
    (show !== "mine" || hit.disposition?.actor === name) &&
    (priority === "" || hit.entry.priority === priority) &&
    (category === "" || hit.entry.category === category) &&
    (verdict === "" || hit.disposition?.verdict === verdict)
  );
}

/** True once a row does not belong there any more, or a hit that came, or was decided, since the log was asked for is missing. */
export function hasChanged(
  log: Pick<HitLog, "askedAt" | "isMore">,
  filters: LogFilters,
  { rows, heard, name }: LogNow,
): boolean {
  const shown = new Set(rows.map(({ encounterId }) => encounterId));
  // All that wait are heard of, however old; where there are more pages, an old one may stand on the next.
  const isWhole = filters.show === "unverified" && !log.isMore;
  const isNews = (hit: HitJson): boolean =>
    isWhole || Math.max(hit.raisedAt, hit.disposition?.at ?? 0) > log.askedAt;
  const isMissing = (hit: HitJson): boolean =>
    hit.kind !== "cancelled" && belongs(hit, filters, name) && !shown.has(hit.encounterId) && isNews(hit);
  return rows.some((hit) => !belongs(hit, filters, name)) || heard.some(isMissing);
}
