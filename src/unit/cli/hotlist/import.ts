import { existsSync } from "node:fs";
import { basename, resolve } from "node:path";
import { Command, Option } from "commander";
import { importModes, type ImportMode } from "../../../shared/domain/closed-sets.js";
import { TagwatchError } from "../../../shared/domain/faults/errors.js";
import { restingText } from "../../hotlist/active-hours.js";
import { modeOfName } from "../../hotlist/import/file-name.js";
import type { ImportReport } from "../../hotlist/import/import-list.js";
import { openSourceFolder } from "../../hotlist/folder/source-folder.js";
import { awaitTakeover, type Takeover } from "../../hotlist/folder/takeover.js";
import { handOver } from "../../../shared/platform/owner.js";
import { caller } from "../store.js";
import { atHotlists, configuredSource, type HotlistCommandSettings } from "./open.js";

interface ImportCommandSettings extends HotlistCommandSettings {
  readonly source?: string;
  readonly mode?: ImportMode;
  readonly force?: boolean;
  readonly sha256?: string;
  readonly json?: boolean;
}

const shownRejects = 20;

/** `tagwatch hotlist import FILE` */
export function importCommand(): Command {
  return new Command("import")
    .description("check a file and put it into force; on any fault the list in force stays")
    .argument("<file>", "as delivered: plain, .gz or .zip")
    .option("-s, --source <id>", "source in the configuration; may be left out when there is only one")
    .addOption(
      new Option(
        "-m, --mode <mode>",
        "replace the list, or add to or remove from it; default: what the file's name or signed manifest says, else full",
      ).choices(importModes),
    )
    .option(
      "--force",
      "take it although it shrank, is older, was brought before, or has many rejects; the audit trail says so",
    )
    .option("--sha256 <hex>", "take it only with this hash")
    .option("--json", "print the report as JSON")
    .action(runImport);
}

async function runImport(file: string, flags: ImportCommandSettings): Promise<void> {
  if (!existsSync(file)) throw new TagwatchError("INPUT_MISSING", `${file} does not exist`);
  const mode = flags.mode ?? modeSaid(file);
  await atHotlists(flags, async ({ config, library, dir, clock }) => {
    const source = configuredSource(config, flags.source);
    const report = await library.import({
      source,
      path: resolve(file),
      mode,
      force: flags.force ?? false,
      ...(flags.sha256 ? { sha256: flags.sha256 } : {}),
      origin: "command",
      actor: caller(),
    });
    handOver(dir);
    // What a command says is in force must be what officers are alerted by.
    const takeover = await awaitTakeover(clock, dir, openSourceFolder(dir, source.id), report.loadId);
    const resting = restingText(source, clock.now());
    console.log(
      flags.json
        ? JSON.stringify({ ...jsonOf(report), daemon: takeover, resting: resting !== null })
        : textOf(source.id, report, [daemonText[takeover], ...(resting === null ? [] : [resting])]),
    );
    if (takeover === "other") process.exitCode = 1;
  });
}

function modeSaid(file: string): ImportMode | null {
  try {
    return modeOfName(basename(file));
  } catch (cause) {
    throw new TagwatchError("USAGE", `${(cause as Error).message}; or say --mode`, { cause });
  }
}

function jsonOf(report: ImportReport): object {
  const { loadId, sha256, accepted, rejected, skipped, reasons, rejects, previousEntries, tookMs, meta } =
    report;
  const { unknown, rejectFault } = report;
  const { mode, warnings } = report;
  const { entries, categories, listDate } = meta;
  return {
    loadId,
    mode,
    sha256,
    warnings,
    entries,
    accepted,
    rejected,
    skipped,
    reasons,
    rejectFault,
    unknown,
    rejects,
    categories,
    listDate,
    previousEntries,
    tookMs,
  };
}

const daemonText: Readonly<Record<Takeover, string>> = {
  held: "the daemon matches against it",
  other:
    "THE DAEMON HAS NOT TAKEN IT OVER: no officer is alerted by it yet; see `tagwatch hotlist status` and the journal",
  "no-daemon":
    "no daemon runs on this store (systemctl status tagwatch): one that starts matches against the list",
};

function textOf(source: string, report: ImportReport, standing: readonly string[]): string {
  const { meta, rejects } = report;
  const lines = [
    `${source}: ${String(meta.entries)} entries in force (before: ${String(report.previousEntries ?? 0)}), ` +
      `${String(report.rejected)} rows rejected, ${(report.tookMs / 1000).toFixed(1)} s`,
    ...standing.map((text) => `  ${text}`),
    ...report.warnings.map((warning) => `  warning: ${warning}`),
    ...Object.entries(meta.categories).map(([name, count]) => `  ${name.padEnd(20)} ${String(count)}`),
    ...Object.entries(report.skipped).map(
      ([reason, count]) => `  skipped: ${reason.padEnd(11)} ${String(count)}`,
    ),
    ...Object.entries(report.unknown).map(([word, count]) => `  not known: ${word} in ${String(count)} rows`),
    ...rejects.slice(0, shownRejects).map(({ line, reason }) => `  line ${String(line)} rejected: ${reason}`),
  ];
  const more = report.rejected - Math.min(shownRejects, rejects.length);
  const fault = report.rejectFault === null ? [] : [`  FAULT HOTLIST_REJECTS: ${report.rejectFault}`];
  return [...lines, ...fault, ...(more > 0 ? [`  and ${String(more)} more rejected`] : [])].join("\n");
}
