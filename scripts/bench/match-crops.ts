// Crops for the wrong-hit study: plates drawn and spoilt as cameras spoil them, or labelled real crops.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { normalisePlate } from "../../src/core/plate.js";
import type { Picture } from "../../src/core/types.js";
import { loadPicture } from "../../src/vision/image.js";
import { pick, plate, type Random } from "../make-fixtures/hotlists-random.js";

/** A crop and what its plate says. */
export interface Crop {
  readonly text: string;
  readonly picture: Picture;
}

// Faces the reader was not trained on in this form; absent ones fall back to the system's sans-serif.
const faces = [
  "Liberation Sans Narrow",
  "DejaVu Sans Condensed",
  "Roadgeek 2014 Series EM",
  "Liberation Mono",
];
const inks = [
  ["#f4f4f0", "#1a2a5c"],
  ["#e9eef6", "#111"],
  ["#f2e7a0", "#222"],
  ["#1d3f77", "#f0f0f0"],
  ["#dfe8dc", "#7a1420"],
] as const;

/** A plausible plate; one in seven holds an O, I or Q, as personalised and old plates do. */
export function plausiblePlate(random: Random): string {
  const text = plate(random);
  if (random(7) !== 0) return text;
  const at = [...text].findIndex((character) => /[A-Z]/.test(character));
  return text.slice(0, at) + pick(random, ["O", "I", "Q", "O"]) + text.slice(at + 1);
}

function svgOf(text: string, random: Random): Buffer {
  const [ground, ink] = pick(random, inks);
  const split =
    random(2) === 0 ? text : `${text.slice(0, 3)}${pick(random, [" ", "-", "·"])}${text.slice(3)}`;
  const word = pick(random, ["KANSAS", "MISSOURI", "NEBRASKA", "COLORADO", "OKLAHOMA", ""]);
  const turn = (random(100) - 50) / 12;
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="320" height="160">
<rect width="320" height="160" fill="${ground}"/>
<text x="160" y="32" font-size="24" text-anchor="middle" font-family="sans-serif" fill="${ink}">${word}</text>
<text x="160" y="122" font-size="92" font-weight="bold" text-anchor="middle" font-family="${pick(random, faces)}"
 textLength="${String(270 + random(30))}" lengthAdjust="spacingAndGlyphs" fill="${ink}"
 transform="rotate(${String(turn)} 160 90) skewX(${String((random(100) - 50) / 6)})">${split}</text></svg>`);
}

/** Draws a plate and takes it the way of a camera: few pixels, blur, weak contrast, noise, JPEG. */
export async function renderCrop(text: string, random: Random): Promise<Crop> {
  // Half as wide again for every step; most plates of a drive are small.
  const width = Math.round(44 * 1.5 ** (random(300) / 100));
  const small = await sharp(svgOf(text, random))
    .removeAlpha()
    .greyscale()
    .resize(width, Math.round(width / 2))
    .blur(0.3 + random(70) / 100)
    .linear(0.5 + random(50) / 100, 10 + random(40))
    .raw()
    .toBuffer();
  const noise = random(14);
  for (let i = 0; i < small.length; i++) {
    small[i] = Math.max(0, Math.min(255, (small[i] ?? 0) + (noise > 0 ? random(noise * 2) - noise : 0)));
  }
  const raw = { width, height: Math.round(width / 2), channels: 1 as const };
  const jpeg = await sharp(small, { raw })
    .jpeg({ quality: 40 + random(50) })
    .toBuffer();
  const { data, info } = await sharp(jpeg).greyscale().raw().toBuffer({ resolveWithObject: true });
  return { text, picture: { width: info.width, height: info.height, y: data, colour: null } };
}

/** Validation rows with a text of a labelled set of crops (labels.jsonl: image, text, split). */
export async function* realCrops(dir: string): AsyncGenerator<Crop> {
  for (const line of readFileSync(join(dir, "labels.jsonl"), "utf8").split("\n")) {
    if (line === "") continue;
    const row = JSON.parse(line) as { image: string; text?: string | null; split?: string };
    if (row.split !== "val" || !row.text) continue;
    yield { text: normalisePlate(row.text), picture: await loadPicture(join(dir, row.image)) };
  }
}
