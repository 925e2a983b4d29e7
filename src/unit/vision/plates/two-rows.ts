// Plates in two rows, as motorcycles carry them: the reader knows one line, so each half is read as one.
import { distance, widenQuad } from "../../core/box.js";
import { lookOf, type Look } from "../../core/judgement/looks.js";
import type { Matrix, Picture, Point, Quad } from "../../../shared/domain/types.js";
import type { Reader } from "./reader.js";

/** Plates narrower than this many of their heights may have two rows; a car's plate is about two of its heights wide. */
const widestAspect = 1.7;
/** Room around each half, shares of its size. */
const margin = 0.05;
/** A row of fewer characters is a blot or a sticker. */
const leastInRow = 2;

/** Whether a plate of these corners is so narrow for its height that it may have two rows. */
export function mayHaveTwoRows([tl, tr, br, bl]: Quad): boolean {
  return distance(tl, tr) + distance(bl, br) < widestAspect * (distance(tl, bl) + distance(tr, br));
}

/** Each plate read as two rows, the upper one's characters before the lower one's; null where either row holds none. */
export async function readTwoRows(
  reader: Reader,
  picture: Picture,
  quads: readonly Quad[],
): Promise<(Look | null)[]> {
  if (quads.length === 0) return [];
  const halves = quads.flatMap(halvesOf).map((half) => widenQuad(half, margin, margin));
  const rows = await reader.read(reader.prepare(picture, halves));
  return quads.map((_, i) => {
    const both = rows.slice(2 * i, 2 * i + 2);
    const isText = both.every((row) => (lookOf(row).candidates[0]?.text.length ?? 0) >= leastInRow);
    return isText ? lookOf(oneAfterTheOther(both)) : null;
  });
}

function halvesOf([tl, tr, br, bl]: Quad): readonly Quad[] {
  const [left, right] = [between(tl, bl), between(tr, br)];
  return [
    [tl, tr, right, left],
    [left, right, br, bl],
  ];
}

const between = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });

/** The steps of one matrix after those of the other: what a reader would say of a plate with its rows side by side. */
function oneAfterTheOther(rows: readonly Matrix[]): Matrix {
  const data = new Float32Array(rows.reduce((sum, row) => sum + row.data.length, 0));
  let at = 0;
  for (const row of rows) {
    data.set(row.data, at);
    at += row.data.length;
  }
  return { steps: rows.reduce((sum, { steps }) => sum + steps, 0), symbols: rows[0].symbols, data };
}
