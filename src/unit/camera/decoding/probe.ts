// Whether a device decodes as software does, tried before a camera is given to it: a made clip goes through both, and what
// comes out must be the same, byte for byte, with size, range and every pixel. H.264 says exactly what a decoder gives.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { errorText } from "../../../shared/domain/error-text.js";
import type { Decoder } from "../../../shared/domain/closed-sets.js";
import { decoderArguments, type Device } from "./devices.js";

/** What a try found: null where the device decodes as it should, else why it is not used. */
export type Probe = (device: Device, signal: AbortSignal) => Promise<string | null>;

/** A driver may hang. */
const timeoutMs = 60_000;

/** Ten frames that move, of limited range, with the words for it in the stream. Wide enough for any device. */
const clip = [
  ...["-f", "lavfi", "-i", "testsrc2=size=640x352:rate=10", "-frames:v", "10"],
  ...["-vf", "scale=out_range=tv:out_color_matrix=bt709,format=yuv420p"],
  ...["-c:v", "libx264", "-preset", "ultrafast", "-color_range", "tv", "-colorspace", "bt709"],
];

/** Tries a device with the installed ffmpeg. Never throws; leaves no file behind. */
export async function probeDevice(device: Device, signal: AbortSignal): Promise<string | null> {
  const run = (args: readonly string[]): Promise<string | null> => ffmpeg(args, signal);
  const dir = await mkdtemp(join(tmpdir(), "tagwatch-"));
  try {
    const sample = join(dir, "sample.mp4");
    const made = await run([...clip, sample]);
    if (made !== null) return `no clip could be made to try it with: ${made}`;
    const decoded = async (decoder: Decoder): Promise<Buffer | string> => {
      const out = join(dir, `${decoder}.y4m`);
      const failed = await run([
        ...["-threads", "1", ...decoderArguments(decoder), "-i", sample],
        ...["-vf", "format=yuv420p|yuvj420p", "-f", "yuv4mpegpipe", "-strict", "-1", out],
      ]);
      return failed ?? (await readFile(out));
    };
    const [wanted, given] = [await decoded("software"), await decoded(device)];
    if (typeof given === "string") return given;
    if (typeof wanted === "string") return `software decodes nothing either: ${wanted}`;
    return wanted.equals(given) ? null : "its pictures are not those that were put in";
  } catch (error) {
    return errorText(error);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** Null when it went well, else the first thing ffmpeg complained about. */
function ffmpeg(args: readonly string[], signal: AbortSignal): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(
      "ffmpeg",
      ["-hide_banner", "-nostdin", "-v", "error", "-y", ...args],
      { timeout: timeoutMs, killSignal: "SIGKILL", signal },
      (error, _, stderr) => {
        if (!error) return resolve(null);
        const words = stderr.split("\n").find((line) => line.trim() !== "");
        resolve(error.killed === true ? "it did not end" : (words?.trim() ?? error.message));
      },
    );
  });
}
