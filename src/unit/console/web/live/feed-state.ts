// What the live page knows.
import type { DispatchCheck } from "../../../../shared/domain/verification.js";
import type { ReadPosition, UnitRef } from "../../../../shared/domain/types.js";
import type { Fault } from "../../../../shared/domain/faults/fault.js";
import type { DispositionJson, HitJson, ReadJson } from "../../../../shared/web/api-types.js";
import { noNews, type UnitNews } from "./unit-news.js";

/** A hit as the page keeps it. */
export interface FeedHit extends HitJson {
  /** The officer noted an alert that can have no verdict. */
  readonly seen?: true;
  /** Kept for the officer who is at it; the unit no longer counts it among those that wait. */
  readonly gone?: true;
}

/** The state of the card, kept in the feed. */
export interface CardState {
  /** The hit on the card. */
  readonly currentId: string | null;
  /** When it took the card. */
  readonly shownMs: number;
  /** The last touch, key or focus on the card since then. */
  readonly touchedMs: number | null;
  /** New alerts that were not looked at, newest first. */
  readonly shelf: readonly string[];
  /** What is being written, by hit: the note under the hit's id, other fields under `id#field`. It stays with its hit. */
  readonly drafts: Readonly<Record<string, string>>;
}

/** Nothing on the card, nothing on the shelf, no note begun. */
export const emptyCard: CardState = {
  currentId: null,
  shownMs: 0,
  touchedMs: null,
  shelf: [],
  drafts: {},
};

/** Everything the live page knows. */
export interface Feed extends CardState, UnitNews {
  readonly unit: UnitRef | null;
  readonly cameras: Readonly<Record<string, string>>;
  readonly position: ReadPosition | null;
  /** Newest first. */
  readonly hits: readonly FeedHit[];
  /** Newest first. */
  readonly reads: readonly ReadJson[];
  readonly faults: readonly Fault[];
  /** Verdicts heard of, by hit, whether or not the page has the hit. */
  readonly verdicts: Readonly<Record<string, DispositionJson | null>>;
  /** Questions to dispatch heard of, by hit. */
  readonly checks: Readonly<Record<string, DispatchCheck | null>>;
  /** Server time minus this screen's time, milliseconds. */
  readonly skewMs: number;
}

/** Before the unit's first message: `unit` null means that the page does not yet know which unit it shows. */
export const emptyFeed: Feed = {
  unit: null,
  cameras: {},
  position: null,
  hits: [],
  reads: [],
  faults: [],
  verdicts: {},
  checks: {},
  skewMs: 0,
  ...noNews,
  ...emptyCard,
};
