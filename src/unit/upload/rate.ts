import type { Clock } from "../../shared/domain/ports.js";

/** A token bucket that holds one second's worth; it may run into debt by one message. */
export class SendRate {
  private tokens: number;
  private filledNs: bigint;

  /** Infinity means no limit. */
  constructor(
    private readonly bytesPerSecond: number,
    private readonly clock: Clock,
  ) {
    this.tokens = bytesPerSecond;
    this.filledNs = clock.monoNs();
  }

  /** Whether a message may go out now. */
  admits(): boolean {
    if (this.bytesPerSecond === Infinity) return true;
    const now = this.clock.monoNs();
    const earned = (Number(now - this.filledNs) / 1e9) * this.bytesPerSecond;
    this.tokens = Math.min(this.bytesPerSecond, this.tokens + earned);
    this.filledNs = now;
    return this.tokens > 0;
  }

  /** A message of so many bytes goes out. */
  spend(bytes: number): void {
    this.tokens -= bytes;
  }
}
