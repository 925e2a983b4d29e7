// What asks a program, or a part of it, to stop.

let taken: AbortController | null = null;

/**
 * Takes SIGTERM and SIGINT: called before the rest of a program is loaded, a stop in any moment of the start is in order. The
 * same controller at each call; aborted, with the signal's name as reason, by the first SIGTERM or SIGINT since the first
 * call. A second signal ends the program at once, with status 1.
 */
export function takeStopSignals(): AbortController {
  if (taken) return taken;
  const stop = new AbortController();
  taken = stop;
  const onSignal = (name: string): void => {
    if (stop.signal.aborted) process.exit(1);
    stop.abort(name);
  };
  process.on("SIGTERM", onSignal).on("SIGINT", onSignal);
  return stop;
}

/** Whether a stop was asked for; a signal that came while the event loop was busy is heard of in its next turn only. */
export async function isStopped(signal: AbortSignal): Promise<boolean> {
  await new Promise((resolve) => setImmediate(resolve));
  return signal.aborted;
}

/** Resolves once a signal is aborted, at once where it is already. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
