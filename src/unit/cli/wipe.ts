// `tagwatch wipe`: decommission a unit.
import { Command } from "commander";
import { loadConfig } from "../config/load.js";
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import { createClock } from "../../shared/platform/clock.js";
import { stamp } from "../../shared/domain/stamp.js";
import { storePaths } from "../store/database/paths.js";
import { wipeStore } from "../store/wipe.js";
import { caller } from "./store.js";
import { defaultConfigFile } from "./paths.js";

/** The command `tagwatch wipe`. */
export function wipeCommand(): Command {
  return new Command("wipe")
    .description("destroy all keys and evidence of this unit for good (stop the daemon first)")
    .option("-c, --config <file>", "configuration file", defaultConfigFile)
    .requiredOption("--unit <id>", "the unit's id, to show that you mean it")
    .action((flags: { readonly config: string; readonly unit: string }) => {
      const config = loadConfig(flags.config);
      if (flags.unit !== config.unit.id)
        throw new TagwatchError("USAGE", `this unit is not "${flags.unit}"; nothing was destroyed`);
      const clock = createClock();
      const report = wipeStore(storePaths(config.store.dir), () => clock.now());
      const at = stamp(clock.now());
      console.log(`CERTIFICATE OF DESTRUCTION
Unit ${flags.unit}, ${at}, by ${caller().name}
${String(report.keys)} key files overwritten three times and removed; ${String(report.files)} files removed
SHA-256 of their names: ${report.names}
Destroy the unit key (${config.store.key}) as well, and revoke the unit's broker credentials.`);
    });
}
