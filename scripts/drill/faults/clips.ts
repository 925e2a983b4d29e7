// What the drill's cameras show: the shipped clip, and the same street frozen, covered, defocused, in other sizes.
import { execFileSync } from "node:child_process";
import { writeFileSync, readFileSync } from "node:fs";
import { join } from "node:path";

const street = new URL("../../../fixtures/clips/front.mp4", import.meta.url).pathname;
const size = "640:360";
const fps = 15;
/** Of a frozen picture encoded anew: long, because an encoder that is begun again every few seconds repeats itself. */
const frozenSeconds = 90;

/** The clips by name, files of a folder. */
export interface Clips {
  readonly street: string;
  /** Encoded anew with an even quality: each picture comes out the same. */
  readonly frozen: string;
  /** With an even flow of bits: each whole picture comes out a little different. */
  readonly frozenEven: string;
  readonly black: string;
  readonly blurred: string;
  /** 640x360 and 480x270 in turn, a second each. */
  readonly resizing: string;
  /** More pixels than any camera may send. */
  readonly huge: string;
}

function ffmpeg(...args: readonly string[]): void {
  execFileSync("ffmpeg", ["-v", "error", "-y", "-nostdin", ...args]);
}

const form = [
  ...["-c:v", "libx264", "-preset", "veryfast", "-bf", "0", "-g", String(2 * fps)],
  ...["-pix_fmt", "yuv420p", "-r", String(fps)],
];

/** As cameras do: no pictures that refer forward, a whole picture every two seconds, an even flow of bits. */
function codec(kbps: number): readonly string[] {
  const rate = ["-b:v", `${String(kbps)}k`, "-maxrate", `${String(kbps)}k`, "-bufsize", `${String(kbps)}k`];
  return [...form, ...rate];
}

function filtered(out: string, filter: string): string {
  ffmpeg("-i", street, "-an", "-vf", `scale=${size}${filter}`, ...codec(1_200), out);
  return out;
}

/** One picture, encoded anew for as long as it is shown. */
function still(dir: string, name: string, ...quality: readonly string[]): string {
  const [picture, out] = [join(dir, "still.png"), join(dir, `${name}.mp4`)];
  ffmpeg("-ss", "3", "-i", street, "-vf", `scale=${size}`, "-frames:v", "1", picture);
  const input = ["-loop", "1", "-framerate", String(fps), "-i", picture, "-t", String(frozenSeconds)];
  ffmpeg(...input, ...quality, out);
  return out;
}

/** A second of each size, one after the other in one stream. */
function resizing(dir: string): string {
  const parts = [size, "480:270"].map((to, i) => {
    const part = join(dir, `part${String(i)}.h264`);
    ffmpeg("-i", street, "-an", "-t", "1", "-vf", `scale=${to}`, ...codec(1_000), "-f", "h264", part);
    return readFileSync(part);
  });
  const out = join(dir, "resizing.h264");
  writeFileSync(out, Buffer.concat(parts));
  return out;
}

function huge(dir: string): string {
  const out = join(dir, "huge.mp4");
  const input = ["-f", "lavfi", "-i", `color=c=gray:size=8704x4800:rate=${String(fps)}`, "-frames:v", "5"];
  ffmpeg(
    ...input,
    "-c:v",
    "libx264",
    "-preset",
    "ultrafast",
    "-bf",
    "0",
    "-g",
    "5",
    "-pix_fmt",
    "yuv420p",
    out,
  );
  return out;
}

/** Makes them all in `dir`; some seconds. */
export function makeClips(dir: string): Clips {
  return {
    street: filtered(join(dir, "street.mp4"), ""),
    frozen: still(dir, "frozen", ...form, "-qp", "23"),
    frozenEven: still(dir, "frozen-even", ...codec(1_200)),
    black: filtered(join(dir, "black.mp4"), ",drawbox=c=black:t=fill,noise=alls=4:allf=t"),
    blurred: filtered(join(dir, "blurred.mp4"), ",gblur=sigma=4"),
    resizing: resizing(dir),
    huge: huge(dir),
  };
}
