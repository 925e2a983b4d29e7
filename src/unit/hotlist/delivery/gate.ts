import type { Clock } from "../../../shared/domain/ports.js";

/** Lets at most so many pieces of work run at once; the others wait in their order. */
export type Gate = <T>(work: () => Promise<T>) => Promise<T>;

/** Makes a gate. */
export function createGate(most: number): Gate {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await work();
    } finally {
      // The place is handed on, so that a newcomer does not take it from the one who waits.
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}

/** Aborts `work` after `ms`. Throws `late` then, and what the work throws. */
export async function within<T>(
  limit: { readonly clock: Clock; readonly ms: number; readonly signal: AbortSignal; readonly late: string },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const over = new AbortController();
  const stop = AbortSignal.any([limit.signal, over.signal]);
  void limit.clock.sleep(limit.ms, stop).then(() => {
    if (!stop.aborted) late.abort();
  });
  try {
    return await work(AbortSignal.any([limit.signal, late.signal]));
  } catch (error) {
    throw late.signal.aborted ? new Error(limit.late, { cause: error }) : error;
  } finally {
    over.abort();
  }
}
