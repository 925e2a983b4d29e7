// Entry of the vision process: cameras, models and trackers, apart from the daemon so that it can be killed at any time.
//
//   daemon (link.ts)                       this process
//     start {cameras, ...}     ------->    openInference: models verified, one warm-up (worker-pool.ts)
//                              <-------    ready {models}        cameras are opened
//     beat (every second)      ------->    no beat for 30 s: the daemon is gone, end
//                              <-------    status (every second) no status for 10 s, or a picture with the models
//                                          for 10 s: killed with all its ffmpegs (own process group)
//                              <-------    track, fault, mended, log: as they happen
//     aim {camera}             ------->    somebody aims a camera (aiming.ts)
//                              <-------    aimed: its picture, a second apart, for three seconds
//     stop                     ------->    cameras end, waiting frames are read, tracks are flushed
//                              <-------    last track events, done; exit 0
//
// What happens to a frame is in ../pipeline.ts.
import { readFileSync, writeFileSync } from "node:fs";
import { TagwatchError } from "../../../shared/domain/faults/errors.js";
import { createClock } from "../../../shared/platform/clock.js";
import { createNewId } from "../../../shared/platform/new-id.js";
import { random } from "../../../shared/platform/random.js";
import { openInference } from "./worker-pool.js";
import { shippedModels } from "../plates/manifest.js";
import { judgeOf } from "../plates/read-plates.js";
import {
  beatMs,
  messageVersion,
  type FromVision,
  type ToVision,
  type VisionProcessStatus,
} from "../messages.js";
import { logToDaemon, send } from "./outlet.js";
import { openPipelines, type Pipelines } from "./pipelines.js";
import { errorText, errorStack } from "../../../shared/domain/error-text.js";
import { awakeMsSince } from "../../../shared/domain/elapsed.js";
import { untilAborted } from "../../../shared/platform/stop.js";

type Start = Extract<ToVision, { readonly kind: "start" }>;

/** Without a message from the daemon for this long the process ends: nothing it sends would be received. */
const orphanMs = 30_000;

const clock = createClock();
const newId = createNewId(clock);
const stopping = new AbortController();
let heardNs = clock.monoNs();
let running: Pipelines | null = null;

/**
 * Where memory ends the kernel ends this process before the daemon: it is started again, and the page, the store and the uplink
 * stay. In the service it stands as any other program does: another may be the one that took the memory.
 */
function goFirst(): void {
  const place = "/proc/self/oom_score_adj";
  try {
    // Of -1000 to 1000; the service as a whole stands at -500 (proc(5)). Its ffmpegs inherit it.
    const own = Number(readFileSync(place, "utf8"));
    writeFileSync(place, String(Math.min(1000, own + 500)));
  } catch {
    // Without it the kernel goes by size, and this process is the larger one.
  }
}

async function main({ version, vision, tables, cameras }: Start): Promise<void> {
  if (version !== messageVersion) throw new TagwatchError("INTERNAL", "daemon and vision differ in version");
  const models = vision.models ?? shippedModels;
  const cpuTimes = process.env["TAGWATCH_CPU_TIMES"] === "1";
  const setup = { models, threads: vision.threads, tables, cpuTimes };
  const inference = await openInference(setup, vision.workers, clock);
  const { detector, reader, state } = inference.manifest;
  send({ kind: "ready", models: [detector.name, reader.name, ...(state ? [state.name] : [])] });
  const pipelines = openPipelines(cameras, {
    vision,
    inference,
    judge: judgeOf(inference.manifest, tables),
    clock,
    newId,
    random,
    log: logToDaemon({}),
    send,
  });
  running = pipelines;
  const beating = beat(() => pipelines.status());
  await pipelines.run(stopping.signal);
  // Recordings may have ended by themselves; the daemon still decides when this process does.
  await untilAborted(stopping.signal);
  await inference.close();
  await beating;
}

async function beat(status: () => VisionProcessStatus): Promise<void> {
  while (!stopping.signal.aborted) {
    send({ kind: "status", status: status() });
    await clock.sleep(beatMs, stopping.signal);
    if (awakeMsSince(clock, heardNs) > orphanMs) stopping.abort();
  }
  send({ kind: "status", status: status() });
}

function failureMessage(error: unknown): FromVision {
  const text = errorText(error);
  if (error instanceof TagwatchError) return { kind: "failed", code: error.code, text, hint: error.hint };
  return { kind: "failed", code: "INTERNAL", text: errorStack(error), hint: "" };
}

/** Sends the last message and exits once it is out. */
function exitWith(message: FromVision, status: number): void {
  if (process.connected) send(message, () => process.exit(status));
  else process.exit(status);
}

goFirst();
process.on("message", (message: ToVision) => {
  heardNs = clock.monoNs();
  if (message.kind === "stop") stopping.abort();
  if (message.kind === "aim") running?.aim(message.wish);
  if (message.kind !== "start") return;
  main(message).then(
    () => exitWith({ kind: "done" }, 0),
    (error: unknown) => exitWith(failureMessage(error), 1),
  );
});
// Without the daemon the last tracks would reach no one: end at once, with the ffmpegs (this process leads its group).
process.on("disconnect", () => {
  stopping.abort();
  try {
    process.kill(-process.pid, "SIGKILL");
  } catch {
    process.exit(1);
  }
});
// Signals to the whole group (a terminal's Ctrl-C, systemd) reach the daemon too, and it says when to stop.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => undefined);
