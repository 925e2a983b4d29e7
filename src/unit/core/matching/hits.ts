import type { MatchResult } from "./match.js";
import type { NewId } from "../../../shared/domain/ports.js";
import type { Hit, HotlistEntry, Read } from "../../../shared/domain/types.js";

/** Which encounter a hit belongs to, and whether it sounds. */
export interface Placement {
  readonly encounterId: string;
  readonly alerts: boolean;
}

/** What the officer must hear of a read and its corrections. */
export interface HitChanges {
  /** All hits of the read as it stands. */
  readonly hits: readonly Hit[];
  /** Hits that are new and begin (or renew) an encounter. */
  readonly fresh: readonly Hit[];
  /** Hits already announced whose read was corrected. */
  readonly corrected: readonly Hit[];
  /** Hits already announced that are none any more. */
  readonly cancelled: readonly Hit[];
  /** Ids of the hits of this read that were announced, by this revision or an earlier one. */
  readonly announced: ReadonlySet<string>;
}

/** Nothing, before the first revision of a read. */
export const noHitsYet: HitsBefore = { hits: [], announced: new Set() };

/** What the revision before left. */
export type HitsBefore = Pick<HitChanges, "hits" | "announced">;

const sameEntry = (a: HotlistEntry, b: HotlistEntry): boolean => a.id === b.id && a.source === b.source;

/**
 * Turns matches of a read into hits, keeping the ids of hits its earlier revision had. Covert hits are kept among
 * `hits` (they are recorded and uploaded) but never among what the unit shows. A hit that was not announced, because
 * its encounter had sounded already, stays unsaid when its read is corrected: else it would stand there as an alert.
 */
export function hitChanges(
  read: Read,
  matches: readonly MatchResult[],
  before: HitsBefore,
  make: { readonly newId: NewId; readonly place: (entry: HotlistEntry, read: Read) => Placement },
): HitChanges {
  const fresh: Hit[] = [];
  const corrected: Hit[] = [];
  const hits = matches.map((match): Hit => {
    const known = before.hits.find((hit) => sameEntry(hit.entry, match.entry));
    // One that stayed unsaid is placed anew: the alert that it stood behind may have been taken back.
    const isPlaced = known && (match.entry.covert || before.announced.has(known.id));
    const placement = isPlaced
      ? { encounterId: known.encounterId, alerts: false }
      : make.place(match.entry, read);
    const hit: Hit = {
      ...match,
      id: known?.id ?? make.newId(),
      readId: read.id,
      historical: false,
      encounterId: placement.encounterId,
    };
    if (known && before.announced.has(known.id)) corrected.push(hit);
    if (!match.entry.covert && placement.alerts) fresh.push(hit);
    return hit;
  });
  const gone = (old: Hit): boolean => !hits.some((hit) => hit.id === old.id);
  return {
    ...{ hits, fresh, corrected },
    cancelled: before.hits.filter((old) => gone(old) && before.announced.has(old.id)),
    announced: new Set([...before.announced, ...fresh.map((hit) => hit.id)]),
  };
}
