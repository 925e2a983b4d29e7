import type { DispositionJson, HitJson } from "../../../shared/web/api-types.js";
import { isOpen, isPinned } from "./live/card-rule.js";
import type { Feed, FeedHit } from "./live/feed-state.js";

/** Most hits the live page keeps; the log of hits has the others. */
export const maxHits = 250;

/** What the page knows of a hit beyond what the unit says of it now. */
export function merged(known: FeedHit | undefined, hit: HitJson): FeedHit {
  if (!known) return hit;
  const same = known.read.text === hit.read.text && known.read.state?.code === hit.read.state?.code;
  return {
    ...hit,
    // A correction that says what was said before changes nothing.
    kind: hit.kind === "corrected" && known.kind === "new" && same ? "new" : hit.kind,
    ...(known.seen ? { seen: true as const } : {}),
  };
}

/** Forgets the oldest hit beyond the limit: none an officer is at, and those that wait for a verdict last. */
function keep(feed: Feed, hits: readonly FeedHit[]): readonly FeedHit[] {
  if (hits.length <= maxHits) return hits;
  const free = hits.filter((hit) => !isPinned(feed, hit) && !feed.shelf.includes(hit.id));
  const gone = free.findLast((hit) => !isOpen(hit)) ?? free.at(-1);
  return hits.filter((hit) => hit !== gone);
}

/** Another hit of an encounter that has a verdict needs none of its own. */
function inherited(feed: Feed, hit: HitJson): DispositionJson | null {
  const same = (other: HitJson): boolean =>
    other.encounterId === hit.encounterId && other.kind !== "cancelled";
  return feed.hits.find((other) => same(other) && other.disposition)?.disposition ?? null;
}

/** The feed with a hit put in or brought up to date; the verdict already known for it or its encounter stays. */
export function withHit(feed: Feed, hit: HitJson): Feed {
  const known = feed.hits.find((other) => other.id === hit.id);
  // An alert event carries no verdict and no question; those already known stay.
  const disposition = hit.disposition ?? known?.disposition ?? inherited(feed, hit);
  const next = { ...merged(known, hit), disposition, check: hit.check ?? known?.check ?? null };
  const hits = known
    ? feed.hits.map((other) => (other === known ? next : other))
    : keep(feed, [next, ...feed.hits]);
  return { ...feed, hits };
}
