import { createPublicKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { Command } from "commander";
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import { findClockErrors } from "../archive/keeper/clock-errors.js";
import { verifyDisposals } from "../archive/keeper/disposal.js";
import { verifyHeads } from "../archive/keeper/heads.js";
import { verifyTrail } from "../archive/trail.js";
import { loadCentreConfig } from "../config/load.js";
import { centrePlaces } from "../config/places.js";
import type { CentreConfig } from "../config/schema.js";
import { databaseAs } from "../parts.js";
import { withCentreConfig } from "./paths.js";
import { verifyReceipts } from "./verify-receipts.js";

const shown = 100;

function tell(title: string, lines: readonly string[], hint: string): void {
  if (lines.length === 0) return;
  const more = lines.length > shown ? [`and ${String(lines.length - shown)} more`] : [];
  console.log([`${title}:`, ...lines.slice(0, shown), ...more, `-> ${hint}`].join("\n"));
}

async function verifyTrails(config: CentreConfig): Promise<number> {
  const key = createPublicKey(readFileSync(centrePlaces(config.centre).publicKey));
  const database = databaseAs(config, "auditor");
  try {
    const changed = [
      ...(await verifyTrail(database)),
      ...(await verifyHeads(database, key)),
      ...(await verifyDisposals(database, key)),
    ];
    const early = await findClockErrors(database);
    tell(
      "deleted by a doubtful time",
      early,
      "compare with the units' own records and a backup of that time",
    );
    tell(
      "changed",
      changed,
      "somebody with the owner's password or the files changed this: keep a copy of all of it now",
    );
    if (changed.length + early.length === 0)
      console.log("The trail is whole, as its signed heads say; every disposal is certified.");
    return changed.length + early.length;
  } finally {
    await database.close();
  }
}

/**
 * `tagwatch-centre verify`: whether the trail is whole from its first line to its last and as its signed heads say, whether
 * certificates of disposal are ours, and which disposals look like a clock error (as the auditor's database role); and
 * whether the archive has what was receipted.
 */
export function verifyTrailCommand(): Command {
  return withCentreConfig(new Command("verify"))
    .description("check the trail, its signed heads, what was deleted, and what was receipted")
    .option(
      "--ask-again",
      "have the units send again what was receipted and the archive lacks (after a restore)",
    )
    .action(async (options: { readonly config: string; readonly askAgain?: boolean }) => {
      const { config } = loadCentreConfig(options.config);
      const findings = await verifyTrails(config);
      await verifyReceipts(config, options.askAgain ?? false);
      if (findings > 0) throw new TagwatchError("AUDIT_WRITE", `${String(findings)} findings`);
    });
}
