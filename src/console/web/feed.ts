// What the live page knows, and how each event changes it. Pure, so that tests can drive it without a browser.
import type { Fault, Priority, ReadPosition, UnitRef } from "../../core/types.js";
import type { HitJson, LiveEvents, ReadJson } from "../api-types.js";

export interface Feed {
  readonly unit: UnitRef | null;
  readonly cameras: Readonly<Record<string, string>>;
  readonly position: ReadPosition | null;
  /** Newest first. */
  readonly hits: readonly HitJson[];
  /** Newest first. */
  readonly reads: readonly ReadJson[];
  readonly faults: readonly Fault[];
  /** The hit on the card. */
  readonly currentId: string | null;
  /** Server time minus this screen's time, milliseconds. */
  readonly skewMs: number;
}

export const emptyFeed: Feed = {
  unit: null,
  cameras: {},
  position: null,
  hits: [],
  reads: [],
  faults: [],
  currentId: null,
  skewMs: 0,
};

/** The next feed, and the hit the officer must hear of, if any. */
export interface Step {
  readonly feed: Feed;
  readonly announce: HitJson | null;
}

const maxHits = 100;
const maxReads = 40;
const rank: Readonly<Record<Priority, number>> = { high: 2, medium: 1, low: 0 };

function silent(feed: Feed): Step {
  return { feed, announce: null };
}

/** An open hit waits for a verdict. */
export function isOpen(hit: HitJson): boolean {
  return hit.disposition === null && hit.kind !== "cancelled";
}

/** The hit on the card, or null. */
export function currentHit(feed: Feed): HitJson | null {
  return feed.hits.find((hit) => hit.id === feed.currentId) ?? null;
}

/** The open hit to show next: highest priority first, then newest; never the one on the card. */
export function nextOpen(feed: Feed): HitJson | null {
  const open = feed.hits.filter((hit) => isOpen(hit) && hit.id !== feed.currentId);
  return open.reduce<HitJson | null>(
    (best, hit) => (best === null || rank[hit.entry.priority] > rank[best.entry.priority] ? hit : best),
    null,
  );
}

/** A new alert takes the card unless an open one of higher priority is there. */
function takesCard(feed: Feed, hit: HitJson): boolean {
  const current = currentHit(feed);
  return !current || !isOpen(current) || rank[hit.entry.priority] >= rank[current.entry.priority];
}

function withHit(feed: Feed, hit: HitJson): Feed {
  const known = feed.hits.find((other) => other.id === hit.id);
  // An alert event carries no verdict; the one already known stays.
  const merged = known && hit.disposition === null ? { ...hit, disposition: known.disposition } : hit;
  const hits = known
    ? feed.hits.map((other) => (other === known ? merged : other))
    : [merged, ...feed.hits].slice(0, maxHits);
  return { ...feed, hits };
}

function onAlert(feed: Feed, hit: HitJson): Step {
  const known = feed.hits.some((other) => other.id === hit.id);
  const next = withHit(feed, hit);
  if (known || hit.kind === "cancelled") return silent(next);
  return { feed: takesCard(feed, hit) ? { ...next, currentId: hit.id } : next, announce: hit };
}

/** A snapshot replaces everything; hits of encounters this page had not heard of while it was away are announced. */
function onSnapshot(feed: Feed, snapshot: LiveEvents["snapshot"], now: number): Step {
  const first = feed.unit === null;
  const heard = new Set(feed.hits.map((hit) => hit.encounterId));
  const missed = first ? [] : snapshot.hits.filter((hit) => isOpen(hit) && !heard.has(hit.encounterId));
  // What this page was told and the unit could not record stays on the page.
  const kept = feed.hits.filter(
    (hit) => !hit.recorded && !snapshot.hits.some((other) => other.id === hit.id),
  );
  const { unit, cameras, position, reads, faults, at } = snapshot;
  const hits = [...snapshot.hits, ...kept].sort((a, b) => (a.id < b.id ? 1 : -1));
  const base: Feed = { ...feed, unit, cameras, position, reads, faults, hits, skewMs: at - now };
  const loudest = nextOpen({ ...base, hits: missed, currentId: null });
  if (loudest && takesCard(base, loudest))
    return { feed: { ...base, currentId: loudest.id }, announce: loudest };
  const current = currentHit(base) ?? nextOpen(base) ?? hits[0];
  return { feed: { ...base, currentId: current?.id ?? null }, announce: loudest };
}

function onRead(feed: Feed, read: ReadJson): Feed {
  const others = feed.reads.filter((other) => other.id !== read.id);
  return { ...feed, reads: [read, ...others].slice(0, maxReads) };
}

/** Applies one event of the stream. `now` is this screen's clock. */
export function apply<E extends keyof LiveEvents>(
  feed: Feed,
  event: E,
  data: LiveEvents[E],
  now: number,
): Step {
  switch (event) {
    case "snapshot":
      return onSnapshot(feed, data as LiveEvents["snapshot"], now);
    case "alert":
      return onAlert(feed, data as HitJson);
    case "read":
      return silent(onRead(feed, data as ReadJson));
    case "faults":
      return silent({ ...feed, faults: data as readonly Fault[] });
    case "beat": {
      const { at, position } = data as LiveEvents["beat"];
      return silent({ ...feed, position, skewMs: at - now });
    }
    case "disposition": {
      const { hitId, disposition } = data as LiveEvents["disposition"];
      const hits = feed.hits.map((hit) => (hit.id === hitId ? { ...hit, disposition } : hit));
      return silent({ ...feed, hits });
    }
    case "signed-out":
    case "replaced":
    default:
      return silent(feed);
  }
}
