import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import type { HitJson, SessionJson } from "../../../shared/web/api-types.js";
import { focusOn } from "../../../shared/web/focus-on.js";
import { AlertCard } from "../../../shared/web/card/alert-card.js";
import { isOpen } from "./live/card-rule.js";
import type { Feed } from "./live/feed-state.js";
import { HitRow } from "./live/hit-list.js";
import { openTotal } from "../../../shared/web/labels.js";
import { hasChanged } from "./log-news.js";
import { isOverdue } from "./live/reminders.js";
import type { Cards } from "../../../shared/web/card/cards.js";
import { useLog, type HitLog, type LogFilters } from "./use-log.js";
import { cardMap } from "./map/card-map.js";
import { whereabouts } from "./live/whereabouts.js";
import { LogForm } from "./log-form.js";
import { shellWords } from "./words/en/shell.js";

interface Props {
  readonly feed: Feed;
  readonly session: SessionJson;
  /** Server time. */
  readonly now: number;
  readonly pulsing: ReadonlySet<string>;
  readonly cards: Cards;
}

const firstFilters: LogFilters = { show: "unverified", priority: "", category: "", verdict: "" };

/** The log of hits, straight from the unit: all that wait for a verdict, however old, and all others. */
export function HitsPage({ feed, session, now, pulsing, cards }: Props): JSX.Element {
  const [filters, setFilters] = useState(firstFilters);
  const [chosen, setChosen] = useState<HitJson | null>(null);
  const log = useLog(filters, now);
  const show = (hit: HitJson): void => {
    setChosen(hit);
    focusOn(".card");
  };
  const leave = (): void => {
    setChosen(null);
    focusOn(".log > .rows");
  };
  // What the page heard since the log was loaded; rows keep their place, so that none moves under a finger.
  const told = (hit: HitJson): HitJson => {
    const heard = feed.hits.find((other) => other.id === hit.id);
    const disposition = hit.id in feed.verdicts ? (feed.verdicts[hit.id] ?? null) : hit.disposition;
    const check = hit.id in feed.checks ? (feed.checks[hit.id] ?? null) : hit.check;
    return { ...(heard ?? hit), disposition, check };
  };
  const rows = log.hits.map(told);
  const shown = chosen && told(chosen);
  const waiting = rows.filter((hit) => isOpen(hit) && hit.id !== shown?.id);
  const next = waiting[0];
  const isStale = hasChanged(log, filters, { rows, heard: feed.hits, name: session.name });
  return (
    <main class={`log-page ${shown ? "has-card" : ""}`}>
      <LogPanel
        {...{ feed, filters, setFilters, log, rows, now, pulsing, isStale }}
        chosenId={chosen?.id ?? null}
        onSelect={show}
      />
      <div class="main-column">
        {shown ? (
          <>
            <button type="button" class="button back" onClick={leave}>
              {shellWords().backToList}
            </button>
            <AlertCard
              key={shown.id}
              {...{ session, now, cards }}
              hit={shown}
              where={whereabouts(shown.read.position, feed.position)}
              map={cardMap(shown, feed.position, session.purpose)}
              shownMs={0}
              onSeen={() => (cards.note(shown.id), leave())}
              cameraName={session.cameras[shown.read.camera] ?? shown.read.camera}
              next={next ? { count: waiting.length, go: () => show(next) } : null}
            />
          </>
        ) : (
          <p class="panel empty">{shellWords().chooseHit}</p>
        )}
      </div>
    </main>
  );
}

interface PanelProps extends Pick<Props, "feed" | "now" | "pulsing"> {
  readonly filters: LogFilters;
  readonly setFilters: (filters: LogFilters) => void;
  readonly log: HitLog;
  readonly rows: readonly HitJson[];
  readonly isStale: boolean;
  readonly chosenId: string | null;
  readonly onSelect: (hit: HitJson) => void;
}

function LogPanel(props: PanelProps): JSX.Element {
  const { feed, filters, setFilters, log, rows, now, pulsing, isStale, chosenId, onSelect } = props;
  const words = shellWords();
  const list = useRef<HTMLUListElement>(null);
  // The key goes away with what it was for, and must not take the focus with it.
  const again = (): void => {
    list.current?.focus();
    log.again();
  };
  return (
    <section class="panel log" aria-labelledby="log-title">
      <h1 id="log-title" class="visually-hidden">
        {words.hits}
      </h1>
      <LogForm {...{ filters, setFilters }} waiting={feed.open ? openTotal(feed.open) : null} />
      {log.fault && (
        <p class="fault-text" role="alert">
          {log.fault}
        </p>
      )}
      {rows.length === 0 && !log.fault && (
        <p class="empty" role="status">
          {log.busy ? words.loading : filters.show === "unverified" ? words.noneWaits : words.noneFits}
        </p>
      )}
      <ul class="rows" tabIndex={-1} ref={list}>
        {rows.map((hit) => (
          <HitRow
            key={hit.id}
            hit={hit}
            isCurrent={hit.id === chosenId}
            isOverdue={isOverdue(hit, now)}
            isPulsing={pulsing.has(hit.id)}
            withDate
            onSelect={() => onSelect(hit)}
          />
        ))}
        {log.isMore && (
          <li>
            <button type="button" class="button wide" disabled={log.busy} onClick={log.more}>
              {words.more}
            </button>
          </li>
        )}
      </ul>
      {/* Below the rows: that it comes moves none of them under a finger. */}
      {(isStale || log.fault !== "") && (
        <button type="button" class="button again-row" disabled={log.busy} onClick={again}>
          {log.fault === "" ? words.listChanged : words.tryAgain}
        </button>
      )}
    </section>
  );
}
