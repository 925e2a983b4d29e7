// The retention service of a store under test, run for as long as a test needs.
import { FakeClock } from "../doubles/clock.js";
import type { TestStore } from "./store.js";

/** A clock that counts the ticks of the retention service: each begins with a sleep of ten seconds. */
export class TickClock extends FakeClock {
  ticks = 0;

  override sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (ms === 10_000) this.ticks++;
    return super.sleep(ms, signal);
  }
}

/** Runs the service until something holds, a millisecond of its clock at a time: the disk has the time it needs. */
export async function retainUntil({ store, clock }: TestStore, holds: () => boolean): Promise<void> {
  const stop = new AbortController();
  let isOver = false;
  const running = store.retention.run(stop.signal).finally(() => (isOver = true));
  while (!holds() && !isOver) await clock.advance(1);
  stop.abort();
  await running;
}

/** Runs the service through one whole pass at the present time of the store's clock, which is a TickClock. */
export async function onePass(of: TestStore): Promise<void> {
  const clock = of.clock as TickClock;
  const before = clock.ticks;
  await retainUntil(of, () => clock.ticks !== before);
}
