// The part of `tagwatch-centre verify` that compares receipts with the archive, and has the units send again.
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import { createClock } from "../../shared/platform/clock.js";
import { centrePlaces } from "../config/places.js";
import type { CentreConfig } from "../config/schema.js";
import { renewRules } from "../enrolment.js";
import { tellBroker } from "../machine/services.js";
import { databaseAs, linkOf } from "../parts.js";
import { askAgain, checkReceipts, type Coverage, type Uncovered } from "../receipts.js";
import { issueCollector } from "./collector.js";
import { callerName } from "./paths.js";

/** Name of the certificate that asks: the collector's own would end the collector's session at the broker. */
const asker = "ask-again";

const iso = (at: number): string => new Date(at).toISOString();

function tellCoverage({ checked, uncovered, gaps, damaged }: Coverage): void {
  for (const { from, to } of gaps)
    console.log(
      `receipts between ${iso(from)} and ${iso(to)} could not be written down: they are not checked`,
    );
  if (damaged > 0)
    console.log(
      `${String(damaged)} lines of the journal of receipts are torn or damaged: they are not checked`,
    );
  if (checked === 0) console.log("No receipts are written down yet.");
  else if (uncovered.length === 0)
    console.log(`The archive has all of ${String(checked)} messages that were receipted.`);
  else console.log("receipted, and not in the archive:");
  for (const one of uncovered) console.log(lineOf(one));
}

function lineOf(one: Uncovered): string {
  const { unit, kind, count, from, to } = one;
  return `  ${unit}: ${String(count)} of kind ${kind}, receipted ${iso(from)} to ${iso(to)}`;
}

/** Throws RECEIPTS_UNCOVERED where the archive lacks something and nobody is asked for it now. */
export async function verifyReceipts(config: CentreConfig, isToAsk: boolean): Promise<void> {
  const database = databaseAs(config, "site");
  try {
    const coverage = await checkReceipts(centrePlaces(config.centre).receipts, database);
    tellCoverage(coverage);
    const { uncovered } = coverage;
    if (uncovered.length === 0) return;
    if (!isToAsk) throw new TagwatchError("RECEIPTS_UNCOVERED", "the archive lacks what is named above");
    await issueCollector(config, asker);
    await renewRules({ config, database });
    tellBroker(centrePlaces(config.centre).broker);
    const link = linkOf({ ...config, collect: { ...config.collect, name: asker } })();
    const absent = await askAgain({ database, clock: createClock(), link, by: callerName() }, uncovered);
    console.log(
      "The units are asked. They send it within minutes, hits first: verify then says what is still missing.",
    );
    if (absent.length > 0)
      console.log(`Not known to the broker now, to be asked once they are connected: ${absent.join(", ")}`);
  } finally {
    await database.close();
  }
}
