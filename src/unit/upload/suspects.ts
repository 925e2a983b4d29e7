import type { Clock } from "../../shared/domain/ports.js";
import { nsOf } from "../../shared/domain/elapsed.js";

/** Rows one of which may have made the broker cut the connection. */
export interface Suspects {
  add(seqs: readonly number[]): void;
  /** The row got an answer, whichever: it was not this one, or we know now. */
  clear(seq: number): void;
  any(): boolean;
}

/** A row may leave the outbox unanswered (purged): after this long without a new suspicion all are forgotten. */
const keepMs = 300_000;

/** Remembers suspects from one connection to the next. */
export function createSuspects(clock: Clock): Suspects {
  const seqs = new Set<number>();
  let sinceNs = clock.monoNs();
  return {
    add(more) {
      sinceNs = clock.monoNs();
      for (const seq of more) seqs.add(seq);
    },
    clear: (seq) => void seqs.delete(seq),
    any() {
      if (seqs.size > 0 && clock.monoNs() - sinceNs > nsOf(keepMs)) seqs.clear();
      return seqs.size > 0;
    },
  };
}
