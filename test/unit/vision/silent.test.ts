// A vision process that dies before its first word. From source there is no process.js to start: each life ends at once.
import { expect, it } from "vitest";
import { configSchema } from "../../../src/unit/config/schema.js";
import { stuckReason } from "../../../src/unit/health/progress.js";
import { createClock } from "../../../src/shared/platform/clock.js";
import { createVisionLink } from "../../../src/unit/vision/link/link.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { memoryFaults } from "../../kit/doubles/faults.js";

const seconds = (n: number): bigint => BigInt(n) * 1_000_000_000n;

it("is a fault and started anew, and the watchdog goes on being fed", async () => {
  const clock = createClock();
  const faults = memoryFaults();
  const config = configSchema.parse({
    unit: { id: "u", kind: "pole", name: "site" },
    cameras: [{ id: "a", source: "rtsp://127.0.0.1:9/x" }],
  });
  const rest = {
    unitMoves: false,
    clock,
    log: memoryLog(),
    onTrack: () => undefined,
    onProof: () => undefined,
    onGone: () => undefined,
  };
  const link = createVisionLink({ ...config, ...rest, tables: null, faults });
  const startedNs = clock.monoNs();
  const stop = new AbortController();
  const run = link.run(stop.signal);
  while (link.status().restarts < 2) await clock.sleep(50);
  stop.abort();
  await run;
  expect(faults.list().map(({ code }) => code)).toEqual(["VISION_DOWN"]);
  expect(link.progress().lastHeardMonoNs).toBeNull();
  // A minute in which nothing was heard, and restarts went on.
  const longAgo = startedNs - seconds(600);
  expect(stuckReason(link.progress(), clock.monoNs() + seconds(90), longAgo)).toBeNull();
  // The restarts themselves have stopped.
  expect(stuckReason(link.progress(), clock.monoNs() + seconds(150), longAgo)).toMatch(/not started again/);
});
