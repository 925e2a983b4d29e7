import { describe, expect, it } from "vitest";
import { TagwatchError } from "../../../src/shared/domain/faults/errors.js";
import type { Faults, Service } from "../../../src/shared/domain/ports.js";
import { createFaults } from "../../../src/shared/platform/fault-board.js";
import { supervise } from "../../../src/shared/platform/supervise.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { memoryLog } from "../../kit/doubles/log.js";

function setUp(run: (attempt: number, signal: AbortSignal) => Promise<void>): {
  clock: FakeClock;
  faults: Faults;
  attempts: () => number;
  service: Service;
} {
  const clock = new FakeClock();
  const log = memoryLog();
  let attempts = 0;
  return {
    clock,
    faults: createFaults({ clock, log, newId: () => "f", shown: (text) => text, onChange: () => undefined }),
    attempts: () => attempts,
    service: { name: "gps", run: (signal) => run(++attempts, signal) },
  };
}

const policy = { firstMs: 1_000, maxMs: 8_000 };

describe("supervise", () => {
  it("starts a broken part again, waiting twice as long each time", async () => {
    const t = setUp(() => Promise.reject(new TagwatchError("GPS_LOST", "no device")));
    const stop = new AbortController();
    const done = supervise(t.service, policy, stop.signal, {
      clock: t.clock,
      log: memoryLog(),
      faults: t.faults,
    });
    await t.clock.advance(0);
    expect(t.attempts()).toBe(1);
    await t.clock.advance(1_000);
    expect(t.attempts()).toBe(2);
    await t.clock.advance(1_999);
    expect(t.attempts()).toBe(2);
    await t.clock.advance(1);
    expect(t.attempts()).toBe(3);
    expect(t.faults.list()).toMatchObject([{ code: "GPS_LOST", subject: "gps", text: "no device" }]);
    stop.abort();
    await done;
  });

  it("clears the fault once the part has run for a minute", async () => {
    const t = setUp((attempt, signal) =>
      attempt === 1
        ? Promise.reject(new Error("first"))
        : new Promise((resolve) => signal.addEventListener("abort", () => resolve())),
    );
    const stop = new AbortController();
    const done = supervise(t.service, policy, stop.signal, {
      clock: t.clock,
      log: memoryLog(),
      faults: t.faults,
    });
    await t.clock.advance(1_000);
    await t.clock.advance(59_000);
    expect(t.faults.list()).toHaveLength(1);
    await t.clock.advance(2_000);
    expect(t.faults.list()).toEqual([]);
    stop.abort();
    await done;
  });

  it("gives up when the budget is spent", async () => {
    const t = setUp(() => Promise.reject(new TagwatchError("DB_CORRUPT", "broken")));
    const budget = { ...policy, maxMs: 1_000, budget: { restarts: 2, withinMs: 60_000 } };
    const done = supervise(t.service, budget, new AbortController().signal, {
      clock: t.clock,
      log: memoryLog(),
      faults: t.faults,
    });
    const ended = expect(done).rejects.toThrow("broken");
    await t.clock.advance(5_000);
    await ended;
    expect(t.attempts()).toBe(3);
  });

  it("counts a part that ends by itself as broken", async () => {
    const t = setUp(() => Promise.resolve());
    const stop = new AbortController();
    const done = supervise(t.service, policy, stop.signal, {
      clock: t.clock,
      log: memoryLog(),
      faults: t.faults,
    });
    await t.clock.advance(0);
    expect(t.faults.list()[0]?.text).toMatch(/ended without being asked/);
    stop.abort();
    await done;
  });
});
