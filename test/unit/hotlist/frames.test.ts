// Imports run in a worker of the daemon's process; the cameras' frames in the vision process. Needs a build.
import { expect, it } from "vitest";
import { framesBesideImport } from "../../../scripts/bench/hotlist-frames.js";
import { testClip } from "../../kit/peers/rtsp.js";

// How many frames an import costs is a figure, and a busy machine's own: npm run -s bench -- hotlist-frames.
it("cameras and imports go on beside each other", { timeout: 240_000 }, async () => {
  const clip = testClip("320x180", 20);
  const { alone, beside, imports } = await framesBesideImport({ seconds: 4, rounds: 1, rows: 50_000, clip });
  expect(imports).toBeGreaterThan(0);
  expect(alone.frames - alone.dropped).toBeGreaterThan(0);
  expect(beside.frames - beside.dropped).toBeGreaterThan(0);
});
