// Worker thread of the vision process: models live here, because running one blocks its thread.
// It ends by message only: terminating a thread inside the runtime aborts the whole process.
import { readFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import type { View } from "../../core/view.js";
import { TagwatchError } from "../../../shared/domain/faults/errors.js";
import type { PlateTables } from "../../../shared/domain/plate-tables.js";
import type { Picture } from "../../../shared/domain/types.js";
import { openModels, readPlates, type PlatesRead } from "../plates/read-plates.js";
import type { ModelManifest } from "../plates/manifest.js";
import { errorText } from "../../../shared/domain/error-text.js";

/** What the thread is started with; `models` is the folder that holds manifest and models. */
export interface InferSettings {
  readonly models: string;
  readonly threads: number;
  /** What is known of plates beforehand; null when it could not be read. */
  readonly tables: PlateTables | null;
  /** Measure stages in CPU time of this thread instead of wall time (benchmarks). */
  readonly cpuTimes: boolean;
}

/** What the vision process asks of the thread; `id` comes back with the answer. */
export type ToInfer =
  | { readonly kind: "picture"; readonly id: number; readonly picture: Picture; readonly view: View }
  | { readonly kind: "stop" };

/** What the thread answers. `error` is of one picture; after `failed` (a code of errors.ts) the thread is of no use. */
export type FromInfer =
  | { readonly kind: "ready"; readonly manifest: ModelManifest }
  | { readonly kind: "plates"; readonly id: number; readonly plates: PlatesRead }
  | { readonly kind: "error"; readonly id: number; readonly text: string }
  | { readonly kind: "failed"; readonly code: string; readonly text: string; readonly hint: string };

async function serve(port: NonNullable<typeof parentPort>, setup: InferSettings): Promise<void> {
  const monoNs = setup.cpuTimes ? threadCpuNs : () => process.hrtime.bigint();
  const models = await openModels(setup.models, { threads: setup.threads, tables: setup.tables, monoNs });
  const send = (message: FromInfer): void => port.postMessage(message);
  send({ kind: "ready", manifest: models.manifest });
  port.on("message", (message: ToInfer) => {
    if (message.kind === "stop") {
      void models.close().finally(() => port.close());
      return;
    }
    const { id, picture, view } = message;
    readPlates(models, picture, { characters: false, still: false, view }).then(
      (plates) => send({ kind: "plates", id, plates }),
      (error: unknown) => send({ kind: "error", id, text: errorText(error) }),
    );
  });
}

/** Nanoseconds this thread has spent on a core (Linux schedstat). */
function threadCpuNs(): bigint {
  return BigInt(readFileSync("/proc/thread-self/schedstat", "latin1").split(" ")[0]);
}

if (parentPort) {
  const port = parentPort;
  serve(port, workerData as InferSettings).catch((error: unknown) => {
    const known = error instanceof TagwatchError;
    const text = errorText(error);
    port.postMessage({
      kind: "failed",
      code: known ? error.code : "INTERNAL",
      text,
      hint: known ? error.hint : "",
    } satisfies FromInfer);
    port.close();
  });
}
