// What the page has and can lose: each loss sounds once. Pure.
import type { ReadPosition } from "../../../../shared/domain/types.js";
import type { WatchJson } from "../../../../shared/web/api-types.js";
import type { Line } from "./use-feed.js";
import { liveWords } from "../words/en/live.js";

/** What the page has at one moment; two of them in a row are compared. `watching` is the unit's own word. */
export interface WatchedNow {
  readonly line: boolean;
  /** Cameras that give pictures in which plates can be seen. */
  readonly seeing: number;
  readonly watching: boolean;
  readonly position: boolean;
}

/** `blind`: nothing is watched any more. `part`: the line, a camera or the position was lost. */
export type WatchLoss = "blind" | "part" | null;

/** What is held now; null before the unit said anything. An old or estimated position is none. */
export function heldNow(
  line: Line,
  watch: WatchJson | null,
  position: ReadPosition | null,
): WatchedNow | null {
  if (!watch) return null;
  const good = position !== null && position.quality !== "stale" && position.quality !== "dead-reckoning";
  return { line: line === "live", seeing: watch.seeing, watching: watch.watching, position: good };
}

/** What was lost between two looks. While the line is down, the rest is not known and so not lost. */
export function lossOf(before: WatchedNow | null, now: WatchedNow | null): WatchLoss {
  if (!before || !now) return null;
  if (before.line && !now.line) return "part";
  if (!now.line) return null;
  if (before.watching && !now.watching) return "blind";
  return now.seeing < before.seeing || (before.position && !now.position) ? "part" : null;
}

/** `Watching with 2 of 3 cameras`, or that nothing is watched and why. */
export function watchWords({ watching, seeing, total }: WatchJson): string {
  const words = liveWords();
  if (!watching) return seeing > 0 ? words.notRead : words.notSeen;
  return seeing === total ? words.watchingAll(total) : words.watchingSome(seeing, total);
}
