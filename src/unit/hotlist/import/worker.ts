// Entry of the short-lived worker thread that builds one list file.
import { setPriority } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import { buildList } from "./build.js";
import { NotAList } from "../../../shared/hotlist/lines.js";
import { flush } from "../../../shared/platform/durable.js";
import type { BuildAnswer, BuildStart } from "./run-build.js";
import { errorText } from "../../../shared/domain/error-text.js";

async function answer({ job, steps }: BuildStart): Promise<BuildAnswer> {
  const counter = new Int32Array(steps);
  try {
    const result = await buildList(job, () => void Atomics.add(counter, 0, 1));
    flush(job.target);
    return { result };
  } catch (error) {
    const reason = errorText(error);
    return error instanceof NotAList ? { refused: reason } : { failed: reason };
  }
}

try {
  // Of this thread alone (Linux, setpriority(2)): frames and look-ups go first.
  setPriority(0, 10);
} catch {
  // A sandbox may forbid it; the import is only less polite then.
}
parentPort?.postMessage(await answer(workerData as BuildStart));
