import { execFile } from "node:child_process";

/** Tells systemd about readiness, status and liveness (sd_notify(3)); does nothing outside systemd. */
export interface SdNotify {
  /** Sends `READY=1`, `STATUS=…`, `WATCHDOG=1`, `STOPPING=1` … in the order of the calls. */
  send(state: string): void;
  /** How often systemd wants to hear from us, in milliseconds (half of WATCHDOG_USEC); null without a watchdog. */
  readonly watchdogMs: number | null;
  /** Nothing more is sent; what was sent before still arrives. */
  close(): void;
}

// Node has no datagram sockets of the AF_UNIX family, and a compiled package for them would be the only one of the unit.
const program = "systemd-notify";
const sendMs = 5_000;
/** States that wait behind a slow systemd-notify; the newest of a kind replaces the one before. */
const kindOf = (state: string): string => state.slice(0, state.indexOf("=") + 1);

/** Sends by `systemd-notify` to the socket that systemd names in `NOTIFY_SOCKET`; the unit needs `NotifyAccess=all`. */
export function openSdNotify(env: NodeJS.ProcessEnv): SdNotify {
  const usec = Number(env["WATCHDOG_USEC"]);
  const watchdogMs = usec > 0 ? Math.floor(usec / 2000) : null;
  if (!env["NOTIFY_SOCKET"]) return { send: () => undefined, watchdogMs, close: () => undefined };
  const waiting: string[] = [];
  let isSending = false;
  let isClosed = false;

  function next(): void {
    const state = waiting.shift();
    if (state === undefined) return void (isSending = false);
    isSending = true;
    // A lost message must not end the daemon: systemd's own timeout is the judge.
    execFile(program, ["--", state], { env, timeout: sendMs, killSignal: "SIGKILL" }, () => next());
  }

  return {
    watchdogMs,
    send(state) {
      if (isClosed) return;
      const same = waiting.findIndex((other) => kindOf(other) === kindOf(state));
      if (same >= 0) waiting.splice(same, 1);
      waiting.push(state);
      if (!isSending) next();
    },
    close() {
      isClosed = true;
    },
  };
}
