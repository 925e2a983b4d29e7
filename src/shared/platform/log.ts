import { pino, type Logger } from "pino";
import type { LogLevel } from "../domain/closed-sets.js";
import type { Fields, Log } from "../domain/ports.js";
import { createJournal, openJournalSocket, type JournalWays } from "./journal/ways.js";
import { journalLine } from "./journal/line.js";
import { withoutSecrets } from "./secret.js";

// Least first, with the syslog priority that journald reads from a `<N>` prefix (sd-daemon(3)).
const priority: Readonly<Record<LogLevel, number>> = { debug: 7, info: 6, warn: 4, error: 3 };

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
  /** `journal`: sentences for systemd's journal, with fields where they have some. `plain`: JSON with time. */
  readonly format?: "journal" | "plain";
  readonly write?: (text: string) => void;
  /** Takes a line with fields; systemd's journal when both this and `write` are left out. */
  readonly send?: JournalWays["send"];
  /** Name of the program in the journal. */
  readonly identifier?: string;
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
  const toSocket = deps.write ? () => false : openJournalSocket(deps.identifier ?? "tagwatch");
  const send = deps.send ?? toSocket;
  const journal = createJournal({ write: out, send });
  const least = priority[deps.level];
  const withFields = (own: Fields): Log => {
    const at =
      (level: LogLevel) =>
      (text: string, fields?: Fields): void => {
        if (priority[level] <= least)
          journal(journalLine(priority[level], text, { ...own, ...fields }, withoutSecrets));
      };
    const child = (fields: Fields): Log => withFields({ ...own, ...fields });
    return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error"), child };
  };
  return withFields({});
}
