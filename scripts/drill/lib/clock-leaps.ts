// Where a unit was off for so long that its deletion leaves that out for a while, as the world sees it.
import { withoutLeaps, type TimeLeap } from "../../../src/shared/domain/time-leaps.js";
import type { WorldClock } from "./clock-world.js";

const hour = 3_600_000;
/** The unit says three days; it may have looked an hour before the end. */
const leapMs = 71 * hour;
/** A purge comes each hour, and a stride takes two. */
export const purgeLagMs = 2.5 * hour;

export class Leaps {
  private last: { readonly atMs: number; readonly boot: string } | null = null;
  private all: TimeLeap[] = [];

  constructor(private readonly clock: WorldClock) {}

  /** The unit knows the time now. */
  note(by: readonly string[]): void {
    const { last, clock } = this;
    const from = (last?.atMs ?? 0) + Number(clock.monoNs()) / 1e6;
    if (by.includes("person")) this.all = [];
    else if (last && last.boot !== clock.boot && clock.trueMs - from > leapMs)
      this.all.push({ from, to: clock.trueMs });
    this.last = { atMs: clock.trueMs, boot: clock.boot };
  }

  /** The time that deletion must have gone by. */
  certain(): number {
    return withoutLeaps(this.all, this.clock.trueMs - purgeLagMs).at;
  }
}
