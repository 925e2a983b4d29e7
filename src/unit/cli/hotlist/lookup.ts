import { randomUUID } from "node:crypto";
import { Command } from "commander";
import { loadConfusions } from "../../config/plates.js";
import { differences, fitsPattern } from "../../../shared/domain/differences.js";
import { TagwatchError } from "../../../shared/domain/errors.js";
import { lettersAsZero } from "../../core/matching/likelihood.js";
import { matchKeys } from "../../../shared/domain/match-keys.js";
import { normalisePlate } from "../../../shared/domain/plate.js";
import type { StateMatch } from "../../../shared/domain/closed-sets.js";
import type { HotlistEntry } from "../../../shared/domain/types.js";
import { exactly } from "../../core/when.js";
import { restingText } from "../../hotlist/active-hours.js";
import { openAuditSpool } from "../../hotlist/folder/spool.js";
import { stateCode } from "../../../shared/hotlist/states.js";
import { caller } from "../store.js";
import { atHotlists, configuredSource, type HotlistAccess, type HotlistFlags } from "./open.js";

interface Flags extends HotlistFlags {
  readonly state?: string;
  readonly json?: boolean;
}

interface Found {
  readonly entry: HotlistEntry;
  readonly exact: boolean;
  readonly stateMatch: StateMatch;
  readonly differs: readonly number[];
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

async function runLookup(text: string, flags: Flags): Promise<void> {
  const plate = normalisePlate(text);
  if (plate === "") throw new TagwatchError("USAGE", `"${text}" is no plate: letters and digits are`);
  const state = flags.state === undefined ? undefined : stateCode(flags.state);
  if (flags.state !== undefined && state === undefined)
    throw new TagwatchError("USAGE", `no state ${flags.state}`);
  await atHotlists(flags, (handle) => {
    const found = findPlate(handle, plate, state);
    noteLookup(handle, found.length);
    console.log(
      flags.json ? JSON.stringify(found) : found.length > 0 ? found.map(textOf).join("\n") : "on no list",
    );
    // "On no list" is an answer about the lists that were looked at.
    for (const text of notLookedAt(handle)) console.error(text);
    return Promise.resolve();
  });
}

function findPlate(
  { library, clock, config }: HotlistAccess,
  plate: string,
  state: string | undefined,
): readonly Found[] {
  const when = exactly(clock.now());
  const keys = matchKeys([{ text: plate, probability: 1 }], loadConfusions(config.hotlist.plates));
  const entries = [
    ...library.lookup(keys, when),
    ...library.patterns(when).filter((e) => fitsPattern(e.plate, plate)),
  ];
  const rank = (found: Found): number =>
    (found.exact ? 0 : 4 + found.differs.length) + (found.stateMatch === "mismatch" ? 2 : 0);
  return entries
    .map((entry): Found => {
      const [listed, asked] = entry.lettersOAsZero
        ? [lettersAsZero(entry.plate), lettersAsZero(plate)]
        : [entry.plate, plate];
      const isPattern = /[*?]/.test(listed);
      return {
        entry,
        exact: listed === asked,
        stateMatch: !state || !entry.state ? "unknown" : state === entry.state ? "match" : "mismatch",
        differs: isPattern ? [] : differences(listed, asked),
      };
    })
    .sort((a, b) => rank(a) - rank(b));
}

/** Lists that answer nothing now, and old ones. */
function notLookedAt({ library, config, clock }: HotlistAccess): readonly string[] {
  return library.status().flatMap(({ source, state, lastError }) => {
    const resting = restingText(configuredSource(config, source), clock.now());
    if (resting !== null) return [`${source} was not looked at: ${resting}`];
    if (state === "in-force") return [];
    const why = lastError === null ? "" : ` (${lastError})`;
    return state === "stale"
      ? [`${source} is stale${why}`]
      : [`${source} was not looked at: it is ${state}${why}`];
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

function textOf({ entry, exact, stateMatch, differs }: Found): string {
  const places = differs.length > 0 ? ` differs at ${differs.map((i) => String(i + 1)).join(",")}` : "";
  const head = `${exact ? "=" : "≈"} ${entry.plate.padEnd(9)} ${(entry.state ?? "--").padEnd(3)} ${entry.category}, ${entry.priority}, ${entry.source}; state ${stateMatch}${places}`;
  const record = Object.entries(entry.record).map(([name, value]) => `${name} ${value}`);
  return record.length > 0 ? `${head}\n    ${record.join(", ")}` : head;
}
