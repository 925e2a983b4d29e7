// What the vision process says to the daemon, log lines included.
import type { LogLevel } from "../../../shared/domain/closed-sets.js";
import type { Fields, Log } from "../../../shared/domain/ports.js";
import { withoutSecrets } from "../../../shared/platform/secret.js";
import type { FromVision } from "../messages.js";

/** Sends a message; `sent` is called once it is out. The daemon may be gone at this very moment: `disconnect` tells. */
export function send(message: FromVision, sent: () => void = () => undefined): void {
  if (process.connected) process.send?.(shown(message), sent);
}

/** A message with its words fit for people: only this process knows the cameras' passwords. */
function shown(message: FromVision): FromVision {
  if (message.kind === "log") {
    const words = Object.entries(message.fields).map(
      ([key, value]) => [key, typeof value === "string" ? withoutSecrets(value) : value] as const,
    );
    return { ...message, text: withoutSecrets(message.text), fields: Object.fromEntries(words) };
  }
  const hasWords = message.kind === "fault" || message.kind === "failed";
  return hasWords ? { ...message, text: withoutSecrets(message.text) } : message;
}

/** A log whose lines, each with `base` in it, the daemon writes. */
export function logToDaemon(base: Fields): Log {
  const at =
    (level: LogLevel): Log["info"] =>
    (text, fields) =>
      send({ kind: "log", level, text, fields: { ...base, ...fields } });
  return {
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    child: (fields) => logToDaemon({ ...base, ...fields }),
  };
}
