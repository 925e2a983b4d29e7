import type { Clock } from "../../shared/domain/ports.js";
import { nsOf } from "../../shared/domain/elapsed.js";

/**
 * What may be in flight: a number of messages (the broker's receive maximum) and, for all but urgent messages, a number
 * of bytes that follows the link, so that a hit never stands behind seconds of pictures in the modem's queue.
 */
export interface Window {
  admits(bytes: number, urgent: boolean): boolean;
  add(bytes: number): void;
  /** An answer came after `tookMs`. */
  done(bytes: number, tookMs: number): void;
  readonly count: number;
}

const leastBytes = 32_000;
const mostBytes = 4_000_000;
/** The link's queue should hold about this much time of data. */
const slowMs = 1000;
const quickMs = 400;

/** `size` is the number of messages now; a quarter of it (at most ten) is kept for urgent ones. */
export function createWindow(size: () => number, clock: Clock): Window {
  const ordinary = (): number => Math.max(1, size() - Math.min(10, Math.floor(size() / 4)));
  let count = 0;
  let bytesInFlight = 0;
  let limit = 128_000;
  let shrunkNs = clock.monoNs();
  return {
    admits(bytes, urgent) {
      if (urgent) return count < size();
      return count < ordinary() && (bytesInFlight === 0 || bytesInFlight + bytes <= limit);
    },
    add(bytes) {
      count++;
      bytesInFlight += bytes;
    },
    done(bytes, tookMs) {
      count--;
      bytesInFlight -= bytes;
      if (tookMs < quickMs) limit = Math.min(mostBytes, limit + bytes);
      else if (tookMs > slowMs && clock.monoNs() - shrunkNs > nsOf(slowMs)) {
        limit = Math.max(leastBytes, limit / 2);
        shrunkNs = clock.monoNs();
      }
    },
    get count() {
      return count;
    },
  };
}
