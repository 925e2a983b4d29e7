// What the live page knows, and how each event changes it. Pure, so that tests can drive it without a browser.
import type { Fault, Priority, ReadPosition, UnitRef } from "../../core/types.js";
import type { DispositionJson, HitJson, LiveEvents, ReadJson } from "../api-types.js";
import { newsOf, noNews, type UnitNews } from "./unit-news.js";

export interface Feed extends UnitNews {
  readonly unit: UnitRef | null;
  readonly cameras: Readonly<Record<string, string>>;
  readonly position: ReadPosition | null;
  /** Newest first. */
  readonly hits: readonly HitJson[];
  /** Newest first. */
  readonly reads: readonly ReadJson[];
  readonly faults: readonly Fault[];
  /** Verdicts heard of, by hit, whether or not the page has the hit. */
  readonly verdicts: Readonly<Record<string, DispositionJson | null>>;
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
  verdicts: {},
  ...noNews,
  currentId: null,
  skewMs: 0,
};

/** The next feed, and the hit the officer must hear of, if any. */
export interface Step {
  readonly feed: Feed;
  readonly announce: HitJson | null;
}

const maxHits = 250;
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

/** Forgets the oldest hits beyond the limit; those that wait for a verdict last. */
function keep(hits: readonly HitJson[]): readonly HitJson[] {
  if (hits.length <= maxHits) return hits;
  const decided = hits.findLast((hit) => !isOpen(hit));
  return hits.filter((hit) => hit !== (decided ?? hits.at(-1)));
}

/** Another hit of an encounter that has a verdict needs none of its own. */
function inherited(feed: Feed, hit: HitJson): DispositionJson | null {
  const same = (other: HitJson): boolean =>
    other.encounterId === hit.encounterId && other.kind !== "cancelled";
  return feed.hits.find((other) => same(other) && other.disposition)?.disposition ?? null;
}

function withHit(feed: Feed, hit: HitJson): Feed {
  const known = feed.hits.find((other) => other.id === hit.id);
  // An alert event carries no verdict; the one already known stays.
  const disposition = hit.disposition ?? known?.disposition ?? inherited(feed, hit);
  const merged = { ...hit, disposition };
  const hits = known
    ? feed.hits.map((other) => (other === known ? merged : other))
    : keep([merged, ...feed.hits]);
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

function onDisposition(feed: Feed, { hitId, disposition }: LiveEvents["disposition"]): Feed {
  const known = feed.hits.find((hit) => hit.id === hitId);
  const isMeant = (hit: HitJson): boolean =>
    hit.id === hitId ||
    (known !== undefined && hit.encounterId === known.encounterId && hit.kind !== "cancelled");
  const hits = feed.hits.map((hit) => (isMeant(hit) ? { ...hit, disposition } : hit));
  const verdicts = Object.entries({ ...feed.verdicts, [hitId]: disposition }).slice(-maxHits);
  return { ...feed, hits, verdicts: Object.fromEntries(verdicts) };
}

/** A locked screen forgets what it showed. */
function onLocked(feed: Feed, { at, position, faults }: LiveEvents["locked"], now: number): Feed {
  const { open, watch, locked } = feed;
  return { ...emptyFeed, faults, position, skewMs: at - now, open, watch, locked };
}

/** Applies one event of the stream. `now` is this screen's clock. */
export function apply<E extends keyof LiveEvents>(
  feed: Feed,
  event: E,
  data: LiveEvents[E],
  now: number,
): Step {
  return applyTo({ ...feed, ...newsOf(feed, event, data) }, event, data, now);
}

function applyTo<E extends keyof LiveEvents>(feed: Feed, event: E, data: LiveEvents[E], now: number): Step {
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
    case "disposition":
      return silent(onDisposition(feed, data as LiveEvents["disposition"]));
    case "locked":
      return silent(onLocked(feed, data as LiveEvents["locked"], now));
    case "unverified":
    case "watch":
    case "locked-alert":
    case "signed-out":
    case "replaced":
    default:
      return silent(feed);
  }
}
