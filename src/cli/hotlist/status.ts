import { Command } from "commander";
import type { SourceStatus } from "../../hotlist/status.js";
import { wordsText } from "../../hotlist/doubts.js";
import { atHotlists, type HotlistFlags } from "./open.js";

/** `tagwatch hotlist status` */
export function statusCommand(): Command {
  return new Command("status")
    .description("each source: state, age, entries, rejected rows, next expected, last error")
    .option("--json", "print one JSON array")
    .action(async (flags: HotlistFlags & { readonly json?: boolean }) => {
      await atHotlists(flags, ({ library }) => {
        const statuses = library.status();
        console.log(flags.json ? JSON.stringify(statuses) : statuses.map(textOf).join("\n"));
        return Promise.resolve();
      });
    });
}

const time = (at: number | null): string =>
  at === null ? "-" : `${new Date(at).toISOString().slice(0, 16)}Z`;

function age(ms: number | null): string {
  if (ms === null) return "-";
  const minutes = Math.round(ms / 60_000);
  return minutes < 120 ? `${String(minutes)} min` : `${String(Math.round(minutes / 60))} h`;
}

function textOf(status: SourceStatus): string {
  const head =
    `${status.source.padEnd(16)} ${status.state.padEnd(9)} ${String(status.entries).padStart(9)} entries  ` +
    `age ${age(status.ageMs)}  rejected ${String(status.rejected)}  next expected ${time(status.nextExpectedAt)}`;
  const error = status.lastError ? `\n  last error ${time(status.lastErrorAt)}: ${status.lastError}` : "";
  const rejects = status.rejectFault ? `\n  FAULT ${status.rejectFault}` : "";
  const words = wordsText(status.unknown);
  return head + error + rejects + (words === "" ? "" : `\n  not known: ${words}`);
}
