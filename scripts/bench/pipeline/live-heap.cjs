// Loaded into every process and thread of the measured unit (NODE_OPTIONS=--require). At each whole multiple of
// SOAK_EVERY_MS of the wall clock it forces a full collection and appends a line to SOAK_FILE, then at each of the next
// twenty whole seconds what V8 holds and, once a process, its private memory. The vision process also appends what it
// says of its cameras. SIGUSR2 writes a picture of the main thread's heap into SOAK_SNAPSHOTS.
"use strict";
const { appendFileSync, readFileSync } = require("node:fs");
const { join } = require("node:path");
const { getHeapStatistics, setFlagsFromString, writeHeapSnapshot } = require("node:v8");
const { runInNewContext } = require("node:vm");
const { threadId } = require("node:worker_threads");

const file = process.env.SOAK_FILE;
const everyMs = Number(process.env.SOAK_EVERY_MS);
const cameraMs = 20_000;
const samples = 20;
const note = (line) =>
  appendFileSync(file, `${JSON.stringify({ at: Date.now(), pid: process.pid, ...line })}\n`);

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");

function measure() {
  // Twice: what finalizers let go of in the first is collected by the second.
  collect();
  collect();
  note({ kind: "heap", thread: threadId, used: getHeapStatistics().used_heap_size });
  sample(samples);
}

/** At one moment in all threads: a heap grows again at once, and what it holds is to be taken off what the process has. */
function sample(left) {
  if (left === 0) return;
  const nextMs = 1_000 - (Date.now() % 1_000);
  setTimeout(() => {
    const held = getHeapStatistics().total_physical_size;
    const second = Math.round(Date.now() / 1_000);
    note({ kind: "memory", second, thread: threadId, held, ...(threadId === 0 && { own: ownMemory() }) });
    sample(left - 1);
  }, nextMs).unref();
}

const ownMemory = () =>
  Number(/^Pss_Anon:\s+(\d+)/m.exec(readFileSync("/proc/self/smaps_rollup", "latin1"))[1]) * 1024;

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
