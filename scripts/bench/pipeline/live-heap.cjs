// Loaded into every process and thread of the measured unit (NODE_OPTIONS=--require). At each whole multiple of
// SOAK_EVERY_MS of the wall clock it forces a full collection and appends a line to SOAK_FILE; the vision process also
// appends what it says of its cameras. SIGUSR2 writes a picture of the main thread's heap into SOAK_SNAPSHOTS.
"use strict";
const { appendFileSync } = require("node:fs");
const { join } = require("node:path");
const { getHeapStatistics, setFlagsFromString, writeHeapSnapshot } = require("node:v8");
const { runInNewContext } = require("node:vm");
const { threadId } = require("node:worker_threads");

const file = process.env.SOAK_FILE;
const everyMs = Number(process.env.SOAK_EVERY_MS);
const cameraMs = 20_000;
const note = (line) =>
  appendFileSync(file, `${JSON.stringify({ at: Date.now(), pid: process.pid, ...line })}\n`);

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");

function measure() {
  // Twice: what finalizers let go of in the first is collected by the second.
  collect();
  collect();
  const heap = getHeapStatistics();
  note({ kind: "heap", thread: threadId, used: heap.used_heap_size, held: heap.total_physical_size });
}

function wait() {
  setTimeout(
    () => {
      measure();
      wait();
    },
    everyMs - (Date.now() % everyMs),
  ).unref();
}
wait();

const { SOAK_SNAPSHOTS: snapshots } = process.env;
if (snapshots && threadId === 0)
  process.on("SIGUSR2", () => writeHeapSnapshot(join(snapshots, `${process.pid}.heapsnapshot`)));

if (process.send && threadId === 0) {
  const send = process.send.bind(process);
  let told = 0;
  process.send = (message, ...rest) => {
    if (message?.kind === "status" && Date.now() - told >= cameraMs) {
      told = Date.now();
      const cameras = message.status.cameras.map(({ id, processed, dropped, freshnessMs }) => ({
        id,
        processed,
        dropped,
        p99: freshnessMs?.p99 ?? null,
      }));
      note({ kind: "cameras", cameras });
    }
    return send(message, ...rest);
  };
}
