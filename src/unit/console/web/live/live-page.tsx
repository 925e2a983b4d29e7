import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { ReadJson, SessionJson } from "../../../../shared/web/api-types.js";
import { AlertCard } from "../../../../shared/web/card/alert-card.js";
import { shelfHits, currentHit, isOpen, nextOpen } from "./card-rule.js";
import type { Feed } from "./feed-state.js";
import { timeOfDay } from "../../../../shared/web/format.js";
import { HitList } from "./hit-list.js";
import { BellIcon, ListIcon, MapIcon, PlateIcon } from "../../../../shared/web/icons.js";
import { openTotal } from "../../../../shared/web/labels.js";
import { watchWords } from "./losses.js";
import { focusOn } from "../../../../shared/web/focus-on.js";
import { PictureView } from "../../../../shared/web/picture.js";
import { lazySheet } from "../frame/lazy-page.js";
import { ReadList } from "./read-list.js";
import { Shelf } from "./shelf.js";
import { onShowAlert } from "./show-alert.js";
import type { Cards } from "../../../../shared/web/card/cards.js";
import { cardMap } from "../map/card-map.js";
import { LiveMap } from "../map/live-map.js";
import { whereabouts } from "./whereabouts.js";
import { liveWords } from "../words/en/live.js";

const SeenReadSheet = lazySheet(async () => (await import("../search/read-sheet.js")).SeenReadSheet);

type Pane = "alert" | "hits" | "reads" | "map";

/** What a small screen shows; an alert that is wanted comes to the front. */
function usePane() {
  const [pane, setPane] = useState<Pane>("alert");
  useEffect(() => onShowAlert(() => setPane("alert")), []);
  return [pane, setPane] as const;
}

interface Props {
  readonly feed: Feed;
  readonly session: SessionJson;
  readonly now: number;
  readonly pulsing: ReadonlySet<string>;
  readonly select: (hitId: string) => void;
  readonly cards: Cards;
}

/** The page of the drive: the alert, the last hits, the last reads. A small screen shows one of the three at a time. */
export function LivePage({ feed, session, now, pulsing, select, cards }: Props): JSX.Element {
  const [pane, setPane] = usePane();
  // A large screen shows the map in the place of the last reads, whatever is on the card.
  const [isMap, setMap] = useState(false);
  const hit = currentHit(feed);
  const next = nextOpen(feed);
  const open = feed.hits.filter(isOpen);
  const choose = (hitId: string): void => {
    select(hitId);
    setPane("alert");
    focusOn(".card");
  };
  const waiting = open.filter((other) => other.id !== hit?.id).length;
  return (
    <main class={`live-page show-${pane}`}>
      <div class="main-column">
        <Shelf hits={shelfHits(feed)} now={now} cards={cards} onSelect={choose} />
        {hit ? (
          <AlertCard
            key={hit.id}
            {...{ hit, session, now, cards }}
            where={whereabouts(hit.read.position, feed.position)}
            map={cardMap(hit, feed.position, session.purpose)}
            shownMs={feed.shownMs}
            onSeen={() => cards.note(hit.id)}
            cameraName={feed.cameras[hit.read.camera] ?? hit.read.camera}
            next={next && { count: waiting, go: () => choose(next.id) }}
          />
        ) : (
          <Watching read={feed.reads[0]} cameras={feed.cameras} watch={feed.watch} />
        )}
      </div>
      <Side {...{ feed, session, now, pulsing, cards, isMap, setMap, choose }} />
      <Rail
        pane={pane}
        setPane={(next) => {
          setPane(next);
          if (next === "map" || next === "reads") setMap(next === "map");
        }}
        open={feed.open ? openTotal(feed.open) : open.length}
      />
    </main>
  );
}

type SideProps = Omit<Props, "select"> & {
  readonly isMap: boolean;
  readonly setMap: (isMap: boolean) => void;
  readonly choose: (hitId: string) => void;
};

/** The last hits, and the last reads or where they were made. A read without a hit opens large over the page. */
function Side({ feed, session, now, pulsing, cards, isMap, setMap, choose }: SideProps): JSX.Element {
  const [opened, setOpened] = useState<ReadJson | null>(null);
  return (
    <aside class="side-column">
      <HitList
        {...{ hits: feed.hits, open: feed.open, currentId: feed.currentId, now, pulsing }}
        onSelect={choose}
      />
      {isMap ? (
        <LiveMap feed={feed} purpose={session.purpose} onHit={choose} />
      ) : (
        <ReadList
          reads={feed.reads}
          cameras={feed.cameras}
          title={liveWords().lastReads}
          onSelect={(read) => (read.hits[0] ? choose(read.hits[0].id) : setOpened(read))}
        />
      )}
      <button type="button" class="button map-switch" onClick={() => setMap(!isMap)}>
        <MapIcon /> {isMap ? liveWords().lastReads : liveWords().map}
      </button>
      {opened && (
        <SeenReadSheet
          {...{ session, now, cards }}
          read={opened}
          position={feed.position}
          alerts={feed.hits.filter(isOpen)}
          onClose={() => setOpened(null)}
        />
      )}
    </aside>
  );
}

interface RailProps {
  readonly pane: Pane;
  readonly setPane: (pane: Pane) => void;
  readonly open: number;
}

/** Switches the panes on a small screen; hidden on a large one. */
function Rail({ pane, setPane, open }: RailProps): JSX.Element {
  const words = liveWords();
  const items: readonly (readonly [Pane, string, () => JSX.Element])[] = [
    ["alert", words.alert, BellIcon],
    ["hits", open > 0 ? words.hitsOpen(open) : words.hits, ListIcon],
    ["reads", words.reads, PlateIcon],
    ["map", words.map, MapIcon],
  ];
  return (
    <nav class="rail" aria-label={words.view}>
      {items.map(([id, text, Icon]) => (
        <button type="button" key={id} aria-pressed={pane === id} onClick={() => setPane(id)}>
          <Icon />
          {text}
        </button>
      ))}
    </nav>
  );
}

interface WatchingProps {
  readonly watch: Feed["watch"];
  readonly read: ReadJson | undefined;
  readonly cameras: Feed["cameras"];
}

/** No alert. Whether anything is watched is said by the cameras; the last plate read shows what the unit saw. */
function Watching({ read, cameras, watch }: WatchingProps): JSX.Element {
  const words = liveWords();
  const isBlind = watch !== null && !watch.watching;
  return (
    <section class={`watching ${isBlind ? "blind" : ""}`} aria-label={words.noAlert}>
      <h1>{watch ? watchWords(watch) : words.connecting}</h1>
      <p>{isBlind ? words.blind : words.calm}</p>
      {read && (
        <div class="last-read" key={read.id}>
          <div class="pictures">
            <PictureView address={read.plate} alt={words.plateAlt(read.text)} kind="plate" />
            <PictureView address={read.vehicle} alt={words.vehicleAlt} kind="vehicle" />
          </div>
          <p class="plate-text huge">{read.text}</p>
          <p>
            {read.state ? read.state.code : words.stateNotRead} · {cameras[read.camera] ?? read.camera} ·{" "}
            {timeOfDay(read.capturedAt.at)}
          </p>
        </div>
      )}
    </section>
  );
}
