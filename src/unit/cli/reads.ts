// `tagwatch reads`: search what was read (with a purpose, which is audited) and make evidence packages.
import { Command } from "commander";
import { resolve } from "node:path";
import type { UnitConfig } from "../config/schema.js";
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import type { ReadQuery } from "../core/evidence-queries.js";
import type { Read } from "../../shared/domain/types.js";
import { stamp } from "../../shared/domain/stamp.js";
import { auditedCommand } from "../store/offline.js";
import { exportPackage } from "../store/export/export.js";
import { heldReadIds } from "../store/retention/holds.js";
import { withStore, caller, parseTime, withStoreOptions, type StoreCommandSettings } from "./store.js";
import { placeText } from "./read-line.js";

/** Options that choose reads; shared by search and hold. */
export interface ReadChoice {
  readonly plate?: string;
  readonly from?: string;
  readonly to?: string;
  readonly camera?: string;
  readonly hits?: boolean;
  readonly limit: string;
}

/** Adds the options that choose reads. */
export function withReadChoice(command: Command, limit: number): Command {
  return command
    .option("--plate <text>", "plate; O and 0 are alike, * and ? stand for any characters")
    .option("--from <time>", "captured from this time (UTC) or day on")
    .option("--to <time>", "captured before this time (UTC), or to the end of this day")
    .option("--camera <id>", "camera")
    .option("--hits", "only reads that met a hotlist")
    .option("--limit <n>", "at most so many", String(limit));
}

/** Turns the options into a query. Throws USAGE for a bad number or time. */
export function queryOf(choice: ReadChoice, unit: UnitConfig): ReadQuery {
  const limit = Number(choice.limit);
  if (!Number.isInteger(limit) || limit < 1) throw new TagwatchError("USAGE", "--limit takes a whole number");
  return {
    limit,
    ...(choice.plate === undefined ? {} : { plate: choice.plate }),
    ...(choice.from === undefined ? {} : { from: parseTime(choice.from, unit).start }),
    ...(choice.to === undefined ? {} : { to: parseTime(choice.to, unit).end }),
    ...(choice.camera === undefined ? {} : { camera: choice.camera }),
    ...(choice.hits ? { hitsOnly: true } : {}),
  };
}

interface SearchReadsSettings extends StoreCommandSettings, ReadChoice {
  readonly purpose: string;
  readonly json?: boolean;
}

interface ExportReadsSettings extends StoreCommandSettings {
  readonly case: string;
  readonly out: string;
  readonly recipient: string;
  readonly read?: readonly string[];
}

/** The command `tagwatch reads search|export`. */
export function readsCommand(): Command {
  const command = new Command("reads").description("search reads and export evidence packages");
  withReadChoice(withStoreOptions(command.command("search")), 50)
    .description("search reads, newest first; the purpose is kept in the audit trail")
    .requiredOption("--purpose <text>", "why, e.g. a case number")
    .option("--json", "one JSON object a line")
    .action((flags: SearchReadsSettings) =>
      withStore(flags, (handle, { unit }) => search(handle, flags, unit)),
    );
  withStoreOptions(command.command("export"))
    .description("write an evidence package that sha256sum and openssl can verify")
    .requiredOption("--case <id>", "case; without --read, all reads held for it are exported")
    .requiredOption("--out <folder>", "new folder")
    .requiredOption("--recipient <who>", "who receives the package")
    .option("--read <id...>", "these reads instead")
    .action((flags: ExportReadsSettings) =>
      withStore(flags, (handle, config) => {
        const actor = caller();
        const report = exportPackage(handle, {
          caseId: flags.case,
          readIds: flags.read ?? heldReadIds(handle.evidence, flags.case),
          recipient: flags.recipient,
          madeBy: actor.name,
          unit: config.unit.id,
          out: flags.out,
        });
        const { reads, pictures, sha256 } = report;
        auditedCommand(handle, actor, "reads.export", {
          object: flags.case,
          detail: { reads, pictures, sha256, recipient: flags.recipient, path: resolve(flags.out) },
        });
        console.log(`${String(reads)} reads and ${String(pictures)} pictures in ${report.folder}`);
        console.log(`SHA-256 of SHA256SUMS: ${sha256}. README.txt says how to check it.`);
      }),
    );
  return command;
}

function search(
  handle: Parameters<typeof auditedCommand>[0],
  flags: SearchReadsSettings,
  unit: UnitConfig,
): void {
  const query = queryOf(flags, unit);
  // The line comes before the answer: a search that cannot be audited is not made.
  auditedCommand(handle, caller(), "reads.search", {
    detail: { purpose: flags.purpose, byPlate: query.plate !== undefined, limit: query.limit },
  });
  for (const read of handle.evidence.reads.search(query))
    console.log(flags.json ? JSON.stringify(read) : readLine(read));
}

function readLine(read: Read): string {
  const sure = `${(read.probability * 100).toFixed(1)} %`;
  const words = [stamp(read.capturedAt.at), read.text.padEnd(10), (read.state?.code ?? "--").padEnd(3)];
  return [...words, sure.padStart(7), read.camera.padEnd(10), placeText(read), read.id].join("  ");
}
