// `tagwatch doctor`: one screen, each part green, amber or red, with what to do.
import { Command } from "commander";
import { loadConfigWithWarnings } from "../../config/load.js";
import type { Config } from "../../config/schema.js";
import { TagwatchError } from "../../../shared/domain/faults/errors.js";
import { keptSecretPath } from "../../../shared/platform/secret.js";
import { askSmart } from "../../os/smart.js";
import { installedService } from "../check/host.js";
import { namedFiles } from "../check/named-files.js";
import { probeFiles } from "../check/probe.js";
import { defaultConfigFile, programVersion } from "../paths.js";
import { askRunning } from "../self-test/running.js";
import { cameraPart, decodingPart, gpsPart, uplinkPart } from "./device-parts.js";
import { listParts } from "./list-parts.js";
import {
  clockPart,
  configurationPart,
  diskPart,
  keyPart,
  pagePart,
  peoplePart,
  placed,
  programPart,
  servicePart,
  type Level,
  type PartState,
} from "./parts.js";
import { standingPart, withRunning } from "./running-parts.js";
import { wearPart } from "./wear-part.js";

/** The command `tagwatch doctor`. Exit status 1 when a part is red. */
export function doctorCommand(): Command {
  return new Command("doctor")
    .description("one screen: how each part fares, and what to do")
    .option("-c, --config <file>", "configuration file", defaultConfigFile)
    .option("--json", "print one JSON object")
    .action(async (flags: { readonly config: string; readonly json?: boolean }) => {
      const report = await examine(flags.config, Date.now());
      console.log(flags.json ? JSON.stringify(report) : screenOf(report));
      if (report.level === "red") process.exitCode = 1;
    });
}

/** All parts at a moment; `level` is the worst of them. */
export interface DoctorReport {
  readonly at: string;
  readonly version: string;
  readonly level: Level;
  readonly parts: readonly PartState[];
}

/** Looks at every part. What cannot be looked at is said as such; a faulty configuration leaves the parts it does not name. */
export async function examine(file: string, now: number): Promise<DoctorReport> {
  const before = [programPart(programVersion()), await servicePart()];
  const parts = [...before, ...(await configuredParts(file, now))];
  const level = parts.some((one) => one.level === "red")
    ? "red"
    : parts.some((one) => one.level === "amber")
      ? "amber"
      : "green";
  return { at: new Date(now).toISOString(), version: programVersion(), level, parts };
}

async function configuredParts(file: string, now: number): Promise<readonly PartState[]> {
  try {
    const { config, warnings, place } = loadConfigWithWarnings(file);
    const found = probeFiles(namedFiles(config), installedService(), now);
    const cautions = [...warnings, ...placed(found, place, true)];
    const checked = configurationPart(file, { faults: placed(found, place, false), cautions });
    return [checked, ...(await partsOf(config, file, now))];
  } catch (error) {
    if (!(error instanceof TagwatchError)) throw error;
    const hint =
      error.code === "CONFIG_UNREADABLE"
        ? "tagwatch setup writes one; or run this as root"
        : "tagwatch check";
    return [
      { part: "configuration", level: "red", text: error.message.split("\n")[0] ?? "", hint },
      await clockPart(),
    ];
  }
}

async function partsOf(config: Config, file: string, now: number): Promise<readonly PartState[]> {
  const parts = [
    ...(await Promise.all(config.cameras.map(cameraPart))),
    ...(await Promise.all(config.cameras.map(decodingPart))).flat(),
    await gpsPart(config.gps, config.unit.kind),
    await clockPart(),
    ...(await listParts(config, file)),
    await uplinkPart(config.upload),
    pagePart(config.console, now),
    peoplePart(config.store.dir),
    keyPart(keptSecretPath(config.store.key)),
    diskPart(config.store),
    await wearPart({ smart: askSmart }),
  ];
  const { checks, faults } = await askRunning(config);
  return [...withRunning(parts, checks), ...standingPart(faults)];
}

const signs: Readonly<Record<Level, { readonly word: string; readonly colour: string }>> = {
  green: { word: "ok  ", colour: "32" },
  amber: { word: "look", colour: "33" },
  red: { word: "BAD ", colour: "31" },
};

/** The words stand beside the colours: not everybody sees them, and a journal has none. */
function screenOf({ parts, level, version }: DoctorReport): string {
  const paint = (text: string, colour: string): string =>
    process.stdout.isTTY ? `\u001b[${colour}m${text}\u001b[0m` : text;
  const width = Math.max(...parts.map(({ part }) => part.length));
  const lines = parts.flatMap(({ part, level: one, text, hint }) => [
    `${paint(signs[one].word, signs[one].colour)}  ${part.padEnd(width)}  ${text}`,
    ...(hint === "" ? [] : [`${" ".repeat(width + 8)}-> ${hint}`]),
  ]);
  const whole = {
    green: "All parts are well.",
    amber: "It works; something is to be looked at.",
    red: "Something does not work.",
  }[level];
  return [`tagwatch ${version}`, ...lines, whole].join("\n");
}
