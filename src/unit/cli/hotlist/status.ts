import { Command } from "commander";
import { openSourceFolder, type Held } from "../../hotlist/folder/source-folder.js";
import type { SourceStatus } from "../../hotlist/status.js";
import { wordsText } from "../../hotlist/import/doubts.js";
import { takeoverOf, type Takeover } from "../../hotlist/folder/takeover.js";
import { restingText } from "../../hotlist/active-hours.js";
import { atHotlists, type HotlistCommandSettings } from "./open.js";

interface Shown extends SourceStatus {
  readonly daemon: Takeover;
  /** What the daemon says it matches against. */
  readonly held: Held | null;
  /** Why it raises no alerts now, although it is in force. */
  readonly resting: string | null;
}

/** `tagwatch hotlist status` */
export function statusCommand(): Command {
  return new Command("status")
    .description("each source: state, age, entries, rejected rows, next expected, last error")
    .option("--json", "print one JSON array")
    .action(async (flags: HotlistCommandSettings & { readonly json?: boolean }) => {
      await atHotlists(flags, ({ library, dir, config, clock }) => {
        const statuses = library.status().map((status): Shown => {
          const folder = openSourceFolder(dir, status.source);
          const loadId = folder.manifest()?.loadId ?? null;
          const source = config.hotlist.sources.find(({ id }) => id === status.source);
          const resting = source ? restingText(source, clock.now()) : null;
          return { ...status, daemon: takeoverOf(dir, folder, loadId), held: folder.held(), resting };
        });
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

function textOf(status: Shown): string {
  const head =
    `${status.source.padEnd(16)} ${status.state.padEnd(9)} ${String(status.entries).padStart(9)} entries  ` +
    `age ${status.state === "stale" && status.ageMs === null ? "unknown" : age(status.ageMs)}  rejected ${String(status.rejected)}  next expected ${time(status.nextExpectedAt)}`;
  const error = status.lastError ? `\n  last error ${time(status.lastErrorAt)}: ${status.lastError}` : "";
  const rejects = status.rejectFault ? `\n  FAULT ${status.rejectFault}` : "";
  const words = wordsText(status.unknown);
  const resting = status.resting === null ? "" : `\n  ${status.resting}`;
  return (
    head + daemonText(status) + resting + error + rejects + (words === "" ? "" : `\n  not known: ${words}`)
  );
}

function daemonText({ daemon, held }: Shown): string {
  if (daemon === "held") return "";
  if (daemon === "no-daemon") return "\n  no daemon runs on this store (systemctl status tagwatch)";
  const what = held?.loadId ? `${String(held.entries)} entries of another load` : "no list";
  const fault = held?.fault ? ` (${held.fault})` : "";
  return `\n  THE DAEMON HAS NOT TAKEN IT OVER: it matches against ${what}${fault}`;
}
