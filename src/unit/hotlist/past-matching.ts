// Against which lists earlier reads were matched, and what was found of the watches among them.
import { lookoutSource } from "../../shared/domain/lookout.js";
import type { EarlierReads } from "../core/lookouts.js";
import type { HeldList, ListChange } from "./held-list.js";

/** The part of the library that matching earlier reads goes by. */
export interface PastMatching {
  /** Lists against whose new entries earlier reads were not matched yet, also from before the daemon started. */
  unmatched(): readonly ListChange[];
  /** Earlier reads were matched against this load; what was found, by the entry's id. */
  matched(change: ListChange, found: ReadonlyMap<string, EarlierReads>): void;
  /** The same of one watch; "waiting" until its list was matched, null where this run of the daemon did not. */
  earlier(entryId: string): EarlierReads | "waiting" | null;
}

/** More than watches are in force at once (`hotlist.lookouts.most`); the oldest counts leave. */
const mostKept = 1_000;
const none: EarlierReads = { found: 0, written: 0 };

/** What was found is kept in memory only: it is asked by the page of whoever entered the watch. */
export function pastMatching(lists: readonly HeldList[]): PastMatching {
  const counts = new Map<string, EarlierReads>();
  const byId = (source: string): HeldList | undefined => lists.find(({ config }) => config.id === source);
  return {
    unmatched: () => lists.flatMap(unmatchedOf),
    matched(change, found) {
      const list = byId(change.source);
      if (list && change.source === lookoutSource) note(counts, newOnes(change, list), found);
      list?.folder.setMatchedLoad(change.loadId);
    },
    earlier(id) {
      const list = byId(lookoutSource);
      return list && unmatchedOf(list).length > 0 ? "waiting" : (counts.get(id) ?? null);
    },
  };
}

function unmatchedOf(list: HeldList): readonly ListChange[] {
  const change = list.change();
  return change && list.folder.matchedLoad() !== change.loadId ? [change] : [];
}

function note(
  counts: Map<string, EarlierReads>,
  ids: readonly string[],
  found: ReadonlyMap<string, EarlierReads>,
): void {
  for (const id of ids) {
    counts.delete(id);
    counts.set(id, found.get(id) ?? none);
  }
  for (const id of [...counts.keys()].slice(0, Math.max(0, counts.size - mostKept))) counts.delete(id);
}

/** A list of which a part cannot be read is a fault of its own; its counts are then not known. */
function newOnes({ isNew }: ListChange, list: HeldList): readonly string[] {
  try {
    return list
      .all()
      .filter(isNew)
      .map(({ id }) => id);
  } catch {
    return [];
  }
}
