import { widenQuad } from "../core/box.js";
import { beamSearch } from "../core/ctc.js";
import type { Matrix, Picture, Quad, Reading } from "../core/types.js";
import type { ReaderManifest } from "./manifest.js";
import type { Reader } from "./reader.js";

export const search = { nBest: 5, beams: 10 };

/** One cut of one plate, read. */
export interface Look {
  readonly matrix: Matrix;
  readonly candidates: Reading["candidates"];
}

/**
 * Reads plates the reader was unsure of once more with other margins, and keeps the surest look of each: a character
 * lost or won at the edge of the crop is the commonest misread. The matrices cannot be averaged, their steps shift.
 */
export async function lookAgain(
  { reader, manifest }: { readonly reader: Reader; readonly manifest: { readonly reader: ReaderManifest } },
  picture: Picture,
  quads: readonly Quad[],
  first: readonly Look[],
): Promise<Look[]> {
  const looks = [...first];
  const { retry } = manifest.reader;
  if (!retry) return looks;
  const unsure = looks.flatMap((look, i) => (probabilityOf(look) < retry.below ? [i] : []));
  const plan = unsure.flatMap((i) => retry.margins.map((d) => ({ i, quad: widenQuad(quads[i], d, d) })));
  if (plan.length === 0) return looks;
  const matrices = await reader.read(
    reader.prepare(
      picture,
      plan.map(({ quad }) => quad),
    ),
  );
  plan.forEach(({ i }, k) => {
    const look = { matrix: matrices[k], candidates: beamSearch(matrices[k], search) };
    if (probabilityOf(look) > probabilityOf(looks[i])) looks[i] = look;
  });
  return looks;
}

function probabilityOf({ candidates }: Look): number {
  return candidates[0]?.probability ?? 0;
}
