import type { Picture, Quad, StateGuess } from "../../../shared/domain/types.js";
import { cropRgb } from "./crop.js";
import type { StateManifest } from "./manifest.js";
import { openModel } from "./onnx-model.js";

/** The model that tells the issuing state by the plate's design. */
export interface StateClassifier {
  /** The issuing state of each plate, or null where the model abstains. Quads are already widened. */
  classify(picture: Picture, quads: readonly Quad[]): Promise<(StateGuess | null)[]>;
  close(): Promise<void>;
}

/** Opens a model from its bytes. Throws MODEL_MANIFEST when they are none, or not the one the manifest describes. */
export async function openStateClassifier(
  manifest: StateManifest,
  bytes: Uint8Array,
  threads: number,
): Promise<StateClassifier> {
  const { input, name } = manifest;
  const session = await openModel({ bytes, name, inputName: input.name, outputNames: ["probs"], threads });
  const crop = new Uint8Array(3 * input.width * input.height);
  return {
    async classify(picture, quads) {
      const guesses: (StateGuess | null)[] = [];
      for (const quad of quads) {
        cropRgb(picture, quad, input, crop);
        const { probs } = await session.run({ data: crop, dims: [1, 3, input.height, input.width] });
        guesses.push(chooseState(probs.data, manifest));
      }
      return guesses;
    },
    close: () => session.close(),
  };
}

/** The most probable label with the temperature applied; null under the threshold or when it is `other`. */
export function chooseState(
  probabilities: ArrayLike<number>,
  { labels, temperature, threshold }: Pick<StateManifest, "labels" | "temperature" | "threshold">,
): StateGuess | null {
  const tempered = labels.map((_, i) => probabilities[i] ** (1 / temperature));
  const total = tempered.reduce((sum, p) => sum + p, 0);
  const best = tempered.indexOf(Math.max(...tempered));
  const probability = tempered[best] / total;
  return labels[best] === "other" || !(probability >= threshold) ? null : { code: labels[best], probability };
}
