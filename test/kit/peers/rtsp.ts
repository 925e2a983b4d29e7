// A video server that ends with its test, and clips made on the spot.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { scratchFolder } from "../units/scratch.js";
import { startVideoServer, type VideoServer } from "./video-server.js";

/** Serves files by path until the test is over. */
export async function startRtspServer(...given: Parameters<typeof startVideoServer>): Promise<VideoServer> {
  const server = await startVideoServer(...given);
  onTestFinished(() => server.stop());
  return server;
}

/** A clip of the test picture, made by ffmpeg. */
export function testClip(size: string, seconds: number, name = "clip.mp4"): string {
  const file = join(scratchFolder(), name);
  const input = ["-f", "lavfi", "-i", `testsrc2=size=${size}:rate=15`, "-t", String(seconds)];
  const codec = ["-c:v", "libx264", "-preset", "ultrafast", "-bf", "0", "-g", "15", "-pix_fmt", "yuv420p"];
  execFileSync("ffmpeg", ["-v", "error", "-y", ...input, ...codec, file]);
  return file;
}
