import type { Clock } from "../../shared/domain/ports.js";
import { nsOf } from "../../shared/domain/elapsed.js";

const leastBytes = 32_000;
const mostBytes = 4_000_000;
/** The link's queue should hold about this much time of data. */
const slowMs = 1000;
const quickMs = 400;

/**
 * What may be in flight: a number of messages (the broker's receive maximum) and, for all but urgent messages, a number
 * of bytes that follows the link, so that a hit never stands behind seconds of pictures in the modem's queue.
 */
export class SendWindow {
  private count = 0;
  private bytesInFlight = 0;
  private limit = 128_000;
  private shrunkNs: bigint;

  /** `size` is the number of messages now; a quarter of it (at most ten) is kept for urgent ones. */
  constructor(
    private readonly size: () => number,
    private readonly clock: Clock,
  ) {
    this.shrunkNs = clock.monoNs();
  }

  /** Whether a message of so many bytes may go out now. */
  admits(bytes: number, urgent: boolean): boolean {
    const size = this.size();
    if (urgent) return this.count < size;
    const ordinary = Math.max(1, size - Math.min(10, Math.floor(size / 4)));
    return this.count < ordinary && (this.bytesInFlight === 0 || this.bytesInFlight + bytes <= this.limit);
  }

  /** A message goes out. */
  add(bytes: number): void {
    this.count++;
    this.bytesInFlight += bytes;
  }

  /** An answer came after `tookMs`. */
  done(bytes: number, tookMs: number): void {
    this.count--;
    this.bytesInFlight -= bytes;
    if (tookMs < quickMs) this.limit = Math.min(mostBytes, this.limit + bytes);
    else if (tookMs > slowMs && this.clock.monoNs() - this.shrunkNs > nsOf(slowMs)) {
      this.limit = Math.max(leastBytes, this.limit / 2);
      this.shrunkNs = this.clock.monoNs();
    }
  }
}
