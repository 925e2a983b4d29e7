// One life of the vision process, from fork to exit, as the daemon sees it.
import { fork, type ChildProcess } from "node:child_process";
import type { Clock } from "../../../shared/domain/ports.js";
import { beatMs, type FromVision, type ToVision } from "../messages.js";
import { awakeMsSince } from "../../../shared/domain/elapsed.js";

/** What one life of the process begins with, and where it tells of itself. */
export interface ChildDeps {
  readonly start: Extract<ToVision, { readonly kind: "start" }>;
  readonly clock: Clock;
  /** Called with the process id (also of its group), null when it could not be started, and what speaks to it. */
  onStart(pid: number | null, say: (message: ToVision) => void): void;
  onMessage(message: FromVision): void;
}

/** Why a vision process ended. */
export type ChildEnd =
  | { readonly kind: "done" }
  | { readonly kind: "hung"; readonly text: string }
  | { readonly kind: "died"; readonly text: string };

/** No status for this long, or a picture with the models for this long: the process hangs. */
const hangMs = 10_000;
/** Loading and warming up the models may take this long on a busy machine. */
const startMs = 60_000;
/** After `stop` the last tracks must have come by then. */
const flushMs = 5_000;

/** Runs a vision process until it ends, hangs (then it is killed with all its children) or `signal` aborts and it has flushed. */
export async function runChild(deps: ChildDeps, signal: AbortSignal): Promise<ChildEnd> {
  const { clock } = deps;
  // A process group of its own: one kill reaches the ffmpegs too, and a terminal's Ctrl-C does not reach it.
  const child = fork(new URL("../child/process.js", import.meta.url), [], {
    serialization: "advanced",
    detached: true,
  });
  const over = new AbortController();
  let heardNs = clock.monoNs();
  let isReady = false;
  let oldestJobMs = 0;
  let hung: string | null = null;
  child.on("message", (message: FromVision) => {
    heardNs = clock.monoNs();
    if (message.kind === "ready") isReady = true;
    if (message.kind === "status") oldestJobMs = message.status.oldestJobMs;
    deps.onMessage(message);
  });
  const exit = exitOf(child);
  void exit.finally(() => over.abort());
  const say = (message: ToVision): void => {
    // A dying process closes the channel before it exits; its end is noticed by itself.
    if (child.connected) child.send(message, () => undefined);
  };
  deps.onStart(child.pid ?? null, say);
  const stop = (): void => {
    // While it loads the models it hears nothing, and has nothing to say.
    if (!isReady) return killGroup(child);
    say({ kind: "stop" });
    void clock.sleep(flushMs, over.signal).then(() => over.signal.aborted || killGroup(child));
  };
  say(deps.start);
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  while (!over.signal.aborted) {
    await clock.sleep(beatMs, over.signal);
    say({ kind: "beat" });
    const silentMs = awakeMsSince(clock, heardNs);
    if (silentMs > (isReady ? hangMs : startMs))
      hung = `it said nothing for ${Math.round(silentMs / 1000)} s`;
    else if (oldestJobMs > hangMs) hung = `the models kept a picture for ${Math.round(oldestJobMs / 1000)} s`;
    if (hung !== null) killGroup(child);
  }
  signal.removeEventListener("abort", stop);
  const text = await exit;
  killGroup(child);
  if (hung !== null) return { kind: "hung", text: hung };
  return text === null ? { kind: "done" } : { kind: "died", text };
}

/** Null after exit 0, else what became of the process. */
function exitOf(child: ChildProcess): Promise<string | null> {
  return new Promise((resolve) => {
    child.on("error", (error) => resolve(error.message));
    child.on("exit", (code, name) =>
      resolve(code === 0 ? null : `it ended with ${name ?? `status ${code}`}`),
    );
  });
}

/** Ends the process and every ffmpeg it started; nothing to do when all are gone. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
