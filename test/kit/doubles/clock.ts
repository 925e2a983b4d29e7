import type { Clock } from "../../../src/shared/domain/ports.js";

interface Sleeper {
  readonly dueMs: number;
  readonly wake: () => void;
}

/** A clock whose hands the test turns. `advance` wakes sleepers in order of their time. */
export class FakeClock implements Clock {
  private sleepers: Sleeper[] = [];
  private readonly watchers: (() => void)[] = [];
  private elapsedMs = 0;
  private steppedMs = 0;
  private sleptMs = 0;
  private wokeNs = 0n;

  constructor(
    private readonly startMs = Date.UTC(2026, 0, 15, 12, 0, 0),
    readonly boot = "boot-1",
  ) {}

  now(): number {
    return this.startMs + this.elapsedMs + this.sleptMs + this.steppedMs;
  }

  /** Steps the wall clock; the monotonic one goes on. */
  step(ms: number): void {
    this.steppedMs += ms;
  }

  monoNs(): bigint {
    return BigInt(Math.round((this.elapsedMs + this.sleptMs) * 1e6)) + 1_000_000_000n;
  }

  slept(): { readonly totalNs: bigint; readonly wokeNs: bigint } {
    return { totalNs: BigInt(Math.round(this.sleptMs * 1e6)), wokeNs: this.wokeNs };
  }

  /** The computer sleeps for `ms`: both clocks go on, and nothing runs. */
  suspend(ms: number): void {
    this.sleptMs += ms;
    this.wokeNs = this.monoNs();
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        signal?.removeEventListener("abort", stop);
        resolve();
      };
      const sleeper: Sleeper = { dueMs: this.elapsedMs + ms, wake };
      const stop = (): void => {
        this.sleepers = this.sleepers.filter((other) => other !== sleeper);
        resolve();
      };
      this.sleepers.push(sleeper);
      for (const watcher of this.watchers.splice(0)) watcher();
      signal?.addEventListener("abort", stop, { once: true });
    });
  }

  /** Resolves when so many wait for the hands: what they did before (read a file, open a socket) is done. */
  async untilAsleep(count: number): Promise<void> {
    while (this.sleepers.length < count) await new Promise<void>((resolve) => this.watchers.push(resolve));
  }

  /** Turns the hands by `ms` and lets everything that was due run. */
  async advance(ms: number): Promise<void> {
    const target = this.elapsedMs + ms;
    for (;;) {
      // What was started just before must reach its first sleep.
      await new Promise((resolve) => setImmediate(resolve));
      const next = this.sleepers.filter((s) => s.dueMs <= target).sort((a, b) => a.dueMs - b.dueMs)[0];
      if (!next) break;
      this.elapsedMs = Math.max(this.elapsedMs, next.dueMs);
      this.sleepers = this.sleepers.filter((other) => other !== next);
      next.wake();
    }
    this.elapsedMs = target;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
