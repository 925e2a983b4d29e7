// Runs a build in a worker thread, so that look-ups and the daemon go on meanwhile, and ends one that hangs.
import { Worker } from "node:worker_threads";
import type { Clock } from "../../../shared/domain/ports.js";
import type { BuildJob, BuildResult } from "./build-job.js";
import { NotAList } from "../../../shared/hotlist/lines.js";

/** What the worker says at its end. `failed`: not for what the file is (a full disk), so the same file may do later. */
export type BuildAnswer =
  { readonly result: BuildResult } | { readonly refused: string } | { readonly failed: string };

/** What the worker is given. */
export interface BuildStart {
  readonly job: BuildJob;
  /** One number (Int32) that grows with every step of the work. */
  readonly steps: SharedArrayBuffer;
}

/** When a build counts as hanging: after so many looks without a step. Looks, not time: no clock that jumps ends one. */
export interface BuildPatience {
  readonly lookMs: number;
  readonly looks: number;
}

// Worker threads load compiled code only: from sources (tests, benchmarks) the built twin is used.
const workerFile = import.meta.url.endsWith(".ts")
  ? new URL("../../../../dist/unit/hotlist/import/worker.js", import.meta.url)
  : new URL("./worker.js", import.meta.url);

/** Sorting and writing the longest list takes a slow unit about a minute. */
const patience: BuildPatience = { lookMs: 10_000, looks: 60 };
/** Threads that hang in the system (a dead disk) end only with it: more of them would fill the memory. */
const mostHanging = 2;
const hanging = new Set<Worker>();

/** `wait` says when a build counts as hanging, `file` is replaced in tests. */
export interface BuildDeps {
  readonly clock: Pick<Clock, "sleep">;
  /** Default: ten minutes without a step. */
  readonly wait?: BuildPatience;
  /** The worker's code. */
  readonly file?: URL;
}

/**
 * Builds in a worker. Throws NotAList when the file is refused, and when the worker hangs or dies, whatever the reason;
 * another Error when the build failed for something else than the file.
 */
export function runBuild(job: BuildJob, deps: BuildDeps): Promise<BuildResult> {
  const { clock, wait = patience, file = workerFile } = deps;
  return new Promise((resolve, reject) => {
    if (hanging.size >= mostHanging)
      throw new NotAList("earlier imports hang and cannot be ended: check the disk, then restart the daemon");
    const order: BuildStart = { job, steps: new SharedArrayBuffer(4) };
    const worker = new Worker(file, {
      workerData: order,
      resourceLimits: { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 8 },
    });
    const ended = new AbortController();
    const breakOff = async (): Promise<void> => {
      hanging.add(worker);
      // One that hangs in a system call does not end; it is not waited for.
      await Promise.race([worker.terminate(), clock.sleep(wait.lookMs)]);
      reject(new NotAList("cannot be built: the import made no step for too long and was broken off"));
    };
    void untilStill(order.steps, { clock, wait }, ended.signal).then(() =>
      ended.signal.aborted ? undefined : breakOff(),
    );
    worker.once("message", (answer: BuildAnswer) => {
      if ("result" in answer) resolve(answer.result);
      else if ("refused" in answer) reject(new NotAList(answer.refused));
      else reject(new Error(`cannot be built: ${answer.failed}`));
    });
    worker.once("error", (error: Error) =>
      reject(new NotAList(`cannot be built: ${error.message}`, { cause: error })),
    );
    worker.once("exit", () => {
      ended.abort();
      if (!hanging.delete(worker)) reject(new NotAList("cannot be built: the worker ended early"));
    });
  });
}

/** Resolves when so many looks saw no step, or `signal` aborts. */
async function untilStill(
  steps: SharedArrayBuffer,
  { clock, wait }: { readonly clock: Pick<Clock, "sleep">; readonly wait: BuildPatience },
  signal: AbortSignal,
): Promise<void> {
  const counter = new Int32Array(steps);
  let seen = 0;
  let looks = 0;
  while (looks < wait.looks && !signal.aborted) {
    await clock.sleep(wait.lookMs, signal);
    const now = Atomics.load(counter, 0);
    looks = now === seen ? looks + 1 : 0;
    seen = now;
  }
}
