import { Command } from "commander";
import { migrate } from "../archive/migrate.js";
import { revokedUnits } from "../archive/unit-registry.js";
import { loadCentreConfig } from "../config/load.js";
import { centrePlaces } from "../config/places.js";
import { writeAccessRules } from "../machine/broker-files.js";
import { tellBroker } from "../machine/services.js";
import { databaseAs } from "../parts.js";
import { withCentreConfig } from "./paths.js";

/** `tagwatch-centre migrate`: brings the archive's schema and the broker's rules to this version; PostgreSQL must run. */
export function migrateCommand(): Command {
  return withCentreConfig(new Command("migrate"))
    .description("bring the archive's schema and the broker's rules to this version, after an upgrade")
    .action(async (options: { readonly config: string }) => {
      const { config } = loadCentreConfig(options.config);
      const { broker: dir } = centrePlaces(config.centre);
      const database = databaseAs(config, "owner");
      try {
        const applied = await migrate(database);
        writeAccessRules({ dir, prefix: config.broker.prefix }, await revokedUnits(database));
        tellBroker(dir);
        console.log(applied.length > 0 ? `applied ${applied.join(", ")}` : "nothing to do");
      } finally {
        await database.close();
      }
    });
}
