// Runs a build in a worker thread, so that look-ups and the daemon go on meanwhile.
import { Worker } from "node:worker_threads";
import type { BuildJob, BuildResult } from "./build.js";
import { NotAList } from "./lines.js";

/** What the worker says at its end. */
export type BuildAnswer = { readonly result: BuildResult } | { readonly refused: string };

// Worker threads load compiled code only: from sources (tests, benchmarks) the built twin is used.
const workerFile = import.meta.url.endsWith(".ts")
  ? new URL("../../dist/hotlist/worker.js", import.meta.url)
  : new URL("./worker.js", import.meta.url);

/** Builds in a worker. Throws NotAList when the file is refused, whatever the reason. */
export function runBuild(job: BuildJob): Promise<BuildResult> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerFile, {
      workerData: job,
      resourceLimits: { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 8 },
    });
    worker.once("message", (answer: BuildAnswer) => {
      if ("result" in answer) resolve(answer.result);
      else reject(new NotAList(answer.refused));
    });
    worker.once("error", (error: Error) =>
      reject(new NotAList(`cannot be built: ${error.message}`, { cause: error })),
    );
    worker.once("exit", () => reject(new NotAList("cannot be built: the worker ended early")));
  });
}
