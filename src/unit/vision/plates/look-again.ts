import { widenQuad } from "../../core/box.js";
import { lookOf, type Look } from "../../core/judgement/looks.js";
import type { Picture, Quad } from "../../../shared/domain/types.js";
import type { Reader } from "./reader.js";

/**
 * Further looks at each plate of `quads`, widened by each of `margins`: a character lost or won at the edge of the crop is
 * the commonest misread.
 */
export async function lookAgain(
  reader: Reader,
  picture: Picture,
  quads: readonly Quad[],
  margins: readonly number[],
): Promise<Look[][]> {
  const plan = quads.flatMap((quad) => margins.map((margin) => widenQuad(quad, margin, margin)));
  if (plan.length === 0) return quads.map(() => []);
  const looks = (await reader.read(reader.prepare(picture, plan))).map(lookOf);
  return quads.map((_, i) => looks.slice(i * margins.length, (i + 1) * margins.length));
}
