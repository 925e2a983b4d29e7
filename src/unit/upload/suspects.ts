import type { Clock } from "../../shared/domain/ports.js";
import { nsOf } from "../../shared/domain/elapsed.js";

/** A row may leave the outbox unanswered (purged): after this long without a new suspicion all are forgotten. */
const keepMs = 300_000;

/** Rows one of which may have made the broker cut the connection, remembered from one connection to the next. */
export class Suspects {
  private readonly seqs = new Set<number>();
  private sinceNs: bigint;

  constructor(private readonly clock: Clock) {
    this.sinceNs = clock.monoNs();
  }

  add(seqs: readonly number[]): void {
    this.sinceNs = this.clock.monoNs();
    for (const seq of seqs) this.seqs.add(seq);
  }

  /** The row got an answer, whichever: it was not this one, or we know now. */
  clear(seq: number): void {
    this.seqs.delete(seq);
  }

  /** While one of them waits for an answer all rows go one by one. */
  any(): boolean {
    if (this.seqs.size > 0 && this.clock.monoNs() - this.sinceNs > nsOf(keepMs)) this.seqs.clear();
    return this.seqs.size > 0;
  }
}
