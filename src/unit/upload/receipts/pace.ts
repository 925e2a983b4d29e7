import { msSince } from "../../../shared/domain/elapsed.js";
import type { Clock } from "../../../shared/domain/ports.js";

const leastRows = 100;
const mostRows = 2_000;
const quickMs = 2_000;
const slowMs = 10_000;

/**
 * How many rows may wait for receipts: more while these come quickly, fewer while they are late. After an outage many units
 * send at once, and what stands in the receiver's queue for longer than a receipt's time would be sent twice.
 */
export class ReceiptPace {
  private limit = leastRows;
  private shrunkNs: bigint;

  constructor(private readonly clock: Clock) {
    this.shrunkNs = clock.monoNs();
  }

  get rows(): number {
    return this.limit;
  }

  /** A receipt came so many milliseconds after the broker had taken its row. */
  came(tookMs: number): void {
    if (tookMs < quickMs) this.limit = Math.min(mostRows, this.limit + 1);
    else if (tookMs > slowMs && msSince(this.clock, this.shrunkNs) > slowMs) {
      this.limit = Math.max(leastRows, this.limit >> 1);
      this.shrunkNs = this.clock.monoNs();
    }
  }

  /** The receiver was away: it is found out anew how quick it is. */
  restart(): void {
    this.limit = leastRows;
  }
}
