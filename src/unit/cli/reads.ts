// `tagwatch reads`: search what was read (with a purpose, which is audited) and make evidence packages.
import { Command } from "commander";
import { resolve } from "node:path";
import type { UnitConfig } from "../config/schema.js";
import { queryOf, withReadChoice, type ReadChoice } from "./read-choice.js";
import type { Read } from "../../shared/domain/types.js";
import { stamp } from "../../shared/domain/stamp.js";
import { auditedCommand } from "../store/offline.js";
import { exportAudited, requireThere } from "../store/hand-out/carry-out.js";
import { heldReadIds } from "../store/retention/holds.js";
import { withStore, caller, withStoreOptions, type StoreCommandSettings } from "./store.js";
import { placeText } from "./read-line.js";

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
        requireThere(handle, flags.read ?? []);
        const order = {
          caseId: flags.case,
          readIds: flags.read ?? heldReadIds(handle.evidence, flags.case),
          recipient: flags.recipient,
          madeBy: actor.name,
          unit: config.unit.id,
          out: flags.out,
        };
        const told = { event: "reads.export", path: resolve(flags.out) } as const;
        const report = exportAudited(handle, order, actor, told);
        const { reads, pictures, sha256 } = report;
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

/** What is to be known of a time whose clock was not set at capture. */
function stampWords({ source, first, uncertaintyMs }: Read["capturedAt"]): readonly string[] {
  if (source === "unset") return ["time not known: the clock was not set"];
  if (first === undefined) return [];
  const sure = (uncertaintyMs / 1_000).toFixed(1);
  return [`time computed later, ± ${sure} s; the clock was not set and said ${stamp(first)}`];
}

function readLine(read: Read): string {
  const sure = `${(read.probability * 100).toFixed(1)} %`;
  const words = [stamp(read.capturedAt.at), read.text.padEnd(10), (read.state?.code ?? "--").padEnd(3)];
  const place = [sure.padStart(7), read.camera.padEnd(10), placeText(read), read.id];
  return [...words, ...place, ...stampWords(read.capturedAt)].join("  ");
}
