// Look-ups in all lists in force at once.
import { priorities } from "../../shared/domain/categories.js";
import type { HotlistEntry } from "../../shared/domain/types.js";
import type { HotlistIndex } from "../core/ports.js";
import { mayHold, type When } from "../core/when.js";
import type { HeldList } from "./held-list.js";
import { hashText, type Hash } from "./list-file/hash.js";

/** The lists as the matcher asks them. */
export function lookups(lists: readonly HeldList[]): Pick<HotlistIndex, "lookup" | "patterns"> {
  const hash: Hash = { high: 0, low: 0 };
  const isValid = (when: When) => (entry: HotlistEntry) => mayHold(entry, when);
  return {
    lookup: (keys, when) => {
      const active = lists.filter((list) => list.isActive(when));
      const found: HotlistEntry[] = [];
      for (const key of keys) {
        hashText(key, hash);
        for (const list of active) list.find(key, hash, found);
      }
      return eachOnce(found.filter(isValid(when)));
    },
    patterns: (when) =>
      lists.filter((list) => list.isActive(when)).flatMap((list) => list.patterns().filter(isValid(when))),
  };
}

/**
 * One of the rows of each entry, the loudest: a list may name a plate again with other dates. Only rows that hold are
 * compared, because one that has ended must not stand for one that has not.
 */
function eachOnce(found: readonly HotlistEntry[]): readonly HotlistEntry[] {
  if (found.length < 2) return found;
  const rank = ({ priority }: HotlistEntry): number => priorities.indexOf(priority);
  const byId = new Map<string, HotlistEntry>();
  for (const entry of found) {
    const known = byId.get(entry.id);
    if (!known || rank(entry) < rank(known)) byId.set(entry.id, entry);
  }
  return [...byId.values()];
}
