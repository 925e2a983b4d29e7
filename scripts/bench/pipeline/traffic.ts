// A 1080p clip of 15 frames per second in which one vehicle after another drives up to the camera, each with an
// invented plate of its own. Where the plate is in each frame is known to the pixel.
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import sharp from "sharp";
import { createRandom } from "../../../test/kit/samples/random.js";
import { streetSvg } from "./clip.js";

const run = promisify(execFile);

export const fps = 15;
/** Frames of one vehicle: it is in view for the first 33 of them. */
export const framesEach = 36;
const framesInView = 33;
const plateTop = 300;
/** The plate's centre sinks by this much from frame to frame, so that its height tells the frame. */
const sinkPerFrame = 10;
const [widthFar, widthNear] = [30, 200];
const [rearWidth, rearHeight, plateWidth, plateHeight] = [880, 660, 220, 110];

export interface Traffic {
  readonly file: string;
  /** In order of appearance. The clip begins with one interval without a vehicle. */
  readonly plates: readonly string[];
}

/** Serials as North American plates have them, `count` different ones for each seed. */
export function inventPlates(count: number, seed: number): string[] {
  const random = createRandom(seed);
  const pick = (from: string, times: number): string =>
    Array.from({ length: times }, () => random.pick([...from])).join("");
  const [letters, digits] = ["ABCDEFGHJKLMNPRSTUVWXYZ", "0123456789"];
  const shapes = [
    () => pick(letters, 3) + pick(digits, 3),
    () => pick(digits, 1) + pick(letters, 3) + pick(digits, 3),
    () => pick(digits, 4) + pick(letters, 3),
    () => pick(digits, 3) + pick(letters, 3),
  ];
  const plates = new Set<string>();
  while (plates.size < count) plates.add((shapes[plates.size % shapes.length] ?? shapes[0])());
  return [...plates];
}

/** Width in pixels of a plate in frame `number` of its vehicle. */
export function plateWidthAt(number: number): number {
  return widthFar / (1 - (1 - widthFar / widthNear) * (number / (framesInView - 1)));
}

/** In which frame of its vehicle a plate's centre has this height in the picture. */
export function frameAtHeight(y: number): number {
  return Math.round((y - plateTop) / sinkPerFrame);
}

/** Makes `NAME.mp4` in `dir`; one that is there already is taken as it is. */
export async function makeTraffic(dir: string, name: string, plates: readonly string[]): Promise<Traffic> {
  const file = join(dir, `${name}.mp4`);
  if (existsSync(file)) return { file, plates };
  const parts = join(dir, `${name}.parts`);
  mkdirSync(parts, { recursive: true });
  const street = join(parts, "street.png");
  await sharp(Buffer.from(streetSvg())).png().toFile(street);
  await encode([street], `${still(0)}[street];${grain("[street]")}`, join(parts, "0.ts"));
  for (const [i, text] of plates.entries()) {
    const rear = join(parts, "rear.png");
    await sharp(Buffer.from(rearSvg(text, i)))
      .png()
      .toFile(rear);
    await encode([street, rear], approach(i), join(parts, `${String(i + 1)}.ts`));
  }
  const list = join(parts, "list.txt");
  writeFileSync(list, [0, ...plates.map((_, i) => i + 1)].map((i) => `file '${String(i)}.ts'\n`).join(""));
  await run("ffmpeg", ["-v", "error", "-y", "-f", "concat", "-i", list, "-c", "copy", file]);
  rmSync(parts, { recursive: true });
  return { file, plates };
}

async function encode(pictures: readonly string[], graph: string, file: string): Promise<void> {
  const inputs = pictures.flatMap((picture) => ["-framerate", String(fps), "-i", picture]);
  const codec = [
    "-c:v",
    "libx264",
    "-preset",
    "veryfast",
    "-crf",
    "24",
    "-bf",
    "0",
    "-g",
    "15",
    "-threads",
    "1",
  ];
  const out = ["-filter_complex", graph, "-map", "[out]", "-frames:v", String(framesEach), ...codec, file];
  await run("ffmpeg", ["-v", "error", "-y", ...inputs, ...out]);
}

/** A picture shown over and over; decoded once. */
function still(input: number): string {
  return `[${String(input)}:v]loop=loop=-1:size=1,setpts=N/${String(fps)}/TB`;
}

function approach(index: number): string {
  const part = `(n/${String(framesInView - 1)})`;
  const grown = `${String(widthFar / plateWidth)}/max(0.05,1-${String(1 - widthFar / widthNear)}*${part})`;
  const centre = [520, 1240, 880][index % 3] ?? 880;
  const place = `x='${String(centre)}-w/2':y='${String(plateTop)}+${String(sinkPerFrame)}*n-h/2'`;
  const shown = `enable='lt(n,${String(framesInView)})'`;
  const car = `${still(1)},scale=w='max(2,iw*${grown})':h='max(2,ih*${grown})':eval=frame[car]`;
  return `${still(0)}[street];${car};[street][car]overlay=${place}:eval=frame:${shown}[seen];${grain("[seen]")}`;
}

function grain(from: string): string {
  return `${from}noise=alls=5:allf=t,format=yuv420p[out]`;
}

function rearSvg(text: string, index: number): string {
  const paint = ["#39414d", "#5d2a2a", "#2c4a38", "#474747", "#23365c"][index % 5] ?? "#39414d";
  const [x, y] = [(rearWidth - plateWidth) / 2, (rearHeight - plateHeight) / 2];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${String(rearWidth)}" height="${String(rearHeight)}">
    <rect width="${String(rearWidth)}" height="${String(rearHeight)}" rx="60" fill="${paint}"/>
    <rect x="90" y="50" width="${String(rearWidth - 180)}" height="150" rx="30" fill="#14181d"/>
    <rect x="40" y="240" width="130" height="80" fill="#8a1c1c"/><rect x="${String(rearWidth - 170)}" y="240" width="130" height="80" fill="#8a1c1c"/>
    <g transform="translate(${String(x)} ${String(y)})"><rect width="${String(plateWidth)}" height="${String(plateHeight)}" rx="9" fill="#f4f4f0"/>
    <rect x="4" y="4" width="${String(plateWidth - 8)}" height="${String(plateHeight - 8)}" rx="7" fill="none" stroke="#223" stroke-width="3"/>
    <text x="${String(plateWidth / 2)}" y="76" font-family="DejaVu Sans Condensed" font-weight="bold" font-size="50" text-anchor="middle" fill="#123">${text}</text></g></svg>`;
}
