import { pino, type Logger } from "pino";
import type { LogLevel } from "../domain/closed-sets.js";
import type { Fields, Log } from "../domain/ports.js";
import { withoutSecrets } from "./secret.js";

// pino level -> syslog priority, which journald reads from a `<N>` prefix (sd-daemon(3)).
const priority: Readonly<Record<number, number>> = { 10: 7, 20: 7, 30: 6, 40: 4, 50: 3, 60: 2 };

interface LineTarget {
  lastLevel: number;
  write(line: string): void;
}

function journalTarget(write: (text: string) => void): LineTarget {
  const target: LineTarget = {
    lastLevel: 30,
    write(line) {
      write(`<${String(priority[this.lastLevel] ?? 6)}>${line}`);
    },
  };
  return Object.assign(target, { [Symbol.for("pino.metadata")]: true });
}

function adapt(logger: Logger): Log {
  return {
    debug: (text, fields) => logger.debug(fields ?? {}, text),
    info: (text, fields) => logger.info(fields ?? {}, text),
    warn: (text, fields) => logger.warn(fields ?? {}, text),
    error: (text, fields) => logger.error(fields ?? {}, text),
    child: (fields: Fields) => adapt(logger.child(fields)),
  };
}

/** `level` is the least that is written; `write` takes finished lines and is standard output when left out. */
export interface LogDeps {
  readonly level: LogLevel;
  /** `journal`: one JSON line with a `<priority>` prefix. `plain`: JSON with time, for terminals and files. */
  readonly format?: "journal" | "plain";
  readonly write?: (text: string) => void;
}

/**
 * The daemon's log on stdout, written synchronously in this thread: a worker transport would lose the last lines at exit.
 * Secrets this process has read are taken out of every line, whoever wrote them.
 */
export function createLog(deps: LogDeps): Log {
  const out = deps.write ?? ((text: string) => void process.stdout.write(text));
  const write = (text: string): void => out(withoutSecrets(text));
  if (deps.format === "plain") {
    return adapt(
      pino({ base: null, level: deps.level, timestamp: pino.stdTimeFunctions.isoTime }, { write }),
    );
  }
  return adapt(pino({ base: null, level: deps.level, timestamp: false }, journalTarget(write)));
}
