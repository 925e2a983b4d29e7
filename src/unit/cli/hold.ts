// `tagwatch hold`: keeps reads beyond their retention for a case.
import { Command } from "commander";
import type { UnitConfig } from "../config/schema.js";
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import { stamp } from "../../shared/domain/stamp.js";
import type { StoreHandle } from "../store/offline.js";
import { addHold, listHolds, releaseHold } from "../store/retention/holds.js";
import { withStore, caller, parseTime, withStoreOptions, type StoreCommandSettings } from "./store.js";
import { choosesNothing, queryOf, withReadChoice, type ReadChoice } from "./read-choice.js";

interface AddHoldSettings extends StoreCommandSettings, ReadChoice {
  readonly case: string;
  readonly why: string;
  readonly until: string;
  readonly legalBasis?: string;
  readonly read?: readonly string[];
}

/** The command `tagwatch hold add|list|release`. */
export function holdCommand(): Command {
  const command = new Command("hold").description("keep reads for a case beyond their retention");
  withReadChoice(withStoreOptions(command.command("add")), 10_000)
    .description("hold reads: those named, or those a search finds")
    .requiredOption("--case <id>", "case number")
    .requiredOption("--why <text>", "reason")
    .requiredOption("--until <time>", "end of the hold: a whole day where the unit is, or a time in UTC")
    .option("--legal-basis <text>", "statute or order; needed beyond two years")
    .option("--read <id...>", "ids of reads")
    .action((flags: AddHoldSettings) => withStore(flags, (handle, { unit }) => add(handle, flags, unit)));
  withStoreOptions(command.command("list"))
    .description("list holds")
    .action((flags: StoreCommandSettings) => withStore(flags, list));
  withStoreOptions(command.command("release"))
    .description("end a hold; its reads leave when their own time is over")
    .requiredOption("--case <id>", "case number")
    .requiredOption("--why <text>", "reason")
    .action((flags: StoreCommandSettings & { readonly case: string; readonly why: string }) =>
      withStore(flags, (handle) => {
        releaseHold(handle, flags.case, flags.why, caller());
        console.log(`the hold of case ${flags.case} has ended`);
      }),
    );
  return command;
}

function add(handle: StoreHandle, flags: AddHoldSettings, unit: UnitConfig): void {
  const ids = flags.read ?? searched(handle, flags, unit);
  if (ids.length === 0) throw new TagwatchError("USAGE", "no read fits; nothing is held");
  const order = {
    caseId: flags.case,
    why: flags.why,
    until: parseTime(flags.until, unit).end,
    ...(flags.legalBasis === undefined ? {} : { legalBasis: flags.legalBasis }),
  };
  const { added, until } = addHold(handle, order, ids, caller());
  console.log(`${String(added)} more reads are held for case ${flags.case} until ${stamp(until)}`);
}

function searched(handle: StoreHandle, flags: AddHoldSettings, unit: UnitConfig): readonly string[] {
  if (choosesNothing(flags))
    throw new TagwatchError(
      "USAGE",
      "say which reads: --read, or what a search takes: --plate, --from, --near ...",
    );
  const query = queryOf(flags, unit);
  const found = handle.evidence.reads.search({ ...query, limit: query.limit + 1 });
  // What is left out here is purged one day, while the case believes that it is held.
  if (found.length > query.limit)
    throw new TagwatchError(
      "USAGE",
      `more than ${String(query.limit)} reads fit; nothing is held: narrow the search, or raise --limit`,
    );
  return found.map((read) => read.id);
}

function list(handle: StoreHandle): void {
  for (const hold of listHolds(handle.evidence)) {
    const state =
      hold.releasedAt === null ? `until ${stamp(hold.until)}` : `released ${stamp(hold.releasedAt)}`;
    const basis = hold.legalBasis ? ` (${hold.legalBasis})` : "";
    console.log(`${hold.caseId}  ${String(hold.reads)} reads  ${state}  by ${hold.who}: ${hold.why}${basis}`);
  }
}
