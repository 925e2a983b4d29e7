// Faults of the picture that a clip raises when it is shown over and over for `--minutes`, and what looking costs:
// npm run -s bench -- picture-health [--minutes N] [--moving] [--filter FFMPEG] [--after SECONDS] [--json] CLIP...
// Looks once a second of the clip's own time. `--filter` is put on after `--after` seconds, to show what is noticed.
import { execFileSync, spawn } from "node:child_process";
import type { Picture } from "../../src/shared/domain/types.js";
import { createPictureWatch } from "../../src/unit/camera/picture-watch.js";
import { option } from "./option.js";

interface Shown {
  readonly clip: string;
  readonly minutes: number;
  /** Kinds in the order they were raised, with the second. */
  readonly faults: readonly string[];
  readonly faultsPerHour: number;
  readonly cpuMsPerLook: number;
}

function sizeOf(clip: string): { readonly width: number; readonly height: number } {
  const entries = ["-select_streams", "v:0", "-show_entries", "stream=width,height", "-of", "csv=p=0"];
  const [width, height] = execFileSync("ffprobe", ["-v", "error", ...entries, clip], { encoding: "utf8" })
    .trim()
    .split(",")
    .map(Number);
  return { width: width ?? 0, height: height ?? 0 };
}

async function* looks(
  clip: string,
  size: { width: number; height: number },
  seconds: number,
  filter: string,
) {
  const output = ["-vf", `fps=1${filter}`, "-pix_fmt", "yuv420p", "-f", "rawvideo", "-"];
  const input = ["-stream_loop", "-1", "-i", clip, "-t", String(seconds)];
  const child = spawn("ffmpeg", ["-v", "error", "-nostdin", ...input, ...output]);
  const luma = size.width * size.height;
  const bytes = (luma * 3) / 2;
  let rest = Buffer.alloc(0);
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    rest = Buffer.concat([rest, chunk]);
    for (; rest.length >= bytes; rest = rest.subarray(bytes)) {
      const data = new Uint8Array(rest.subarray(0, bytes));
      const planes = { u: data.subarray(luma, (luma * 5) / 4), v: data.subarray((luma * 5) / 4) };
      const colour = { kind: "i420", ...planes, fullRange: false, matrix: "bt601" } as const;
      yield { ...size, y: data.subarray(0, luma), colour } satisfies Picture;
    }
  }
}

async function show(clip: string, minutes: number, moving: boolean, filter: string): Promise<Shown> {
  const watch = createPictureWatch(moving);
  const faults: string[] = [];
  let [second, cpuMs, before] = [0, 0, ""];
  for await (const picture of looks(clip, sizeOf(clip), minutes * 60, filter)) {
    const begun = process.threadCpuUsage();
    const kind = watch.look(picture, BigInt(second) * 1_000_000_000n)?.kind ?? "";
    const used = process.threadCpuUsage(begun);
    cpuMs += (used.user + used.system) / 1000;
    if (kind !== before && kind !== "") faults.push(`${kind} at ${String(second)} s`);
    before = kind;
    second++;
  }
  return {
    clip: clip.split("/").slice(-2).join("/"),
    minutes,
    faults,
    faultsPerHour: Number(((faults.length * 60) / minutes).toFixed(2)),
    cpuMsPerLook: Number((cpuMs / Math.max(1, second)).toFixed(2)),
  };
}

export async function run(args: readonly string[]): Promise<void> {
  const minutes = option(args, "minutes", 10);
  const at = args.indexOf("--filter");
  const after = option(args, "after", 240);
  const filter = at < 0 ? "" : `,${args[at + 1] ?? ""}:enable='gte(t,${String(after)})'`;
  const clips = args.filter((arg) => /\.(mp4|mkv|webm|avi)$/.test(arg));
  for (const clip of clips) {
    const result = await show(clip, minutes, args.includes("--moving"), filter);
    console.log(args.includes("--json") ? JSON.stringify(result) : result);
  }
}
