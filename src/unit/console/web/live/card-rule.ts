// Which hit stands on the card, and what waits on the shelf above it. The card must not move under the hand: while an
// officer is at it, nothing replaces it. Pure; times are milliseconds of the screen's monotonic clock.
import type { Priority } from "../../../../shared/domain/categories.js";
import type { HitJson } from "../../../../shared/web/api-types.js";
import { isAsked } from "../../../../shared/web/card/asked.js";
import type { Feed, FeedHit } from "./feed-state.js";

/** A card is left alone for this long after it came, and after the last touch. */
export const youngMs = 1_500;
/** After the last touch nothing replaces the card for this long: the officer may be comparing plates. */
export const inHandMs = 10_000;

const maxShelf = 100;
/** The larger number takes the card first. */
export const rank: Readonly<Record<Priority, number>> = { high: 2, medium: 1, low: 0 };

/** An open hit waits for a verdict; a covert one is asked for none. */
export function isOpen(hit: FeedHit): boolean {
  return hit.disposition === null && hit.kind !== "cancelled" && !hit.entry.covert && !hit.seen && !hit.gone;
}

/** The hit on the card, or null. */
export function currentHit(feed: Feed): FeedHit | null {
  return feed.hits.find((hit) => hit.id === feed.currentId) ?? null;
}

/** The first of the highest priority. */
export function loudest<One extends Pick<HitJson, "entry">>(hits: readonly One[]): One | null {
  return hits.reduce<One | null>(
    (best, hit) => (best === null || rank[hit.entry.priority] > rank[best.entry.priority] ? hit : best),
    null,
  );
}

/** The open hit to show next: highest priority first, then newest; never the one on the card. */
export function nextOpen(feed: Feed): FeedHit | null {
  return loudest(feed.hits.filter((hit) => isOpen(hit) && hit.id !== feed.currentId));
}

/** Of the alerts that came since a sheet was opened over the page, the one to show over it: the next lower one hides none. */
export function coveredAlert(alerts: readonly HitJson[], before: ReadonlySet<string>): HitJson | null {
  return loudest(alerts.filter(({ id }) => !before.has(id)));
}

/** The hits on the shelf, newest first. */
export function shelfHits(feed: Feed): readonly FeedHit[] {
  return feed.shelf.flatMap((id) => feed.hits.find((hit) => hit.id === id) ?? []);
}

/** Whether a draft belongs to a hit: its note, or another field of it. */
export function isDraftOf(key: string, hitId: string): boolean {
  return key === hitId || key.startsWith(`${hitId}#`);
}

/** Dispatch was asked, and has not answered; also where a verdict is being changed. */
function isWaited(hit: FeedHit | null): boolean {
  return hit !== null && hit.kind !== "cancelled" && !hit.gone && isAsked(hit);
}

/**
 * True while nothing may replace the card: something is being written, dispatch is being asked, it is new, or a hand was on
 * it just now.
 */
export function isHeld(feed: Feed, nowMs: number): boolean {
  const { currentId, shownMs, touchedMs, drafts } = feed;
  if (currentId === null) return false;
  return (
    Object.keys(drafts).some((key) => isDraftOf(key, currentId)) ||
    isWaited(currentHit(feed)) ||
    nowMs - shownMs < youngMs ||
    (touchedMs !== null && nowMs - touchedMs < inHandMs)
  );
}

/** Hits an officer is at: kept even when the unit no longer sends them. */
export function isPinned(feed: Feed, hit: FeedHit): boolean {
  return hit.id === feed.currentId || Object.keys(feed.drafts).some((key) => isDraftOf(key, hit.id));
}

function take(feed: Feed, hitId: string, nowMs: number): Feed {
  const shelf = feed.shelf.filter((id) => id !== hitId);
  return { ...feed, currentId: hitId, shownMs: nowMs, touchedMs: null, shelf };
}

/** Leaves on the shelf only what still waits and is not on the card. */
export function tidyShelf(feed: Feed): Feed {
  const waits = (id: string): boolean =>
    id !== feed.currentId && feed.hits.some((hit) => hit.id === id && isOpen(hit));
  return { ...feed, shelf: feed.shelf.filter(waits).slice(0, maxShelf) };
}

/** New alerts (newest first) go on the shelf; the loudest there takes the card if the card may be replaced. */
export function arrive(feed: Feed, ids: readonly string[], nowMs: number): Feed {
  const next = tidyShelf({ ...feed, shelf: [...ids, ...feed.shelf] });
  const best = loudest(shelfHits(next));
  if (!best || isHeld(next, nowMs)) return next;
  const current = currentHit(next);
  if (!current || !isOpen(current)) return take(next, best.id, nowMs);
  if (rank[best.entry.priority] < rank[current.entry.priority]) return next;
  const taken = take(next, best.id, nowMs);
  // A card that gives way before anybody touched it has not been looked at either.
  return next.touchedMs === null ? { ...taken, shelf: [...taken.shelf, current.id] } : taken;
}

/** The officer opens a hit. */
export function select(feed: Feed, hitId: string, nowMs: number): Feed {
  return { ...take(feed, hitId, nowMs), touchedMs: nowMs };
}

/** A hand, a key or the focus was on the card. */
export function touched(feed: Feed, nowMs: number): Feed {
  return feed.currentId === null ? feed : { ...feed, touchedMs: nowMs };
}

/** Keeps what is written under a key of a hit; null drops it. */
export function drafted(feed: Feed, key: string, text: string | null): Feed {
  const others = Object.fromEntries(Object.entries(feed.drafts).filter(([id]) => id !== key));
  return { ...feed, drafts: text === null ? others : { ...others, [key]: text } };
}

/** The officer's own verdict was stored with this note: the hand is done with the card. What was typed since stays. */
export function settled(feed: Feed, hitId: string, note: string): Feed {
  // The fields of the question went with it.
  const own = Object.keys(feed.drafts).filter((key) => key !== hitId && isDraftOf(key, hitId));
  const cleared = own.reduce((next, key) => drafted(next, key, null), feed);
  const rest = cleared.drafts[hitId] === note ? drafted(cleared, hitId, null) : cleared;
  return hitId === rest.currentId ? { ...rest, touchedMs: null } : rest;
}

/** The officer has seen an alert that can have no verdict; the next open hit takes the card. */
export function noted(feed: Feed, hitId: string, nowMs: number): Feed {
  const hits = feed.hits.map((hit) => (hit.id === hitId ? { ...hit, seen: true as const } : hit));
  const next = tidyShelf({ ...feed, hits });
  if (feed.currentId !== hitId) return next;
  const best = loudest(shelfHits(next)) ?? nextOpen(next);
  return best ? take(next, best.id, nowMs) : { ...next, currentId: null, touchedMs: null };
}
