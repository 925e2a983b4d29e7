import { createSocket } from "unix-dgram";

/** Tells systemd about readiness, status and liveness (sd_notify(3)); does nothing outside systemd. */
export interface SdNotify {
  /** Sends `READY=1`, `STATUS=…`, `WATCHDOG=1`, `STOPPING=1` … */
  send(state: string): void;
  /** How often systemd wants to hear from us, in milliseconds (half of WATCHDOG_USEC); null without a watchdog. */
  readonly watchdogMs: number | null;
  close(): void;
}

/** Opens the notification socket that systemd names in `NOTIFY_SOCKET`. */
export function openSdNotify(env: NodeJS.ProcessEnv): SdNotify {
  const path = env["NOTIFY_SOCKET"];
  const usec = Number(env["WATCHDOG_USEC"]);
  const watchdogMs = usec > 0 ? Math.floor(usec / 2000) : null;
  if (!path) return { send: () => undefined, watchdogMs, close: () => undefined };
  // An address starting with @ lives in the abstract namespace, which is spelt with a leading NUL.
  const address = Buffer.from(path.startsWith("@") ? `\0${path.slice(1)}` : path);
  const socket = createSocket("unix_dgram");
  // A lost datagram must not end the daemon: systemd's own timeout is the judge.
  socket.on("error", () => undefined);
  return {
    watchdogMs,
    send(state) {
      const bytes = Buffer.from(state);
      socket.send(bytes, 0, bytes.length, address.toString("latin1"), () => undefined);
    },
    close: () => socket.close(),
  };
}
