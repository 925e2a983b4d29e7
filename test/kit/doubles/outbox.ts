import type { Outbox, OutboxCounts } from "../../../src/unit/core/ports.js";
import {
  outboxKinds,
  type OutboxDraft,
  type OutboxItem,
  type OutboxKind,
} from "../../../src/unit/core/outbox.js";

interface Row extends OutboxItem {
  attempts: number;
  chunksSent: number;
  parked: string | null;
}

export interface MemoryOutbox extends Outbox {
  /** Numbers of rows marked as sent, in order. */
  readonly sentSeqs: number[];
  row(
    id: string,
  ): { readonly attempts: number; readonly chunksSent: number; readonly parked: string | null } | undefined;
}

/** An outbox in memory with the behaviour of the store's; test/contract/outbox.ts holds both to it. */
export function memoryOutbox(now: () => number = () => 0): MemoryOutbox {
  const rows = new Map<number, Row>();
  const sentSeqs: number[] = [];
  let seq = 0;
  const waiting = (): Row[] => [...rows.values()].filter((row) => row.parked === null);
  return {
    sentSeqs,
    row: (id) => [...rows.values()].find((row) => row.id === id),
    next(limit: number, kinds: readonly OutboxKind[] = outboxKinds, afterSeq = 0): readonly OutboxItem[] {
      const found: OutboxItem[] = [];
      for (const kind of outboxKinds.filter((one) => kinds.includes(one)))
        found.push(...waiting().filter((row) => row.kind === kind && row.seq > afterSeq));
      return found.slice(0, limit).map((row) => ({ ...row }));
    },
    sent(seqs) {
      for (const one of seqs) if (rows.delete(one)) sentSeqs.push(one);
    },
    refused(one, reason, park) {
      const row = rows.get(one);
      if (!row) return;
      row.attempts++;
      if (park) row.parked = reason;
    },
    progress(one, chunksSent) {
      const row = rows.get(one);
      if (row) row.chunksSent = chunksSent;
    },
    add(draft: OutboxDraft) {
      seq++;
      rows.set(seq, { ...draft, seq, attempts: 0, createdAt: now(), chunksSent: 0, parked: null });
    },
    counts(): OutboxCounts {
      const all = waiting();
      return {
        waiting: all.length,
        hitsWaiting: all.filter((row) => row.kind === "hit").length,
        parked: rows.size - all.length,
        oldestAt: all.length === 0 ? null : Math.min(...all.map((row) => row.createdAt)),
      };
    },
  };
}
