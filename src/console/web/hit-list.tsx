import type { JSX } from "preact";
import type { HitJson } from "../api-types.js";
import { isOpen } from "./feed.js";
import { timeOfDay } from "./format.js";
import { PriorityIcon } from "./icons.js";
import { categoryLabel, priorityLabel, verdictLabel } from "./labels.js";

interface Props {
  readonly hits: readonly HitJson[];
  readonly currentId: string | null;
  readonly onSelect: (hitId: string) => void;
}

/** The last hits, newest first; those that wait for a verdict stand out. */
export function HitList({ hits, currentId, onSelect }: Props): JSX.Element {
  return (
    <section class="panel hits" aria-labelledby="hits-title">
      <h2 id="hits-title">
        Hits <span class="count">{hits.filter(isOpen).length} open</span>
      </h2>
      {hits.length === 0 && <p class="empty">No hits yet.</p>}
      <ul class="rows">
        {hits.map((hit) => (
          <li key={hit.id}>
            <button
              type="button"
              class={`row priority-${hit.entry.priority} ${isOpen(hit) ? "open" : "done"}`}
              aria-current={hit.id === currentId}
              onClick={() => onSelect(hit.id)}
            >
              <span class="row-sign" title={`${priorityLabel[hit.entry.priority]} priority`}>
                <PriorityIcon priority={hit.entry.priority} />
              </span>
              <span class="row-main">
                <span class="plate-text">{hit.read.text}</span>
                <span class="row-sub">
                  {categoryLabel[hit.entry.category]} {hit.match === "likely" && "(likely)"}
                </span>
              </span>
              <span class="row-side">
                <span>{timeOfDay(hit.raisedAt)}</span>
                <span class="row-state">{stateOf(hit)}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function stateOf(hit: HitJson): string {
  if (hit.kind === "cancelled") return "Cancelled";
  return hit.disposition ? verdictLabel[hit.disposition.verdict] : "Open";
}
