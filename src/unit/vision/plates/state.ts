import type { Picture, Quad } from "../../../shared/domain/types.js";
import { cropRgb } from "./crop.js";
import type { StateManifest } from "./manifest.js";
import { openModel } from "./onnx-model.js";

/** The model that tells the issuing state by the plate's design. */
export interface StateClassifier {
  /** Probabilities of the manifest's labels, with its temperature applied, for a plate whose quad is already widened. */
  classify(picture: Picture, quad: Quad): Promise<Float64Array>;
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
    async classify(picture, quad) {
      cropRgb(picture, quad, input, crop);
      const { probs } = await session.run({ data: crop, dims: [1, 3, input.height, input.width] });
      return temper(probs.data, manifest.temperature);
    },
    close: () => session.close(),
  };
}

function temper(probabilities: ArrayLike<number>, temperature: number): Float64Array {
  const raised = Float64Array.from(probabilities, (p) => p ** (1 / temperature));
  const total = raised.reduce((sum, p) => sum + p, 0);
  return raised.map((p) => p / total);
}
