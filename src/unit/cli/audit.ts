// `tagwatch audit`: the weekly review CJIS AU-6 asks for, and the note of a suspected breach.
import { Command } from "commander";
import type { UnitConfig } from "../config/schema.js";
import type { Millis } from "../../shared/domain/types.js";
import { auditLine, auditReport, type AuditReport } from "../store/audit-report.js";
import { auditedCommand as auditAt, type StoreHandle } from "../store/offline.js";
import { withStore, caller, parseTime, withStoreOptions, type StoreCommandSettings } from "./store.js";

interface ReportSettings extends StoreCommandSettings {
  readonly week?: boolean;
  readonly from?: string;
  readonly to?: string;
  readonly lines?: boolean;
  readonly json?: boolean;
}

const weekMs = 7 * 86_400_000;

/** The command `tagwatch audit report|breach`. */
export function auditCommand(): Command {
  const command = new Command("audit").description("review the audit trail");
  withStoreOptions(command.command("report"))
    .description("what happened how often, by whom, what failed; by default the last seven days")
    .option("--week", "the last seven days")
    .option("--from <time>", "from this time (UTC) or day on")
    .option("--to <time>", "before this time (UTC), or to the end of this day")
    .option("--lines", "print every line too")
    .option("--json", "the report as JSON")
    .action((flags: ReportSettings) => withStore(flags, (handle, { unit }) => report(handle, flags, unit)));
  withStoreOptions(command.command("breach"))
    .description(
      "note a suspected breach in the audit trail; report it to the agency within the hour (CJIS IR-6)",
    )
    .requiredOption("--what <text>", "what was seen, when and by whom; no plates")
    .action((flags: StoreCommandSettings & { readonly what: string }) =>
      withStore(flags, (handle) => {
        const detail = { what: flags.what };
        auditAt(handle, caller(), "breach.suspected", { detail, outcome: "failure" });
        console.log(
          "noted; report it to the agency's security officer within the hour (docs/operator/lost-unit.md)",
        );
      }),
    );
  return command;
}

function report(handle: StoreHandle, flags: ReportSettings, unit: UnitConfig): void {
  const to: Millis = flags.to === undefined ? handle.now() + 1 : parseTime(flags.to, unit).end;
  const from: Millis = flags.from === undefined ? to - weekMs : parseTime(flags.from, unit).start;
  // Reading the audit trail is itself an event (CJIS AU-2).
  auditAt(handle, caller(), "audit.report", { detail: { from, to } });
  const summary = auditReport(handle.evidence, from, to);
  console.log(flags.json ? JSON.stringify(summary) : text(summary));
  if (!flags.lines) return;
  for (const line of handle.evidence.audit.between(from, to)) console.log(auditLine(line));
}

function text(report: AuditReport): string {
  return [
    `${report.from} to ${report.to}: ${String(report.lines)} lines`,
    "",
    "EVENTS",
    ...report.events.map((one) => `${String(one.count).padStart(8)}  ${one.event.padEnd(28)} ${one.outcome}`),
    "",
    "WHO",
    ...report.actors.map((one) => `${String(one.count).padStart(8)}  ${one.name} from ${one.source}`),
    "",
    `FAILURES (${String(report.failures.length)})`,
    ...report.failures.map((line) => `  ${line}`),
    "",
    `SILENCES over two hours (${String(report.silences.length)})`,
    ...report.silences.map((one) => `  ${one.from} to ${one.to}`),
  ].join("\n");
}
