import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { TagwatchError } from "../../../shared/domain/faults/errors.js";
import { alphabet } from "../../../shared/domain/plate.js";

const fileFields = {
  file: z.string().regex(/^[\w.-]+\.onnx$/, "name a .onnx file beside the manifest"),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, "64 lower-case hex digits"),
  name: z.string().min(1),
};
const probability = z.number().min(0).max(1);
const pixels = z.int().min(8).max(4096);

const detectorSchema = z.object({
  ...fileFields,
  input: z.object({ name: z.string().min(1), multiple: z.int().min(1), pad: z.int().min(0).max(255) }),
  longSide: pixels,
  maxGrow: z.number().min(1),
  stride: z.int().min(1),
  /** Least score of a box in a camera's frame; and in a picture by itself, which has no next frame. */
  threshold: probability,
  stillThreshold: probability,
  nmsIou: probability,
  /** From here on the search of a still takes a plate for sure, and looks no closer. */
  assertScore: probability,
});

const cropFields = {
  input: z.object({ name: z.string().min(1), width: pixels, height: pixels }),
  marginX: z.number().min(-0.4).max(1),
  marginY: z.number().min(-0.4).max(1),
  temperature: z.number().positive(),
};

const readerSchema = z.object({
  ...fileFields,
  ...cropFields,
  alphabet: z.literal(alphabet),
  minProbability: probability,
  minCharacters: z.int().min(1),
  /** Longer texts than the reader was trained on are lettering. */
  maxCharacters: z.int().min(1),
  /** Plates read with less than `below` are cut again, widened further by each of `margins`; the surest read counts. */
  retry: z.object({ below: probability, margins: z.array(z.number().min(-0.2).max(0.3)).max(4) }).optional(),
});

const stateSchema = z
  .object({
    ...fileFields,
    ...cropFields,
    labels: z.array(z.string().min(1)).min(2),
    /** Share of each label in the training, which the network's answers contain. */
    shares: z.array(z.number().positive()).optional(),
    threshold: probability,
  })
  .refine(({ labels, shares }) => !shares || shares.length === labels.length, "shares: one for each label");

const weight = z.number();
const assertingSchema = z.object({
  threshold: probability,
  leastScore: probability,
  weights: z.object({
    bias: weight,
    score: weight,
    text: weight,
    lettersOnly: weight,
    digitsOnly: weight,
    short: weight,
    narrow: weight,
  }),
});

const manifestSchema = z.object({
  version: z.literal(1),
  detector: detectorSchema,
  reader: readerSchema,
  state: stateSchema.nullable(),
  /** How a plate found and read is asserted; as the shipped models are when left out. */
  asserting: assertingSchema.optional(),
});

/** models/manifest.json, written by the exporter: what each model is, what it takes and when its answer counts. */
export type ModelManifest = z.output<typeof manifestSchema>;
/** What the manifest says of the detector. */
export type DetectorManifest = ModelManifest["detector"];
/** What the manifest says of the reader. */
export type ReaderManifest = ModelManifest["reader"];
/** What the manifest says of the state classifier, which a set of models may lack. */
export type StateManifest = NonNullable<ModelManifest["state"]>;

/** The manifest with the verified bytes of its models: exactly the bytes hashed are the bytes run. */
export interface ModelFiles {
  readonly manifest: ModelManifest;
  readonly detector: Uint8Array;
  readonly reader: Uint8Array;
  readonly state: Uint8Array | null;
}

/** The models that ship with the program: `models/` beside `src/` and `dist/`. */
export const shippedModels = fileURLToPath(new URL("../../../../models", import.meta.url));

/** Reads and verifies the manifest and the models of a folder. Throws MODEL_MISSING, MODEL_MANIFEST or MODEL_HASH. */
export function loadModelFiles(dir: string): ModelFiles {
  const manifest = parseManifest(join(dir, "manifest.json"));
  return {
    manifest,
    detector: loadVerified(dir, manifest.detector),
    reader: loadVerified(dir, manifest.reader),
    state: manifest.state ? loadVerified(dir, manifest.state) : null,
  };
}

function parseManifest(path: string): ModelManifest {
  const text = readModelFile(path).toString("utf8");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new TagwatchError("MODEL_MANIFEST", `${path} is not JSON`, { cause });
  }
  const parsed = manifestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join(".") || "(top)"}: ${issue.message}`);
  throw new TagwatchError("MODEL_MANIFEST", `${path}: ${faults.join("; ")}`);
}

function loadVerified(dir: string, model: { readonly file: string; readonly sha256: string }): Uint8Array {
  const path = join(dir, model.file);
  const bytes = readModelFile(path);
  const hash = createHash("sha256").update(bytes).digest("hex");
  if (hash === model.sha256) return bytes;
  throw new TagwatchError(
    "MODEL_HASH",
    `${path} has SHA-256 ${hash.slice(0, 12)}…, manifest.json says ${model.sha256.slice(0, 12)}…`,
  );
}

function readModelFile(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new TagwatchError("MODEL_MISSING", `${path} cannot be read`, { cause });
  }
}
