import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { alphabet } from "../../../src/shared/domain/plate.js";
import { characterPlaces } from "../../../src/unit/core/ctc/spikes.js";
import type { Matrix } from "../../../src/shared/domain/types.js";
import { hasStackedInk } from "../../../src/unit/vision/plates/ink.js";

const size = { width: 160, height: 64 };
const steps = 40;

interface Sign {
  readonly text: string;
  readonly x: number;
  /** Base line and height of the lettering, pixels of the crop. */
  readonly y: number;
  readonly high: number;
  /** Whether the reader read it. */
  readonly read: boolean;
}

const serial = (text: string, from: number): Sign[] =>
  [...text].map((sign, i) => ({ text: sign, x: from + i * 18, y: 47, high: 26, read: true }));
const stack = (upper: string, lower: string, x: number): Sign[] => [
  { text: upper, x, y: 29, high: 16, read: false },
  { text: lower, x, y: 48, high: 16, read: false },
];

/** Luma of a plate with a frame, its state's name and these signs. */
async function drawn(signs: readonly Sign[], [back, ink] = ["#f2f2f2", "#222"]): Promise<Uint8Array> {
  const letters = signs.map(
    ({ text, x, y, high }) =>
      `<text x="${x}" y="${y}" font-family="DejaVu Sans" font-weight="bold" font-size="${high}" text-anchor="middle" fill="${ink}">${text}</text>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="160" height="64"><rect width="160" height="64" fill="#889"/>
    <rect x="7" y="3" width="146" height="58" rx="4" fill="${back}" stroke="${ink}" stroke-width="1.5"/>
    <text x="80" y="12" font-family="DejaVu Sans" font-size="8" text-anchor="middle" fill="${ink}">STATE</text>${letters.join("")}</svg>`;
  return sharp(Buffer.from(svg)).greyscale().raw().toBuffer();
}

/** What the reader says: each sign it read peaks at its place. */
function matrixOf(signs: readonly Sign[]): Matrix {
  const symbols = alphabet.length + 1;
  const data = new Float32Array(steps * symbols).fill(-9);
  for (let t = 0; t < steps; t++) data[t * symbols] = -0.01;
  for (const { text, x, read } of signs) {
    if (!read) continue;
    const row = Math.floor((x / size.width) * steps) * symbols;
    data[row] = -9;
    data[row + alphabet.indexOf(text) + 1] = -0.01;
  }
  return { steps, symbols, data };
}

const sees = async (signs: readonly Sign[], colours?: [string, string]): Promise<boolean> =>
  hasStackedInk(await drawn(signs, colours), size, matrixOf(signs));

describe("hasStackedInk", () => {
  it.each([
    { where: "before the serial", signs: [...stack("M", "D", 30), ...serial("44718", 58)] },
    { where: "within it", signs: [...serial("47", 26), ...stack("A", "F", 66), ...serial("182", 92)] },
    { where: "after it", signs: [...serial("18A", 40), ...stack("D", "V", 116)] },
  ])("sees letters stacked $where, dark or bright", async ({ signs }) => {
    expect(await sees(signs)).toBe(true);
    expect(await sees(signs, ["#203050", "#f2f2f2"])).toBe(true);
  });

  it("has nothing against a plate that is read whole", async () => {
    expect(await sees([...serial("483", 30), ...serial("KTR", 96)])).toBe(false);
  });

  it("has nothing against stacked letters that were read", async () => {
    const both = [...stack("M", "D", 30).map((sign) => ({ ...sign, read: true })), ...serial("44718", 58)];
    expect(await sees(both)).toBe(false);
  });

  it("has nothing against small lettering or an emblem beside the serial", async () => {
    const stickers = [
      { text: "11", x: 28, y: 58, high: 9, read: false },
      { text: "27", x: 134, y: 58, high: 9, read: false },
    ];
    const emblem = { text: "★", x: 88, y: 45, high: 24, read: false };
    expect(await sees([...serial("483", 26), emblem, ...serial("KTR", 106), ...stickers])).toBe(false);
  });

  it("says nothing where nothing was read", async () => {
    expect(await sees(stack("M", "D", 30))).toBe(false);
  });
});

it("tells where characters were read", () => {
  const places = characterPlaces(matrixOf(serial("AAB", 30)));
  expect(places.map((place) => Math.round(place * 160))).toEqual([30, 50, 66]);
});
