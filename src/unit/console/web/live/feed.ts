// What the live page knows, and how each event changes it. Pure, so that tests can drive it without a browser.
import type { HitJson, LiveEvents, ReadJson } from "../../../../shared/web/api-types.js";
import { arrive, isOpen, isPinned, nextOpen, select, tidyShelf } from "./card-rule.js";
import { emptyFeed, type Feed } from "./feed-state.js";
import type { Fault } from "../../../../shared/domain/faults/fault.js";
import { newsOf } from "./unit-news.js";
import { maxHits, merged, withHit } from "../feed-hits.js";

/** The next feed, and the hit the officer must hear of, if any. */
export interface Step {
  readonly feed: Feed;
  readonly announce: HitJson | null;
}

/** This screen's time: UTC milliseconds, and its monotonic clock for all that is measured. */
export interface ScreenTime {
  readonly wallMs: number;
  readonly monoMs: number;
}
const maxReads = 40;

/** It got its time later, and was told long before. */
const isOld = ({ capturedAt }: ReadJson): boolean => capturedAt.first !== undefined;

function silent(feed: Feed): Step {
  return { feed, announce: null };
}

function onAlert(feed: Feed, hit: HitJson, now: ScreenTime): Step {
  const known = feed.hits.some((other) => other.id === hit.id);
  // The page was opened after it: what is said of it now is no news, and the log of hits has it.
  if (!known && isOld(hit.read)) return silent(feed);
  const next = withHit(feed, hit);
  if (known || hit.kind === "cancelled") return silent(tidyShelf(next));
  return { feed: arrive(next, [hit.id], now.monoMs), announce: hit };
}

/** A snapshot replaces everything; hits of encounters this page had not heard of while it was away are announced. */
function onSnapshot(feed: Feed, snapshot: LiveEvents["snapshot"], now: ScreenTime): Step {
  const first = feed.unit === null;
  const heard = new Set(feed.hits.map((hit) => hit.encounterId));
  const missed = first ? [] : snapshot.hits.filter((hit) => isOpen(hit) && !heard.has(hit.encounterId));
  // What this page received and the unit could not record stays, and so does what an officer is at.
  const kept = feed.hits
    .filter((hit) => !snapshot.hits.some((other) => other.id === hit.id))
    .filter((hit) => !hit.recorded || isPinned(feed, hit))
    .map((hit) => (hit.recorded ? { ...hit, gone: true as const } : hit));
  const { unit, cameras, position, reads, faults, at } = snapshot;
  const fresh = snapshot.hits.map((hit) =>
    merged(
      feed.hits.find((other) => other.id === hit.id),
      hit,
    ),
  );
  const hits = [...fresh, ...kept].sort((a, b) => (a.id < b.id ? 1 : -1));
  const base: Feed = { ...feed, unit, cameras, position, reads, faults, hits, skewMs: at - now.wallMs };
  if (first) {
    const shown = nextOpen(base) ?? hits[0];
    return silent(shown ? { ...select(base, shown.id, now.monoMs), touchedMs: null } : base);
  }
  const loudest = nextOpen({ ...base, hits: missed, currentId: null });
  const ids = hits.filter((hit) => missed.some((other) => other.id === hit.id)).map((hit) => hit.id);
  return { feed: arrive(base, ids, now.monoMs), announce: loudest };
}

function onDisposition(feed: Feed, { hitId, disposition }: LiveEvents["disposition"]): Feed {
  const known = feed.hits.find((hit) => hit.id === hitId);
  const isMeant = (hit: HitJson): boolean =>
    hit.id === hitId ||
    (known !== undefined && hit.encounterId === known.encounterId && hit.kind !== "cancelled");
  const hits = feed.hits.map((hit) => (isMeant(hit) ? { ...hit, disposition } : hit));
  const verdicts = Object.entries({ ...feed.verdicts, [hitId]: disposition }).slice(-maxHits);
  // A hit whose verdict was withdrawn waits on the shelf again; the card stays where it is.
  const shelf = disposition === null ? [hitId, ...feed.shelf.filter((id) => id !== hitId)] : feed.shelf;
  return tidyShelf({ ...feed, hits, shelf, verdicts: Object.fromEntries(verdicts) });
}

function onCheck(feed: Feed, { hitId, check }: LiveEvents["check"]): Feed {
  const hits = feed.hits.map((hit) => (hit.id === hitId ? { ...hit, check } : hit));
  const checks = Object.entries({ ...feed.checks, [hitId]: check }).slice(-maxHits);
  return { ...feed, hits, checks: Object.fromEntries(checks) };
}

/** A locked screen forgets what it showed; what is being written waits unseen. */
function onLocked(feed: Feed, { at, position, faults }: LiveEvents["locked"], now: ScreenTime): Feed {
  const { open, watch, locked, drafts } = feed;
  return { ...emptyFeed, faults, position, skewMs: at - now.wallMs, open, watch, locked, drafts };
}

function onRead(feed: Feed, read: ReadJson): Feed {
  if (isOld(read))
    return { ...feed, reads: feed.reads.map((other) => (other.id === read.id ? read : other)) };
  const others = feed.reads.filter((other) => other.id !== read.id);
  return { ...feed, reads: [read, ...others].slice(0, maxReads) };
}

/** Applies one event of the stream. */
export function apply<E extends keyof LiveEvents>(
  feed: Feed,
  event: E,
  data: LiveEvents[E],
  now: ScreenTime,
): Step {
  return applyTo({ ...feed, ...newsOf(feed, event, data) }, event, data, now);
}

function applyTo<E extends keyof LiveEvents>(
  feed: Feed,
  event: E,
  data: LiveEvents[E],
  now: ScreenTime,
): Step {
  switch (event) {
    case "snapshot":
      return onSnapshot(feed, data as LiveEvents["snapshot"], now);
    case "alert":
      return onAlert(feed, data as HitJson, now);
    case "read":
      return silent(onRead(feed, data as ReadJson));
    case "faults":
      return silent({ ...feed, faults: data as readonly Fault[] });
    case "beat": {
      const { at, position } = data as LiveEvents["beat"];
      return silent({ ...feed, position, skewMs: at - now.wallMs });
    }
    case "disposition":
      return silent(onDisposition(feed, data as LiveEvents["disposition"]));
    case "check":
      return silent(onCheck(feed, data as LiveEvents["check"]));
    case "locked":
      return silent(onLocked(feed, data as LiveEvents["locked"], now));
    case "unverified":
    case "watch":
    case "handover":
    case "locked-alert":
    case "signed-out":
    case "replaced":
    default:
      return silent(feed);
  }
}
