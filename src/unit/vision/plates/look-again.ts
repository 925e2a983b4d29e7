import { widenQuad } from "../../core/box.js";
import { beamSearch } from "../../core/ctc/ctc.js";
import type { Matrix, Picture, Quad, Reading } from "../../../shared/domain/types.js";
import type { ReaderManifest } from "./manifest.js";
import type { Reader } from "./reader.js";

/** How many texts a reading keeps, and how many prefixes the search follows. */
export const search = { nBest: 5, beams: 10 };

/** One cut of one plate, read. */
export interface Look {
  readonly matrix: Matrix;
  readonly candidates: Reading["candidates"];
}

/**
 * Reads plates the reader was unsure of once more with other margins: a character lost or won at the edge of the crop
 * is the commonest misread. The text most probable over all looks wins, and the look surest of it speaks for it. The
 * matrices cannot be averaged, their steps shift.
 */
export async function lookAgain(
  { reader, manifest }: { readonly reader: Reader; readonly manifest: { readonly reader: ReaderManifest } },
  picture: Picture,
  quads: readonly Quad[],
  first: readonly Look[],
): Promise<Look[]> {
  const { retry } = manifest.reader;
  const unsure = first.flatMap((look, i) => (retry && probabilityOf(look) < retry.below ? [i] : []));
  const plan = unsure.flatMap((i) => (retry?.margins ?? []).map((d) => widenQuad(quads[i], d, d)));
  if (plan.length === 0) return [...first];
  const more = (await reader.read(reader.prepare(picture, plan))).map((matrix) => ({
    matrix,
    candidates: beamSearch(matrix, search),
  }));
  const looks = [...first];
  const each = plan.length / unsure.length;
  unsure.forEach((i, k) => {
    looks[i] = agreed([first[i], ...more.slice(k * each, (k + 1) * each)]);
  });
  return looks;
}

/** The look surest of the text that has the highest sum of probabilities over all looks. */
function agreed(looks: readonly Look[]): Look {
  const sums = new Map<string, number>();
  for (const { candidates } of looks) {
    for (const { text, probability } of candidates) sums.set(text, (sums.get(text) ?? 0) + probability);
  }
  const [winner] = [...sums].reduce((best, one) => (one[1] > best[1] ? one : best), ["", 0]);
  const naming = looks.filter(({ candidates }) => candidates[0]?.text === winner);
  return (naming.length > 0 ? naming : looks).reduce((best, look) =>
    probabilityOf(look) > probabilityOf(best) ? look : best,
  );
}

function probabilityOf({ candidates }: Look): number {
  return candidates[0]?.probability ?? 0;
}
