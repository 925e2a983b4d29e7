import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { Command, Option } from "commander";
import { TagwatchError } from "../../core/errors.js";
import type { ImportMode } from "../../hotlist/build.js";
import type { ImportReport } from "../../hotlist/import-list.js";
import { verifySignature } from "../../hotlist/signature.js";
import { caller } from "../desk.js";
import { atHotlists, sourceOf, type HotlistFlags } from "./open.js";

interface Flags extends HotlistFlags {
  readonly source?: string;
  readonly mode: ImportMode;
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
      new Option("-m, --mode <mode>", "replace the list, or add to or remove from it")
        .choices(["full", "add", "remove"])
        .default("full"),
    )
    .option("--force", "take it although it shrank, is older, or has many rejects; the audit trail says so")
    .option("--sha256 <hex>", "take it only with this hash")
    .option("--json", "print the report as JSON")
    .action(runImport);
}

async function runImport(file: string, flags: Flags): Promise<void> {
  if (!existsSync(file)) throw new TagwatchError("INPUT_MISSING", `${file} does not exist`);
  await atHotlists(flags, async ({ config, library }) => {
    const source = sourceOf(config, flags.source);
    const path = resolve(file);
    const signed = verifySignature(path, source);
    if (signed && flags.sha256 && signed !== flags.sha256.toLowerCase()) {
      throw new TagwatchError("HOTLIST_REFUSED", `${file} is not the file with that SHA-256`);
    }
    const sha256 = signed ?? flags.sha256;
    const report = await library.import({
      source,
      path,
      mode: flags.mode,
      force: flags.force ?? false,
      ...(sha256 ? { sha256 } : {}),
      origin: "command",
      actor: caller(),
    });
    console.log(flags.json ? JSON.stringify(jsonOf(report)) : textOf(source.id, report));
  });
}

function jsonOf(report: ImportReport): object {
  const { loadId, sha256, accepted, rejected, skipped, reasons, rejects, previousEntries, tookMs, meta } =
    report;
  const { unknown, rejectFault } = report;
  const { entries, categories, listDate } = meta;
  return {
    loadId,
    sha256,
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

function textOf(source: string, report: ImportReport): string {
  const { meta, rejects } = report;
  const lines = [
    `${source}: ${String(meta.entries)} entries in force (before: ${String(report.previousEntries ?? 0)}), ` +
      `${String(report.rejected)} rows rejected, ${(report.tookMs / 1000).toFixed(1)} s`,
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
