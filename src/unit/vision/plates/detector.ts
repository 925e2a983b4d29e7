import type { Detection, Picture } from "../../../shared/domain/types.js";
import type { DetectorManifest } from "./manifest.js";
import { resizePlane } from "./resize.js";
import { openModel, type FloatTensor } from "./onnx-model.js";
import { type DetectorInput, type DetectorMaps, decode, suppress, toPicture } from "../detections.js";

/** The model that finds plates; running it blocks the thread (onnx-model.ts). */
export interface Detector {
  /** Scales a picture for the model, its longer side to `longSide` pixels. The result is valid until the next call. */
  prepare(picture: Picture, longSide: number): DetectorInput;
  /** Plates in the picture `input` was made of, in its pixels, from a score of `threshold` on, most certain first. */
  detect(
    input: DetectorInput,
    picture: { readonly width: number; readonly height: number },
    threshold: number,
  ): Promise<Detection[]>;
  close(): Promise<void>;
}

/** Opens a model from its bytes. Throws MODEL_MANIFEST when they are none, or not the one the manifest describes. */
export async function openDetector(
  manifest: DetectorManifest,
  bytes: Uint8Array,
  threads: number,
): Promise<Detector> {
  const session = await openModel({
    bytes,
    name: manifest.name,
    inputName: manifest.input.name,
    outputNames: ["objectness", "sides", "corners"],
    threads,
  });
  let buffer = new Uint8Array(0);
  return {
    prepare(picture, longSide) {
      const shape = inputShape(picture, { ...manifest, longSide });
      const bytesNeeded = shape.width * shape.height;
      if (buffer.length !== bytesNeeded) buffer = new Uint8Array(bytesNeeded);
      buffer.fill(manifest.input.pad);
      const source = { data: picture.y, width: picture.width, height: picture.height };
      resizePlane(source, {
        data: buffer,
        width: shape.scaledWidth,
        height: shape.scaledHeight,
        stride: shape.width,
      });
      return {
        data: buffer,
        width: shape.width,
        height: shape.height,
        scaleX: picture.width / shape.scaledWidth,
        scaleY: picture.height / shape.scaledHeight,
      };
    },
    async detect(input, picture, threshold) {
      const maps = await session.run({ data: input.data, dims: [1, 1, input.height, input.width] });
      const found = decode(maps as Readonly<Record<keyof DetectorMaps, FloatTensor>>, {
        ...manifest,
        threshold,
      });
      return suppress(found, manifest.nmsIou).map((detection) => toPicture(detection, input, picture));
    },
    close: () => session.close(),
  };
}

/** Size of the scaled picture and of the padded input around it. */
export function inputShape(
  picture: { readonly width: number; readonly height: number },
  { longSide, maxGrow, input }: Pick<DetectorManifest, "longSide" | "maxGrow" | "input">,
) {
  const scale = Math.min(maxGrow, longSide / Math.max(picture.width, picture.height));
  const scaledWidth = Math.max(1, Math.round(picture.width * scale));
  const scaledHeight = Math.max(1, Math.round(picture.height * scale));
  const padded = (length: number) => Math.ceil(length / input.multiple) * input.multiple;
  return { scaledWidth, scaledHeight, width: padded(scaledWidth), height: padded(scaledHeight) };
}
