// No-store mode (N.H. RSA 261:75-b): reads without a hit live here for some minutes and never touch the disk.
import { monoMs } from "../../shared/domain/elapsed.js";
import type { Clock } from "../../shared/domain/ports.js";
import type { PastRead, ReadRecord } from "../core/ports.js";
import { isInBox, isNear } from "../core/near.js";
import type { FoundRead, ReadQuery } from "../core/evidence-queries.js";
import type { Millis, Read } from "../../shared/domain/types.js";
import { parsePictureId } from "./keys/picture-file.js";
import { foldQuery, plateFits, similarPattern } from "./tables/plate-pattern.js";
import { cursorOf, positionOf } from "./tables/search-cursor.js";

// Above the numbers of stored records, so that both have one order.
const firstNumber = 2 ** 52;
const shadowNumber = firstNumber + 2 ** 40;

/** The newest reads without a hit, with their pictures; a restart forgets them. */
export interface MemoryReads {
  put(record: ReadRecord): void;
  /** Takes out all revisions of a read that is about to be stored after all, oldest first. */
  take(id: string): readonly ReadRecord[];
  get(id: string): Read | null;
  search(query: ReadQuery): readonly FoundRead[];
  past(from: Millis, to: Millis): readonly PastRead[];
  picture(id: string): Uint8Array | null;
}

interface Kept {
  /** By the monotonic clock. */
  readonly until: number;
  readonly records: readonly ReadRecord[];
  readonly number: number;
}

/**
 * Remembers records for `keepMs` from the moment they were put. `shadows`: those that are stored for a covert hit alone,
 * for people who may not know of it: to them such a read is as any other.
 */
export function createMemoryReads(
  clock: Clock,
  keepMs: Millis,
  of: "plain" | "shadows" = "plain",
): MemoryReads {
  const kept = new Map<string, Kept>();
  let number = of === "plain" ? firstNumber : shadowNumber;

  function fresh(): readonly (ReadRecord & { readonly number: number })[] {
    const now = monoMs(clock);
    for (const [id, one] of kept) if (one.until <= now) kept.delete(id);
    return [...kept.values()].map((one) => ({ ...one.records.at(-1)!, number: one.number }));
  }

  const ofRead = (id: string): readonly ReadRecord[] => (fresh(), kept.get(id)?.records ?? []);

  return {
    put(record) {
      const before = ofRead(record.read.id);
      const records = [...before, record];
      kept.set(record.read.id, { until: monoMs(clock) + keepMs, records, number: ++number });
    },
    take(id) {
      const records = ofRead(id);
      kept.delete(id);
      return records;
    },
    get: (id) => ofRead(id).at(-1)?.read ?? null,
    search(query) {
      const { from = -Infinity, to = Infinity, camera, state, near, box } = query;
      if (query.hitsOnly || [query.list, query.category, query.verdict].some((one) => one !== undefined))
        return [];
      const folded = query.plate === undefined ? undefined : foldQuery(query.plate);
      const plate = folded !== undefined && query.similar ? similarPattern(folded) : folded;
      const before = query.before === undefined ? null : positionOf(query.before);
      return fresh()
        .map(({ read, number }) => ({ read, place: { at: read.capturedAt.at, seq: number } }))
        .filter(
          ({ place: { at, seq } }) => !before || at < before.at || (at === before.at && seq < before.seq),
        )
        .filter(({ place }) => from <= place.at && place.at < to)
        .filter(({ read }) => camera === undefined || read.camera === camera)
        .filter(({ read }) => state === undefined || read.state?.code === state)
        .filter(({ read }) => near === undefined || isNear(read.position, near))
        .filter(({ read }) => box === undefined || isInBox(read.position, box))
        .filter(({ read }) => plate === undefined || plateFits(read.text, plate))
        .map(({ read, place }) => ({ read, hits: [], cursor: cursorOf(place) }));
    },
    past: (from, to) =>
      fresh()
        .filter(({ read }) => from <= read.capturedAt.at && read.capturedAt.at < to)
        .map(({ read, matrices }) => ({ read, matrices }))
        .toReversed(),
    picture(id) {
      const ref = parsePictureId(id);
      const record = ref && ofRead(ref.readId).find(({ read }) => read.revision === ref.revision);
      return record ? record.pictures[ref.kind] : null;
    },
  };
}
