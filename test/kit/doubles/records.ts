// The console's records and its audit trail in memory.
import type { Audit, AuditBatch } from "../../../src/shared/domain/ports.js";
import type { Asker, HitView, Records } from "../../../src/unit/core/evidence-queries.js";
import type { Statistics } from "../../../src/unit/core/statistics.js";
import type { ChainState } from "../../../src/unit/core/trail-queries.js";
import { fitting } from "../../../src/shared/domain/trail/filter.js";
import type { Hit, Read } from "../../../src/shared/domain/types.js";
import type { Disposition } from "../../../src/shared/domain/verification.js";
import type { AuditEvent } from "../../../src/shared/domain/actor.js";
import type { OutboxDraft } from "../../../src/unit/core/outbox.js";
import type { FakeClock } from "./clock.js";

/** An audit trail in memory; `broken` makes it fail. */
export function memoryAudit(
  clock: FakeClock,
): AuditBatch & { readonly lines: AuditEvent[]; broken: boolean; writes: number } {
  const lines: AuditEvent[] = [];
  return {
    lines,
    broken: false,
    writes: 0,
    appendAll(events) {
      this.writes++;
      for (const event of events) this.append(event);
    },
    append(event) {
      if (this.broken) throw new Error("disk full");
      lines.push({ at: clock.now(), ...event });
    },
  };
}

const wholeChain = (links: number): ChainState => ({
  ...{ links, checkedTo: links, checkedSince: 0, findings: [] },
  signed: { seq: links, at: 0, holds: true },
});

const nothingCounted = (edges: readonly number[]): Statistics => ({
  slots: edges
    .slice(1)
    .map((to, index) => ({ from: edges[index] ?? 0, to, reads: 0, hits: 0 }))
    .toReversed(),
  ...{ cameras: [], faults: [], oldest: null, isPart: false, onlyHits: false },
  verdicts: {
    ...{ verified: 0, "wrong-state": 0, misread: 0, "not-current": 0, dismissed: 0, unverified: 0 },
  },
});

const ranks = { high: 2, medium: 1, low: 0 } as const;

export interface FakeRecords extends Records {
  add(read: Read, hits?: readonly Hit[], jpeg?: { plate: Uint8Array; vehicle: Uint8Array }): void;
  readonly sent: OutboxDraft[];
  broken: boolean;
  /** What is said of the chain and counted; else a whole chain, and nothing. */
  chain?: ChainState;
  counted?: Statistics;
  /** What a search waits for. */
  searching?: (asker: Asker) => Promise<void>;
}

/** Records in memory that behave as the store's: newest first, verdicts with their audit line and messages. */
export function fakeRecords(audit: Audit & { readonly lines: readonly AuditEvent[] }): FakeRecords {
  const reads = new Map<string, Read>();
  const hits = new Map<string, Hit>();
  const verdicts = new Map<string, Disposition>();
  const pictures = new Map<string, Uint8Array>();
  const newestFirst = <T extends { readonly id: string }>(
    items: Iterable<T>,
    before?: string,
  ): readonly T[] =>
    [...items].filter((item) => !before || item.id < before).sort((a, b) => (a.id < b.id ? 1 : -1));
  const view = (hit: Hit): HitView => {
    const read = reads.get(hit.readId);
    if (!read) throw new Error(`no read ${hit.readId}`);
    return { hit, read, disposition: verdicts.get(hit.id) ?? null };
  };
  const records: FakeRecords = {
    sent: [],
    broken: false,
    add(read, own = [], jpeg = { plate: Uint8Array.of(1), vehicle: Uint8Array.of(2) }) {
      reads.set(read.id, read);
      for (const hit of own) hits.set(hit.id, hit);
      pictures.set(`${read.id}.${String(read.revision)}.plate`, jpeg.plate);
      pictures.set(`${read.id}.${String(read.revision)}.vehicle`, jpeg.vehicle);
    },
    newestReads(limit) {
      if (records.broken) throw new Error("SQLITE_IOERR: secret path /var/lib");
      return newestFirst(reads.values()).slice(0, limit);
    },
    async search({ plate, from = 0, to = Number.POSITIVE_INFINITY, camera, hitsOnly, limit, before }, asker) {
      if (records.broken) throw new Error("SQLITE_IOERR: secret path /var/lib");
      await records.searching?.(asker);
      const fitting = newestFirst(reads.values())
        .filter(
          (read) =>
            !plate || new RegExp(`^${plate.replaceAll("*", ".*").replaceAll("?", ".")}$`).test(read.text),
        )
        .filter((read) => !before || read.capturedAt.at < Number(before.split(".")[0]))
        .filter((read) => read.capturedAt.at >= from && read.capturedAt.at < to)
        .filter((read) => !camera || read.camera === camera)
        .map((read) => ({ read, hits: records.hitsOf(read.id), cursor: `${String(read.capturedAt.at)}.1` }))
        .filter(({ hits: own }) => !hitsOnly || own.length > 0)
        .slice(0, limit);
      const isFull = fitting.length === limit;
      const next = isFull ? (fitting.at(-1)?.cursor ?? null) : null;
      return { found: fitting, next, ended: isFull ? "page" : "all", searchedTo: null };
    },
    density: () => Promise.resolve({ cells: [], cellDegrees: 0.001, countedTo: null, isCut: false }),
    hitPage: (query) => Promise.resolve().then(() => records.hits(query)),
    encounterPage: ({ open, limit, before = "~" }) =>
      Promise.resolve().then(() => {
        const all = open ? records.openEncounters(1_000) : records.hits({ limit: 1_000 });
        const found = all.filter(({ hit }) => hit.id < before).slice(0, limit);
        return { found, next: found.length === limit ? (found.at(-1)?.hit.id ?? null) : null };
      }),
    async trailPage({ limit, before, ...filter }, asker) {
      if (records.broken) throw new Error("SQLITE_IOERR: secret path /var/lib");
      await records.searching?.(asker);
      const fits = fitting(filter);
      const all = audit.lines
        .map((line, index) => ({ ...line, seq: index + 1 }))
        .filter(({ seq }) => before === undefined || seq < Number(before.split(".")[1]))
        .filter(({ at }) => at >= (filter.from ?? 0) && at < (filter.to ?? Number.POSITIVE_INFINITY))
        .filter((line) => fits.surely(line))
        .toReversed();
      const lines = all.slice(0, limit);
      const last = all.length > limit ? lines.at(-1) : undefined;
      const next = last ? `${String(last.at)}.${String(last.seq)}` : null;
      return { lines, next, ended: next ? "page" : "all", searchedTo: null };
    },
    chainState: () => Promise.resolve(records.chain ?? wholeChain(audit.lines.length)),
    statistics: ({ edges }) => Promise.resolve(records.counted ?? nothingCounted(edges)),
    read: (id) => reads.get(id) ?? null,
    awaitsTime: () => true,
    arePicturesCovert: () => false,
    hitsOf: (readId) => [...hits.values()].filter((hit) => hit.readId === readId),
    hit(id) {
      const hit = hits.get(id);
      return hit ? view(hit) : null;
    },
    hits({ limit, beforeId, covert = true }) {
      if (records.broken) throw new Error("SQLITE_IOERR: secret path /var/lib");
      const told = newestFirst(hits.values(), beforeId).filter(({ entry }) => covert || !entry.covert);
      return told.slice(0, limit).map(view);
    },
    openEncounters: (limit) => {
      const all = records.hits({ limit: 1_000 }).filter(({ hit }) => !hit.cancelled);
      const judged = new Set(all.filter((one) => one.disposition).map(({ hit }) => hit.encounterId));
      const first = new Map(all.map((one) => [one.hit.encounterId, one]));
      return [...first.values()]
        .filter(({ hit }) => !judged.has(hit.encounterId) && !hit.entry.covert)
        .sort((a, b) => ranks[b.hit.entry.priority] - ranks[a.hit.entry.priority])
        .slice(0, limit);
    },
    openCounts: () => {
      const counts = { high: 0, medium: 0, low: 0 };
      for (const { hit } of records.openEncounters(1_000)) counts[hit.entry.priority]++;
      return counts;
    },
    dispose(disposition, actor, outbox) {
      if (records.broken) throw new Error("SQLITE_FULL: secret path /var/lib");
      verdicts.set(disposition.hitId, disposition);
      records.sent.push(...outbox);
      audit.append({ actor, event: "hit.disposition", outcome: "success", object: disposition.hitId });
    },
    picture: (id) => Promise.resolve(pictures.get(id) ?? null),
  };
  return records;
}
