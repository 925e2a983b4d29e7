/** A mailbox of one place: the newest value wins, an untaken older one is handed back to be dropped. */
export interface Slot<T> {
  /** Puts a value in; returns the untaken one it replaces, or null. */
  put(value: T): T | null;
  /** Takes the value out, or null when empty. */
  take(): T | null;
  /** Resolves with the next value as soon as there is one, or null when `signal` aborts. One waiter at a time. */
  next(signal?: AbortSignal): Promise<T | null>;
  /** How many values were put in, and how many of them were replaced before anyone took them. */
  counts(): { readonly offered: number; readonly dropped: number };
}

/** Empty at first. Nothing in it is copied: what `put` hands back is the caller's to release. */
export function createSlot<T>(): Slot<T> {
  let held: T | null = null;
  let waiter: ((value: T | null) => void) | null = null;
  let offered = 0;
  let dropped = 0;
  const take = (): T | null => {
    const value = held;
    held = null;
    return value;
  };
  return {
    put(value) {
      offered++;
      if (waiter) {
        waiter(value);
        return null;
      }
      const old = take();
      if (old !== null) dropped++;
      held = value;
      return old;
    },
    take,
    next(signal) {
      const value = take();
      if (value !== null || signal?.aborted) return Promise.resolve(value);
      return new Promise((resolve) => {
        const settle = (result: T | null): void => {
          waiter = null;
          signal?.removeEventListener("abort", abort);
          resolve(result);
        };
        const abort = (): void => settle(null);
        waiter = settle;
        signal?.addEventListener("abort", abort);
      });
    },
    counts: () => ({ offered, dropped }),
  };
}
