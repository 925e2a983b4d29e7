// SIGTERM and SIGINT, taken before the rest of a program is even loaded, so that a stop in any moment of the start is in order.

let taken: AbortController | null = null;

/**
 * The same controller at each call; aborted, with the signal's name as reason, by the first SIGTERM or SIGINT since the first
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

/** Calls `tell` once when the program is to stop, at once where it already is; `name` of the signal, null for another reason. */
export function onStop({ signal }: AbortController, tell: (name: string | null) => void): void {
  const told = (): void => tell(typeof signal.reason === "string" ? signal.reason : null);
  if (signal.aborted) told();
  else signal.addEventListener("abort", told, { once: true });
}
