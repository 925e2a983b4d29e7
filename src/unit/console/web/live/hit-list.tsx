import type { JSX } from "preact";
import type { HitJson, OpenJson } from "../../../../shared/web/api-types.js";
import { isOpen } from "./card-rule.js";
import { dateTime, timeOfDay } from "../../../../shared/web/format.js";
import { isAsked } from "../../../../shared/web/card/asked.js";
import { PriorityIcon } from "../../../../shared/web/icons.js";
import { matchWord, openTotal, resultWords } from "../../../../shared/web/labels.js";
import { labelWords } from "../../../../shared/web/words/en/labels.js";
import { isOverdue } from "./reminders.js";
import { liveWords } from "../words/en/live.js";

interface Props {
  readonly hits: readonly HitJson[];
  /** All that wait for a verdict, on this list or not; null when the unit cannot say. */
  readonly open: OpenJson | null;
  readonly currentId: string | null;
  /** Server time. */
  readonly now: number;
  readonly pulsing: ReadonlySet<string>;
  readonly onSelect: (hitId: string) => void;
}

/** The last hits, newest first; those that wait for a verdict stand out. */
export function HitList({ hits, open, currentId, now, pulsing, onSelect }: Props): JSX.Element {
  return (
    <section class="panel hits" aria-labelledby="hits-title">
      <h2 id="hits-title">
        {liveWords().hits}{" "}
        <span class="count">
          {liveWords().unverified(open ? openTotal(open) : hits.filter(isOpen).length)}
        </span>
      </h2>
      {hits.length === 0 && <p class="empty">{liveWords().noHits}</p>}
      <ul class="rows">
        {hits.map((hit) => (
          <HitRow
            key={hit.id}
            hit={hit}
            isCurrent={hit.id === currentId}
            isOverdue={isOverdue(hit, now)}
            isPulsing={pulsing.has(hit.id)}
            onSelect={() => onSelect(hit.id)}
          />
        ))}
      </ul>
    </section>
  );
}

interface RowProps {
  readonly hit: HitJson;
  readonly isCurrent: boolean;
  /** It was reminded of, and still waits. */
  readonly isOverdue: boolean;
  readonly isPulsing: boolean;
  readonly withDate?: boolean;
  readonly onSelect: () => void;
}

/** One hit in a list: priority, plate, category, time, and its verdict or that it waits for one. */
export function HitRow({ hit, isCurrent, isOverdue, isPulsing, withDate, onSelect }: RowProps): JSX.Element {
  const marks = `${isOpen(hit) ? "open" : "done"} ${isOverdue ? "overdue" : ""} ${isPulsing ? "pulse" : ""}`;
  return (
    <li>
      <button
        type="button"
        class={`row priority-${hit.entry.priority} ${marks}`}
        aria-current={isCurrent}
        onClick={onSelect}
      >
        <span class="row-sign" title={labelWords().priorityOf[hit.entry.priority]}>
          <PriorityIcon priority={hit.entry.priority} />
        </span>
        {withDate && <img class="thumb" src={hit.read.plate} alt="" loading="lazy" />}
        <span class="row-main">
          <span class="plate-text">{hit.read.text}</span>
          <span class="row-sub">
            {labelWords().category[hit.entry.category]}{" "}
            {hit.match !== "exact" && `(${labelWords().inMatch[matchWord(hit)]})`}
          </span>
        </span>
        <span class="row-side">
          <span>{withDate ? dateTime(hit.raisedAt) : timeOfDay(hit.raisedAt)}</span>
          <span class="row-state">{stateOf(hit)}</span>
        </span>
      </button>
    </li>
  );
}

function stateOf(hit: HitJson): string {
  if (hit.kind === "cancelled") return liveWords().cancelled;
  if (hit.entry.covert) return liveWords().covert;
  if (isAsked(hit)) return liveWords().asked;
  return hit.disposition ? resultWords(hit.disposition) : liveWords().waits;
}
