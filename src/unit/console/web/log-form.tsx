import type { JSX } from "preact";
import { categories, priorities } from "../../../shared/domain/categories.js";
import { labelWords } from "../../../shared/web/words/en/labels.js";
import { logViews, type LogFilters } from "./use-log.js";
import { shellWords } from "./words/en/shell.js";

interface FormProps {
  readonly filters: LogFilters;
  readonly setFilters: (filters: LogFilters) => void;
  readonly waiting: number | null;
}

/** What the log of hits is narrowed to; a change asks the unit anew. */
export function LogForm({ filters, setFilters, waiting }: FormProps): JSX.Element {
  const words = shellWords();
  const choice = (name: "priority" | "category" | "verdict", labels: Record<string, string>) => (
    <select
      aria-label={words.filter[name]}
      value={filters[name]}
      onChange={(event) => setFilters({ ...filters, [name]: event.currentTarget.value })}
    >
      <option value="">{words.any[name]}</option>
      {Object.entries(labels).map(([value, text]) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </select>
  );
  return (
    <div class="log-form">
      <div class="segments" role="group" aria-label={words.whichHits}>
        {logViews.map((show) => (
          <button
            type="button"
            key={show}
            aria-pressed={filters.show === show}
            onClick={() =>
              setFilters({ ...filters, show, verdict: show === "unverified" ? "" : filters.verdict })
            }
          >
            {words.view[show]}
            {show === "unverified" && waiting !== null ? ` ${String(waiting)}` : ""}
          </button>
        ))}
      </div>
      <div class="selects">
        {choice("priority", Object.fromEntries(priorities.map((one) => [one, labelWords().priority[one]])))}
        {choice("category", Object.fromEntries(categories.map((one) => [one, labelWords().category[one]])))}
        {filters.show !== "unverified" && choice("verdict", labelWords().verdict)}
      </div>
    </div>
  );
}
