import type { Clock } from "../../shared/domain/ports.js";

/** A token bucket that holds one second's worth; it may run into debt by one message. */
export interface SendRate {
  admits(): boolean;
  spend(bytes: number): void;
}

/** `bytesPerSecond` undefined means no limit. */
export function createSendRate(bytesPerSecond: number | undefined, clock: Clock): SendRate {
  if (bytesPerSecond === undefined) return { admits: () => true, spend: () => undefined };
  let tokens = bytesPerSecond;
  let filledNs = clock.monoNs();
  return {
    admits() {
      const now = clock.monoNs();
      tokens = Math.min(bytesPerSecond, tokens + (Number(now - filledNs) / 1e9) * bytesPerSecond);
      filledNs = now;
      return tokens > 0;
    },
    spend(bytes) {
      tokens -= bytes;
    },
  };
}
