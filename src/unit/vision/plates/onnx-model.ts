// The one home of onnxruntime-node. `run` blocks its thread while it computes, so the daemon calls it in a worker only.
import type { InferenceSession } from "onnxruntime-node";
import { TagwatchError } from "../../../shared/domain/faults/errors.js";

// onnxruntime 1.29 and later phone home unless this is set before they load; 1.27 has no such code. Set for both.
process.env["ORT_DISABLE_TELEMETRY"] = "1";

/** A tensor given to a model: unsigned bytes, row-major. */
export interface ByteTensor {
  readonly data: Uint8Array;
  readonly dims: readonly number[];
}

/** A tensor a model returns. */
export interface FloatTensor {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** A loaded model with one input. */
export interface Model {
  run(input: ByteTensor): Promise<Readonly<Record<string, FloatTensor>>>;
  close(): Promise<void>;
}

/** What one model is opened with; `threads` are the runtime's own, beside the thread that calls. */
export interface ModelSettings {
  readonly bytes: Uint8Array;
  /** What the model is called in error messages. */
  readonly name: string;
  readonly inputName: string;
  readonly outputNames: readonly string[];
  readonly threads: number;
}

/**
 * Loads a model on the CPU. Threads never spin while idle: on two shared cores spinning takes the time of the cameras.
 * Throws MODEL_MANIFEST when the file is not a model or its inputs and outputs are not the manifest's.
 */
export async function openModel(options: ModelSettings): Promise<Model> {
  const { Tensor, InferenceSession: sessions } = await import("onnxruntime-node");
  const session = await sessions
    .create(options.bytes, sessionOptions(options.threads))
    .catch((cause: unknown) => {
      throw new TagwatchError("MODEL_MANIFEST", `model ${options.name} cannot be loaded`, { cause });
    });
  checkNames(session, options);
  return {
    async run(input) {
      const tensor = new Tensor("uint8", input.data, input.dims);
      return floatOutputs(await session.run({ [options.inputName]: tensor }), options);
    },
    close: () => session.release(),
  };
}

function sessionOptions(threads: number): InferenceSession.SessionOptions {
  return {
    executionProviders: ["cpu"],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "all",
    logSeverityLevel: 3,
    extra: { session: { intra_op: { allow_spinning: "0" }, inter_op: { allow_spinning: "0" } } },
  };
}

function checkNames(session: InferenceSession, { name, inputName, outputNames }: ModelSettings): void {
  const missing = [
    ...(session.inputNames.length === 1 && session.inputNames[0] === inputName ? [] : [`input ${inputName}`]),
    ...outputNames
      .filter((output) => !session.outputNames.includes(output))
      .map((output) => `output ${output}`),
  ];
  if (missing.length === 0) return;
  const has = `inputs ${session.inputNames.join(", ")}; outputs ${session.outputNames.join(", ")}`;
  throw new TagwatchError("MODEL_MANIFEST", `model ${name} has no ${missing.join(", ")} (it has ${has})`);
}

function floatOutputs(
  outputs: InferenceSession.OnnxValueMapType,
  { name, outputNames }: ModelSettings,
): Record<string, FloatTensor> {
  const result: Record<string, FloatTensor> = {};
  for (const output of outputNames) {
    const { data, dims } = outputs[output];
    if (!(data instanceof Float32Array)) {
      throw new TagwatchError("MODEL_MANIFEST", `model ${name}: output ${output} is not float32`);
    }
    result[output] = { data, dims };
  }
  return result;
}
