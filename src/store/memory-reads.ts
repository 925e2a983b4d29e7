// No-store mode (N.H. RSA 261:75-b): reads without a hit live here for some minutes and never touch the disk.
import { monoMs } from "../core/elapsed.js";
import type { PastRead, ReadQuery } from "../core/ports.js";
import type { Clock } from "../core/ports.js";
import type { Millis, Read, ReadRecord } from "../core/types.js";
import { parsePictureId } from "./pictures.js";

export interface MemoryReads {
  put(record: ReadRecord): void;
  /** Takes out all revisions of a read that is about to be stored after all, oldest first. */
  take(id: string): readonly ReadRecord[];
  get(id: string): Read | null;
  search(query: ReadQuery): readonly Read[];
  past(from: Millis, to: Millis): readonly PastRead[];
  picture(id: string): Uint8Array | null;
}

/** Remembers records for `keepMs` from the moment they were put. */
export function createMemoryReads(clock: Clock, keepMs: Millis): MemoryReads {
  const kept = new Map<string, { readonly until: number; readonly records: readonly ReadRecord[] }>();

  function fresh(): readonly ReadRecord[] {
    const now = monoMs(clock);
    for (const [id, one] of kept) if (one.until <= now) kept.delete(id);
    return [...kept.values()].map((one) => one.records.at(-1)!);
  }

  const foldedText = (read: Read): string => read.text.replaceAll("O", "0");
  const of = (id: string): readonly ReadRecord[] => (fresh(), kept.get(id)?.records ?? []);

  return {
    put(record) {
      const before = of(record.read.id);
      kept.set(record.read.id, { until: monoMs(clock) + keepMs, records: [...before, record] });
    },
    take(id) {
      const records = of(id);
      kept.delete(id);
      return records;
    },
    get: (id) => of(id).at(-1)?.read ?? null,
    search: (query) =>
      fresh()
        .map((record) => record.read)
        .filter((read) => !query.hitsOnly && (query.from ?? 0) <= read.capturedAt.at)
        .filter((read) => read.capturedAt.at < (query.to ?? Infinity))
        .filter((read) => query.camera === undefined || read.camera === query.camera)
        .filter((read) => query.beforeId === undefined || read.id < query.beforeId)
        .filter((read) => query.plate === undefined || plateFits(foldedText(read), query.plate)),
    past: (from, to) =>
      fresh()
        .filter(({ read }) => from <= read.capturedAt.at && read.capturedAt.at < to)
        .map(({ read, matrices }) => ({ read, matrices })),
    picture(id) {
      const ref = parsePictureId(id);
      const record = ref && of(ref.readId).find(({ read }) => read.revision === ref.revision);
      return record ? record.pictures[ref.kind] : null;
    },
  };
}

/** What is compared with a stored plate: capitals and digits, O as 0, wildcards left in. */
export function foldQuery(plate: string): string {
  return plate
    .toUpperCase()
    .replace(/[^0-9A-Z*?]/g, "")
    .replaceAll("O", "0");
}

function plateFits(folded: string, plate: string): boolean {
  const pattern = foldQuery(plate).replaceAll("*", ".*").replaceAll("?", ".");
  return new RegExp(`^${pattern}$`).test(folded);
}
