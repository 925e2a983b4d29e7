// A real RTSP server for tests (rtsp-server.py), and clips made on the spot.
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";
import { scratchFolder } from "../units/scratch.js";

const server = new URL("rtsp-server.py", import.meta.url).pathname;

export interface RtspServer {
  readonly process: ChildProcess;
  address(path: string): string;
}

/** Serves `PATH=FILE` entries on a free port (or `port`, to come back at the same address) until the test is over. */
export async function startRtspServer(
  sources: readonly string[],
  options: { readonly user?: string; readonly digest?: boolean; readonly port?: number } = {},
): Promise<RtspServer> {
  const user = options.user ? ["--user", options.user, ...(options.digest ? ["--digest"] : [])] : [];
  const child = spawn(
    "/usr/bin/python3",
    [server, "--port", String(options.port ?? 0), ...user, ...sources],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  onTestFinished(() => void child.kill("SIGKILL"));
  const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  const port = Number(/^ready (\d+)$/.exec(line)?.[1]);
  return { process: child, address: (path) => `rtsp://127.0.0.1:${port}/${path}` };
}

/** A clip of the test picture, made by ffmpeg. */
export function testClip(size: string, seconds: number, name = "clip.mp4"): string {
  const file = join(scratchFolder(), name);
  const input = ["-f", "lavfi", "-i", `testsrc2=size=${size}:rate=15`, "-t", String(seconds)];
  const codec = ["-c:v", "libx264", "-preset", "ultrafast", "-bf", "0", "-g", "15", "-pix_fmt", "yuv420p"];
  execFileSync("ffmpeg", ["-v", "error", "-y", ...input, ...codec, file]);
  return file;
}
