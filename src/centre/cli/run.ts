import { Command } from "commander";
import { errorStack, errorText } from "../../shared/domain/error-text.js";
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import type { Log } from "../../shared/domain/ports.js";
import { createClock } from "../../shared/platform/clock.js";
import { formatFault } from "../../shared/platform/config-loader.js";
import { createLog } from "../../shared/platform/log.js";
import { random } from "../../shared/platform/random.js";
import { takeStopSignals, untilAborted } from "../../shared/platform/stop.js";
import { openSdNotify } from "../../shared/platform/sdnotify.js";
import { runCentre, type CentrePart } from "../centre.js";
import { loadCentreConfig } from "../config/load.js";
import { centreVersion, withCentreConfig } from "./paths.js";

interface RunCentreSettings {
  readonly config: string;
  readonly withServices?: boolean;
}

const stopDeadlineMs = 60_000;

/** The first signal stops in order, a second one or the deadline at once. A bug stops likewise, with status 1. */
function stopOnSignals(log: Log): AbortSignal {
  const stop = takeStopSignals();
  const onBug = (error: unknown): void => {
    log.error("a bug stops the centre", { reason: errorStack(error) });
    process.exitCode = 1;
    stop.abort();
  };
  process.on("uncaughtException", onBug).on("unhandledRejection", onBug);
  void untilAborted(stop.signal).then(() => {
    const reason: unknown = stop.signal.reason;
    if (typeof reason === "string") log.info("stopping", { signal: reason });
    setTimeout(() => process.exit(1), stopDeadlineMs).unref();
  });
  return stop.signal;
}

async function run(settings: RunCentreSettings, parts?: readonly CentrePart[]): Promise<void> {
  const { config, warnings } = loadCentreConfig(settings.config);
  const format = process.env["JOURNAL_STREAM"] ? "journal" : "plain";
  const log = createLog({ level: config.log.level, format, identifier: "tagwatch-centre" });
  for (const warning of warnings) log.warn(formatFault(settings.config, warning));
  const signal = stopOnSignals(log);
  const notify = openSdNotify(process.env);
  const given = parts ? { parts } : {};
  try {
    await runCentre(
      {
        ...{ config, log, random, clock: createClock(), version: centreVersion(), ...given },
        withServices: settings.withServices ?? false,
        onReady: () => notify.send("READY=1"),
      },
      signal,
    );
  } catch (error) {
    const code = error instanceof TagwatchError ? error.code : "INTERNAL";
    log.error("the centre ends", { code, reason: errorText(error) });
    throw error;
  } finally {
    notify.close();
  }
}

/** `tagwatch-centre run`, and its parts apart: `collect`, `site`, `keep`. */
export function partCommands(): readonly Command[] {
  const all = withCentreConfig(new Command("run"))
    .description("run the collector, the site and the keeper in the foreground (systemd does this)")
    .option("--with-services", "run PostgreSQL and the broker too, as init made them")
    .action((settings: RunCentreSettings) => run(settings));
  const apart = (part: CentrePart, words: string): Command =>
    withCentreConfig(new Command(part))
      .description(words)
      .action((settings: RunCentreSettings) => run(settings, [part]));
  return [
    all,
    apart("collect", "run a collector only"),
    apart("site", "run the site only"),
    apart(
      "keep",
      "run the keeper only: copies of what is held, deletion of what is over, signed heads of the trail",
    ),
  ];
}
