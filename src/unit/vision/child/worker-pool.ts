// The vision process's side of its worker threads.
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { View } from "../../core/view.js";
import { TagwatchError, type ErrorCode } from "../../../shared/domain/faults/errors.js";
import type { Clock } from "../../../shared/domain/ports.js";
import type { Picture } from "../../../shared/domain/types.js";
import type { FromInfer, InferSettings, ToInfer } from "./infer-worker.js";
import type { ModelManifest } from "../plates/manifest.js";
import type { PlatesRead } from "../plates/read-plates.js";
import { awakeMsSince } from "../../../shared/domain/elapsed.js";

/** Worker threads with the models in them. */
export interface Inference {
  readonly manifest: ModelManifest;
  /** Pictures that can be taken at once, and those under way. */
  readonly capacity: number;
  busy(): number;
  /** Reads the plates of a picture that lie in the view; rejects when the models fail on it. Call only while `busy() < capacity`. */
  read(picture: Picture, view: View): Promise<PlatesRead>;
  /** How long the oldest picture under way has been waiting. */
  oldestJobMs(): number;
  /** Lets the threads finish and end. */
  close(): Promise<void>;
}

/** Starts `count` threads and waits until all models are verified and warm. Throws MODEL_*. */
export async function openInference(setup: InferSettings, count: number, clock: Clock): Promise<Inference> {
  const threads = await Promise.all(Array.from({ length: count }, () => openThread(setup, clock)));
  return {
    manifest: threads[0].manifest,
    capacity: count,
    busy: () => threads.filter((thread) => thread.sinceNs() !== null).length,
    read(picture, view) {
      const idle = threads.find((thread) => thread.sinceNs() === null);
      return idle ? idle.read(picture, view) : Promise.reject(new Error("no idle inference thread"));
    },
    oldestJobMs() {
      const since = threads.map((thread) => thread.sinceNs()).filter((ns) => ns !== null);
      return since.length === 0 ? 0 : Math.max(...since.map((ns) => awakeMsSince(clock, ns)));
    },
    close: async () => void (await Promise.all(threads.map((thread) => thread.close()))),
  };
}

interface Thread {
  readonly manifest: ModelManifest;
  /** When the picture under way was handed over; null while idle. */
  sinceNs(): bigint | null;
  read(picture: Picture, view: View): Promise<PlatesRead>;
  close(): Promise<void>;
}

interface Job {
  readonly id: number;
  readonly sinceNs: bigint;
  resolve(plates: PlatesRead): void;
  reject(error: Error): void;
}

async function openThread(setup: InferSettings, clock: Clock): Promise<Thread> {
  const worker = new Worker(new URL("./infer-worker.js", import.meta.url), { workerData: setup });
  const send = (message: ToInfer): void => worker.postMessage(message);
  let job: Job | null = null;
  let jobs = 0;
  const [first] = (await once(worker, "message")) as [FromInfer];
  if (first.kind === "failed") {
    throw new TagwatchError(first.code as ErrorCode, first.text, first.hint ? { hint: first.hint } : {});
  }
  if (first.kind !== "ready") throw new Error(`inference thread began with ${first.kind}`);
  worker.on("message", (message: FromInfer) => {
    const done = job;
    job = null;
    if (message.kind === "plates") done?.resolve(message.plates);
    else if (message.kind === "error") done?.reject(new Error(message.text));
  });
  return {
    manifest: first.manifest,
    sinceNs: () => job?.sinceNs ?? null,
    read: (picture, view) =>
      new Promise((resolve, reject) => {
        job = { id: ++jobs, sinceNs: clock.monoNs(), resolve, reject };
        send({ kind: "picture", id: job.id, picture, view });
      }),
    async close() {
      const exit = once(worker, "exit");
      send({ kind: "stop" });
      await exit;
    },
  };
}
