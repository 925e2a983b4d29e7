import { temperMatrix } from "../../core/matrix.js";
import type { Matrix, Picture, Quad } from "../../../shared/domain/types.js";
import { cropLuma } from "./crop.js";
import type { ReaderManifest } from "./manifest.js";
import { openModel } from "./onnx-model.js";

/** Most plates read in one run of the model, so that a picture full of text cannot take the memory. */
const maxBatch = 8;

/** The model that reads plates; running it blocks the thread (onnx-model.ts). */
export interface Reader {
  /** Cuts the plates along their quads (already widened) into one batch of the model's input. */
  prepare(picture: Picture, quads: readonly Quad[]): Uint8Array;
  /** One matrix per plate of a batch, with the manifest's temperature applied. */
  read(batch: Uint8Array): Promise<Matrix[]>;
  close(): Promise<void>;
}

/** Opens a model from its bytes. Throws MODEL_MANIFEST when they are none, or not the one the manifest describes. */
export async function openReader(
  manifest: ReaderManifest,
  bytes: Uint8Array,
  threads: number,
): Promise<Reader> {
  const { input, name, temperature } = manifest;
  const session = await openModel({
    bytes,
    name,
    inputName: input.name,
    outputNames: ["logProbs"],
    threads,
  });
  const area = input.width * input.height;
  return {
    prepare(picture, quads) {
      const batch = new Uint8Array(quads.length * area);
      quads.forEach((quad, i) => cropLuma(picture, quad, input, batch.subarray(i * area, (i + 1) * area)));
      return batch;
    },
    async read(batch) {
      const matrices: Matrix[] = [];
      for (let from = 0; from < batch.length; from += maxBatch * area) {
        const part = batch.subarray(from, from + maxBatch * area);
        const dims = [part.length / area, 1, input.height, input.width];
        const { logProbs } = await session.run({ data: part, dims });
        const [count, steps, symbols] = logProbs.dims;
        for (let i = 0; i < count; i++) {
          const data = logProbs.data.slice(i * steps * symbols, (i + 1) * steps * symbols);
          matrices.push(temperMatrix({ steps, symbols, data }, temperature));
        }
      }
      return matrices;
    },
    close: () => session.close(),
  };
}
