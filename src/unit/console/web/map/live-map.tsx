import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { MapView } from "../../../../shared/web/map/map-view.js";
import type { Feed } from "../live/feed-state.js";
import { whereabouts } from "../live/whereabouts.js";
import { mapWords } from "../words/en/map.js";
import { unitGround } from "./ground.js";
import { hitPoint, readPoint, unitPoint } from "./points.js";

interface Props {
  readonly feed: Feed;
  readonly purpose: string;
  /** Puts a hit on the card. */
  readonly onHit: (hitId: string) => void;
}

/** The unit, its last reads and its hits. The lists beside it say the same. */
export function LiveMap({ feed, purpose, onHit }: Props): JSX.Element {
  const words = mapWords();
  const current = feed.hits.find(({ id }) => id === feed.currentId);
  const points = useMemo(
    () => pointsOf(feed, current?.read.id),
    [feed.reads, feed.hits, feed.position, current],
  );
  const onPoint = (readId: string): void => {
    const hit = feed.hits.find(({ read }) => read.id === readId);
    if (hit) onHit(hit.id);
  };
  return (
    <section class="panel live-map" aria-labelledby="live-map-title">
      <h1 id="live-map-title" class="visually-hidden">
        {words.title}
      </h1>
      <MapView
        label={words.liveLabel}
        loadGround={() => unitGround(unitPoint(feed.position), purpose)}
        {...{ points, onPoint }}
        follows
      >
        <p>
          {current
            ? `${current.read.text}: ${whereabouts(current.read.position, feed.position)}`
            : words.lastReads(feed.reads.length)}
        </p>
      </MapView>
    </section>
  );
}

function pointsOf({ reads, hits, position }: Feed, chosen: string | undefined) {
  const ofHits = new Set(hits.map(({ read }) => read.id));
  return [
    ...reads.filter(({ id }) => !ofHits.has(id)).flatMap((read) => readPoint(read, false)),
    ...hits.flatMap((hit) => hitPoint(hit, hit.read.id === chosen)),
    ...unitPoint(position),
  ];
}
