// Copies the WAL into the database in a worker thread: a checkpoint flushes the whole file, which on a unit's flash can
// take longer than the event loop may stand still.
import { statSync } from "node:fs";
import { Worker, isMainThread, workerData } from "node:worker_threads";
import { fileURLToPath } from "node:url";
import { connect } from "./db.js";

interface Job {
  readonly path: string;
  readonly key: Uint8Array;
}

/** Keeps the WAL short without stopping the event loop. */
export interface Checkpointer {
  /** Starts a checkpoint when the WAL is long and none is running; returns at once. */
  poke(): void;
}

const compiled = import.meta.url.endsWith(".js");
const longWalBytes = 6_000_000;

/** Makes the checkpointer of a database. Run from source there is no worker, and SQLite does it by itself. */
export function createCheckpointer(path: string, key: Uint8Array): Checkpointer {
  let worker: Worker | null = null;
  return {
    poke() {
      if (!compiled || worker || walBytes(path) < longWalBytes) return;
      const data: Job = { path, key };
      worker = new Worker(fileURLToPath(import.meta.url), { workerData: data });
      worker.unref();
      const over = (): void => void (worker = null);
      worker.on("error", over);
      worker.on("exit", over);
    },
  };
}

function walBytes(path: string): number {
  return statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
}

function checkpoint({ path, key }: Job): void {
  const db = connect(path, key);
  try {
    db.pragma("wal_checkpoint(PASSIVE)");
  } finally {
    db.close();
  }
}

if (!isMainThread && compiled) checkpoint(workerData as Job);
