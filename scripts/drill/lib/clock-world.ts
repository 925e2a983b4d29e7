// A world that knows the true time, and a unit in it whose clocks and sources are right or wrong as the world has it.
import type { Clock } from "../../../src/core/ports.js";
import type { Millis } from "../../../src/core/types.js";

/** The unit's clocks. Sleeping takes no time: the drill moves the hands. */
export class WorldClock implements Clock {
  boot = "boot-1";
  /** Wall clock minus true time. */
  wallErrorMs = 0;
  private bootedAt: Millis;

  constructor(public trueMs: Millis) {
    this.bootedAt = trueMs - 60_000;
  }

  now(): Millis {
    return Math.round(this.trueMs + this.wallErrorMs);
  }

  monoNs(): bigint {
    return BigInt(this.trueMs - this.bootedAt) * 1_000_000n;
  }

  sleep(): Promise<void> {
    return Promise.resolve();
  }

  advance(ms: number): void {
    this.trueMs += Math.round(ms);
  }

  /** The computer is off for a while and starts anew. */
  reboot(offMs: number): void {
    this.advance(offMs);
    this.bootedAt = this.trueMs - 20_000;
    this.boot = `boot-${String(this.trueMs)}`;
  }
}

/** What the sources say: true time plus their error; null says nothing. At most one of them lies. */
export interface Sources {
  gpsErrorMs: number | null;
  /** Network time sets the wall clock. */
  ntpErrorMs: number | null;
  /** Network time comes from the same receiver. */
  ntpIsGps: boolean;
}
