// Imports run in a worker of the daemon's process; the cameras' frames in the vision process. Needs a build.
import { expect, it } from "vitest";
import { framesBesideImport } from "../../../scripts/bench/hotlist-frames.js";
import { testClip } from "../../kit/peers/rtsp.js";

it("no frame is lost to an import", { timeout: 240_000, retry: 2 }, async () => {
  const clip = testClip("320x180", 20);
  const { alone, beside, imports } = await framesBesideImport({ seconds: 8, rounds: 2, rows: 50_000, clip });
  expect(imports).toBeGreaterThan(1);
  expect(alone.frames).toBeGreaterThan(20);
  expect(beside.frames).toBeGreaterThan(20);
  // A busy machine loses frames in either part; an import that stood in the way would lose a third of them and more.
  const share = (part: typeof alone): number => part.dropped / part.frames;
  expect(share(beside)).toBeLessThan(share(alone) + 0.05);
});
