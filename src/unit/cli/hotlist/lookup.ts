import { randomUUID } from "node:crypto";
import { Command } from "commander";
import { loadConfusions } from "../../config/plates.js";
import { TagwatchError } from "../../../shared/domain/faults/errors.js";
import { normalisePlate } from "../../../shared/domain/plate.js";
import type { FoundEntry } from "../../core/plate-lookup.js";
import { findPlate } from "../../hotlist/find-plate.js";
import { openAuditSpool } from "../../hotlist/folder/spool.js";
import { stateCode } from "../../../shared/hotlist/states.js";
import { caller } from "../store.js";
import { atHotlists, type HotlistAccess, type HotlistCommandSettings } from "./open.js";

interface LookupSettings extends HotlistCommandSettings {
  readonly state?: string;
  readonly json?: boolean;
}

/** `tagwatch hotlist lookup PLATE [--state KS]` */
export function lookupCommand(): Command {
  return new Command("lookup")
    .description("is a plate on a list? Exact entries (=) first, then what may be confused with it (≈)")
    .argument("<plate>")
    .option("--state <code>", "issuing state, e.g. KS")
    .option("--json", "print one JSON array")
    .action(runLookup);
}

async function runLookup(text: string, flags: LookupSettings): Promise<void> {
  const plate = normalisePlate(text);
  if (plate === "") throw new TagwatchError("USAGE", `"${text}" is no plate: letters and digits are`);
  const state = flags.state === undefined ? undefined : stateCode(flags.state);
  if (flags.state !== undefined && state === undefined)
    throw new TagwatchError("USAGE", `no state ${flags.state}`);
  await atHotlists(flags, (handle) => {
    const { library, config } = handle;
    const confusions = loadConfusions(config.hotlist.plates);
    const asked = { library, config: config.hotlist, confusions, now: handle.clock.now() };
    const { found, notLookedAt } = findPlate(asked, plate, state);
    noteLookup(handle, found.length);
    console.log(
      flags.json ? JSON.stringify(found) : found.length > 0 ? found.map(textOf).join("\n") : "on no list",
    );
    // "On no list" is an answer about the lists that were looked at.
    for (const text of notLookedAt) console.error(text);
    return Promise.resolve();
  });
}

// A search of criminal justice records leaves a trace (CJIS AU-2), without the plate.
function noteLookup({ dir, clock }: HotlistAccess, found: number): void {
  openAuditSpool(dir).put(`${String(clock.now())}-${randomUUID().slice(0, 8)}`, {
    at: clock.now(),
    actor: caller(),
    event: "hotlist.lookup",
    outcome: "success",
    detail: { found },
  });
}

function textOf({ entry, exact, stateMatch, differs }: FoundEntry): string {
  const places = differs.length > 0 ? ` differs at ${differs.map((i) => String(i + 1)).join(",")}` : "";
  const head = `${exact ? "=" : "≈"} ${entry.plate.padEnd(9)} ${(entry.state ?? "--").padEnd(3)} ${entry.category}, ${entry.priority}, ${entry.source}; state ${stateMatch}${places}`;
  const record = Object.entries(entry.record).map(([name, value]) => `${name} ${value}`);
  return record.length > 0 ? `${head}\n    ${record.join(", ")}` : head;
}
