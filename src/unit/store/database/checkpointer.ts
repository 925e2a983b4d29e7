// Copies the WAL into the database in a worker thread: a checkpoint flushes the whole file, which on a unit's flash can
// take longer than the event loop may stand still.
import { statSync } from "node:fs";
import { Worker, isMainThread, parentPort } from "node:worker_threads";
import { fileURLToPath } from "node:url";
import { connect } from "./db.js";

interface Job {
  readonly path: string;
  readonly key: Uint8Array;
}

/** Keeps the WAL short without stopping the event loop. */
export interface Checkpointer {
  /** Starts a checkpoint when the WAL is long and none is running. */
  wake(): void;
  /** The same, and resolves when it is over: who writes a lot waits here, or SQLite would copy the WAL in the middle of a commit. */
  catchUp(): Promise<void>;
}

const compiled = import.meta.url.endsWith(".js");
const longWalBytes = 6_000_000;
/** Who waits for the checkpoint wants many short ones: a commit beside it stands behind its flush. */
const waitedWalBytes = 2_000_000;

/** Makes the checkpointer of a database. Run from source there is no worker, and SQLite does it by itself. */
export function createCheckpointer(path: string, key: Uint8Array): Checkpointer {
  let worker: Worker | null = null;
  const start = (): Worker => (worker ??= startWorker(() => (worker = null)));
  let running: Promise<void> | null = null;

  function checkpoint(to: Worker): Promise<void> {
    return new Promise((resolve) => {
      const over = (): void => {
        for (const event of ["message", "error", "exit"] as const) to.off(event, over);
        resolve();
      };
      for (const event of ["message", "error", "exit"] as const) to.on(event, over);
      to.postMessage({ path, key } satisfies Job);
    });
  }

  function begin(longBytes: number): Promise<void> {
    if (!compiled) return Promise.resolve();
    if (running) return running;
    if (walBytes(path) < longBytes) return Promise.resolve();
    running = checkpoint(start()).finally(() => (running = null));
    return running;
  }

  function wake(): void {
    // With the first read, so that the thread's memory is taken at the start, not minutes later.
    if (compiled) start();
    void begin(longWalBytes);
  }

  return { wake, catchUp: () => begin(waitedWalBytes) };
}

function startWorker(onGone: () => void): Worker {
  const worker = new Worker(fileURLToPath(import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 2 },
  });
  worker.unref();
  worker.on("error", onGone);
  worker.on("exit", onGone);
  return worker;
}

function walBytes(path: string): number {
  return statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
}

/** Connects anew each time: the database may have been set aside since. */
function checkpointNow({ path, key }: Job): void {
  const db = connect(path, key);
  try {
    db.pragma("wal_checkpoint(PASSIVE)");
  } finally {
    db.close();
  }
}

if (!isMainThread && compiled)
  parentPort?.on("message", (job: Job) => {
    try {
      checkpointNow(job);
    } finally {
      parentPort?.postMessage("done");
    }
  });
