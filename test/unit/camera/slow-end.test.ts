// A busy machine: ffmpeg has shown its last frame and closed its output, but takes its time to end.
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { videoFrames } from "../../../src/unit/camera/video.js";
import { createClock } from "../../../src/shared/platform/clock.js";
import { testClip } from "../../kit/peers/rtsp.js";
import { scratchFolder } from "../../kit/units/scratch.js";

it("a clip whose ffmpeg ends late is whole", async () => {
  const clip = testClip("320x180", 1);
  const dir = scratchFolder();
  const path = process.env["PATH"] ?? "";
  // As the real one does, it answers a SIGTERM with 255.
  const late = `#!/bin/bash\ntrap 'exit 255' TERM\nPATH='${path}' ffmpeg "$@"\nstatus=$?\nsleep 0.5 & wait $!\nexit $status\n`;
  writeFileSync(join(dir, "ffmpeg"), late);
  chmodSync(join(dir, "ffmpeg"), 0o755);
  vi.stubEnv("PATH", `${dir}:${path}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  let frames = 0;
  for await (const frame of videoFrames(clip, createClock())) frames += Number(frame.picture.width === 320);
  expect(frames).toBeGreaterThan(5);
});
