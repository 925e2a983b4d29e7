// Crops for the wrong-hit study: plates drawn and spoilt as cameras spoil them, or labelled real crops.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { normalisePlate } from "../../src/shared/domain/plate.js";
import type { Picture } from "../../src/shared/domain/types.js";
import { loadPicture } from "../../src/unit/vision/plates/image.js";
import { pick, type Random } from "../../test/kit/samples/list-rows.js";

/** A crop and what its plate says. */
export interface Crop {
  readonly text: string;
  readonly picture: Picture;
}

// Faces the reader was not trained on in this form; absent ones fall back to the system's sans-serif.
const faces = ["Liberation Sans Narrow", "DejaVu Sans Condensed", "Liberation Sans", "Liberation Mono"];
const inks = [
  ["#f4f4f0", "#1a2a5c"],
  ["#e9eef6", "#111"],
  ["#f2e7a0", "#222"],
  ["#1d3f77", "#f0f0f0"],
  ["#dfe8dc", "#7a1420"],
] as const;

/** Widths of the plate, its serial, and one bold capital at this size. */
const [plateWidth, serialWidth, capitalWidth] = [320, 284, 66];

// One character at a time, squeezed into its cell: the renderer knows no textLength, and long serials would be cut off.
function serialOf(text: string, family: string, random: Random): string {
  const gapAt = random(2) === 0 ? 3 : text.length;
  const cell = Math.min(58, serialWidth / (text.length + (gapAt < text.length ? 0.5 : 0)));
  const width = cell * (text.length + (gapAt < text.length ? 0.5 : 0));
  const squeeze = (cell / capitalWidth).toFixed(3);
  const places = [...text].map((character, i) => {
    const x = (plateWidth - width) / 2 + cell * (i + 0.5 + (i >= gapAt ? 0.5 : 0));
    return `<text transform="translate(${x.toFixed(1)} 124) scale(${squeeze} 1)" text-anchor="middle">${character}</text>`;
  });
  return `<g font-size="92" font-weight="bold" font-family="${family}, sans-serif">${places.join("")}</g>`;
}

function svgOf(text: string, random: Random): Buffer {
  const [ground, ink] = pick(random, inks);
  const word = pick(random, ["KANSAS", "MISSOURI", "NEBRASKA", "COLORADO", "OKLAHOMA", ""]);
  const turn = (random(100) - 50) / 30;
  const lean = (random(100) - 50) / 12;
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="320" height="160">
<rect width="320" height="160" fill="${ground}"/>
<g fill="${ink}" transform="rotate(${String(turn)} 160 80) skewX(${String(lean)})">
<text x="160" y="32" font-size="24" text-anchor="middle" font-family="sans-serif">${word}</text>
${serialOf(text, pick(random, faces), random)}</g></svg>`);
}

/** Draws a plate and takes it the way of a camera: few pixels, blur, weak contrast, noise, JPEG. */
export async function renderCrop(text: string, random: Random): Promise<Crop> {
  const width = Math.round(72 * 2.8 ** (random(100) / 100));
  const small = await sharp(svgOf(text, random))
    .removeAlpha()
    .greyscale()
    .resize(width, Math.round(width / 2))
    .blur(0.3 + random(width) / 130)
    .linear(0.6 + random(40) / 100, 10 + random(40))
    .raw()
    .toBuffer();
  const noise = random(8);
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
