import { msSince } from "../../../shared/domain/elapsed.js";
import type { Clock } from "../../../shared/domain/ports.js";

const leastRows = 100;
const mostRows = 2_000;
const quickMs = 2_000;
const slowMs = 10_000;
/** A row that takes so many times longer than the last ones did is lost. */
const timesLonger = 4;

/**
 * How many rows may wait for receipts, and how long: more while these come quickly, fewer and longer while they are late.
 * After an outage many units send at once, and what stands in the receiver's queue must not be sent twice.
 */
export class ReceiptPace {
  private limit = leastRows;
  private latencyMs = 0;
  private shrunkNs: bigint;

  constructor(
    private readonly clock: Clock,
    private readonly timeoutMs: number,
  ) {
    this.shrunkNs = clock.monoNs();
  }

  get rows(): number {
    return this.limit;
  }

  /** How long rows without a receipt wait for their turn, after the last receipt for one of their kind. */
  get patienceMs(): number {
    return Math.max(this.timeoutMs, this.latencyMs * timesLonger);
  }

  /** A receipt came so many milliseconds after the broker had taken its row; of one sent twice it may be for either time. */
  came(tookMs: number, isSentOnce: boolean): void {
    if (isSentOnce) this.latencyMs = Math.max(tookMs, (this.latencyMs * 7) / 8);
    if (tookMs < quickMs) this.limit = Math.min(mostRows, this.limit + 1);
    else if (tookMs > slowMs && msSince(this.clock, this.shrunkNs) > slowMs) {
      this.limit = Math.max(leastRows, this.limit >> 1);
      this.shrunkNs = this.clock.monoNs();
    }
  }

  /** The receiver was away: it is found out anew how quick it is. */
  restart(): void {
    this.limit = leastRows;
    this.latencyMs = Math.max(this.latencyMs, this.timeoutMs);
  }
}
