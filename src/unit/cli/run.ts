import { Command } from "commander";
import type { Config } from "../config/schema.js";
import { loadConfigWithWarnings } from "../config/load.js";
import { formatFault } from "../../shared/platform/config-loader.js";
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import type { Log } from "../../shared/domain/ports.js";
import type { ReadOutcome } from "../intake.js";
import { createClock } from "../../shared/platform/clock.js";
import { createLog } from "../../shared/platform/log.js";
import { openSdNotify } from "../../shared/platform/sdnotify.js";
import { isStopped, takeStopSignals, untilAborted } from "../../shared/platform/stop.js";
import { exitStatusOf } from "../../shared/platform/exit.js";
import { defaultConfigFile, packageDir, programVersion } from "./paths.js";
import { readLines } from "./read-line.js";
import { errorText, errorStack } from "../../shared/domain/error-text.js";

interface RunSettings {
  readonly config: string;
  readonly showReads?: boolean;
}

// Shorter than TimeoutStopSec=10 of the unit file, so that a hanging stop is ours to report.
const stopDeadlineMs = 8_000;

/** Says that it stops, and ends the program at the deadline. */
function tellStop(log: Log, stop: AbortController): void {
  void untilAborted(stop.signal).then(() => {
    const reason: unknown = stop.signal.reason;
    if (typeof reason === "string") log.info("stopping", { signal: reason });
    setTimeout(() => {
      log.error("stopping took too long", { deadlineMs: stopDeadlineMs });
      process.exit(1);
    }, stopDeadlineMs).unref();
  });
}

/** A bug takes the same way out as a signal, with exit status 1: what was accepted is still written. */
function stopOnBugs(log: Log, stop: AbortController): void {
  const onBug = (error: unknown): void => {
    log.error("a bug stops the daemon", {
      reason: errorStack(error),
    });
    process.exitCode = 1;
    stop.abort();
  };
  process.on("uncaughtException", onBug);
  process.on("unhandledRejection", onBug);
}

function openLog(config: Config): Log {
  return createLog({ level: config.log.level, format: process.env["JOURNAL_STREAM"] ? "journal" : "plain" });
}

async function run(settings: RunSettings): Promise<void> {
  const stop = takeStopSignals();
  const { config, warnings } = loadConfigWithWarnings(settings.config);
  const log = openLog(config);
  for (const warning of warnings) log.warn(formatFault(settings.config, warning));
  tellStop(log, stop);
  stopOnBugs(log, stop);
  const { runDaemon } = await import("../daemon.js");
  if (await isStopped(stop.signal)) return;
  const notify = openSdNotify(process.env);
  try {
    const parts = {
      config,
      clock: createClock(),
      log,
      notify,
      version: programVersion(),
      selfTest: [
        process.execPath,
        `${packageDir}dist/unit/main.js`,
        "self-test",
        "--json",
        "-c",
        settings.config,
      ] as const,
      ...(settings.showReads ? { onRead: (outcome: ReadOutcome) => console.log(readLines(outcome)) } : {}),
    };
    while ((await runDaemon(parts, stop.signal)) === "again");
  } catch (error) {
    // The journal gets it too: under systemd nobody reads stderr of a start that failed at night.
    const code = error instanceof TagwatchError ? error.code : "INTERNAL";
    log.error("the daemon ends", {
      code,
      reason: errorText(error),
      status: exitStatusOf(error),
    });
    throw error;
  } finally {
    notify.close();
  }
}

/** `tagwatch run`: the daemon, in the foreground, as systemd wants it. */
export function runCommand(): Command {
  return new Command("run")
    .description("run the daemon in the foreground (systemd does this)")
    .option("-c, --config <file>", "configuration file", defaultConfigFile)
    .option("--show-reads", "print each read and hit as a line; they hold plates, so never in a journal")
    .action((settings: RunSettings) => run(settings));
}
