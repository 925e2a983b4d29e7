import { describe, expect, it } from "vitest";
import { stuckReason } from "../../../src/unit/health/progress.js";
import { createWatchdog } from "../../../src/unit/health/watchdog.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { memoryLog } from "../../kit/doubles/log.js";

const seconds = (n: number): bigint => BigInt(n) * 1_000_000_000n;

describe("stuckReason", () => {
  const delivering = { cameras: [{ delivering: true }, { delivering: false }] };

  it.each([
    [
      "frames were finished lately",
      { ...delivering, mendingMonoNs: null, lastFrameMonoNs: seconds(95), lastHeardMonoNs: seconds(99) },
      null,
    ],
    [
      "cameras deliver but no frame is finished",
      { ...delivering, mendingMonoNs: null, lastFrameMonoNs: seconds(60), lastHeardMonoNs: seconds(99) },
      "cameras deliver but no frame is finished",
    ],
    [
      "no first frame ever came",
      { ...delivering, mendingMonoNs: null, lastFrameMonoNs: null, lastHeardMonoNs: seconds(99) },
      "cameras deliver but no frame is finished",
    ],
    [
      "every camera is known to be down",
      {
        cameras: [{ delivering: false }],
        mendingMonoNs: null,
        lastFrameMonoNs: null,
        lastHeardMonoNs: seconds(99),
      },
      null,
    ],
    [
      "the vision process is silent",
      { ...delivering, mendingMonoNs: null, lastFrameMonoNs: seconds(30), lastHeardMonoNs: seconds(30) },
      "the vision process does not answer",
    ],
    [
      "the vision process never said a word and is being started again",
      { cameras: [], mendingMonoNs: seconds(70), lastFrameMonoNs: null, lastHeardMonoNs: null },
      null,
    ],
    [
      "the vision process is down and nobody starts it",
      { ...delivering, mendingMonoNs: seconds(-30), lastFrameMonoNs: null, lastHeardMonoNs: null },
      "the vision process is down and not started again",
    ],
  ])("%s", (_name, vision, reason) => {
    expect(stuckReason(vision, seconds(100), seconds(-50))).toBe(reason);
  });
});

it("nothing is late before the computer woke", () => {
  const vision = {
    cameras: [{ delivering: true }],
    mendingMonoNs: null,
    lastFrameMonoNs: seconds(10),
    lastHeardMonoNs: seconds(10),
  };
  expect(stuckReason(vision, seconds(28_810), seconds(28_800))).toBeNull();
  expect(stuckReason(vision, seconds(28_840), seconds(28_800))).toMatch(/no frame is finished/);
});

describe("the watchdog", () => {
  it("feeds only while work gets done", async () => {
    const clock = new FakeClock();
    let fed = 0;
    let stuck: string | null = null;
    const stop = new AbortController();
    const watchdog = createWatchdog({
      clock,
      log: memoryLog(),
      everyMs: 5_000,
      feed: () => fed++,
      stuck: () => stuck,
    });
    const done = watchdog.run(stop.signal);
    await clock.advance(10_000);
    expect(fed).toBe(3);
    stuck = "no frames";
    await clock.advance(20_000);
    expect(fed).toBe(3);
    stuck = null;
    await clock.advance(5_000);
    expect(fed).toBe(4);
    stop.abort();
    await done;
  });
});
