import { monoMs } from "../../shared/domain/elapsed.js";
import type { Clock } from "../../shared/domain/ports.js";

/** At most so many messages go into one transaction; a few milliseconds are waited for more. */
const mostInBatch = 500;
const waitMs = 20;
/** Behind so many the broker has to wait: what a collector holds is lost with it, and sent again. */
const mostWaiting = 2_000;
/** And behind so many bytes: pictures are large. */
const mostBytes = 64_000_000;

/** Arrivals on their way to the archive. */
export interface Batches<T> {
  /** Resolves when there is room for more. */
  put(one: T, bytes: number): Promise<void>;
  /** The next batch; empty once `signal` has aborted. */
  next(signal: AbortSignal): Promise<readonly T[]>;
  /** Forgets what waits. */
  clear(): void;
}

/** A queue in memory; what is in it has no receipt. */
export function createBatches<T>(clock: Clock): Batches<T> {
  let waiting: { readonly one: T; readonly bytes: number }[] = [];
  let held = 0;
  let wakeReader: (() => void) | null = null;
  let putters: (() => void)[] = [];
  const isFull = (): boolean => waiting.length >= mostWaiting || held >= mostBytes;

  function letIn(): void {
    const all = putters;
    putters = [];
    for (const go of all) go();
  }

  async function untilSome(signal: AbortSignal): Promise<void> {
    if (waiting.length > 0 || signal.aborted) return;
    await new Promise<void>((resolve) => {
      wakeReader = resolve;
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
    wakeReader = null;
  }

  return {
    put(one, bytes) {
      waiting.push({ one, bytes });
      held += bytes;
      wakeReader?.();
      return isFull() ? new Promise((resolve) => putters.push(resolve)) : Promise.resolve();
    },
    async next(signal) {
      await untilSome(signal);
      const untilMs = monoMs(clock) + waitMs;
      while (waiting.length < mostInBatch && !isFull() && monoMs(clock) < untilMs && !signal.aborted)
        await clock.sleep(2, signal);
      const batch = waiting.splice(0, mostInBatch);
      held -= batch.reduce((sum, { bytes }) => sum + bytes, 0);
      if (!isFull()) letIn();
      return batch.map(({ one }) => one);
    },
    clear() {
      waiting = [];
      held = 0;
      letIn();
    },
  };
}
