import { Command } from "commander";
import { migrate } from "../archive/migrate.js";
import { loadCentreConfig } from "../config/load.js";
import { centrePlaces } from "../config/places.js";
import { renewRules } from "../enrolment.js";
import { renewBrokerFile } from "../machine/broker-files.js";
import { tellBroker } from "../machine/services.js";
import { databaseAs } from "../parts.js";
import { issueCollector } from "./collector.js";
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
        await issueCollector(config, config.collect.name);
        await renewRules({ config, database });
        const isNew = renewBrokerFile(dir);
        tellBroker(dir, isNew ? "SIGTERM" : "SIGHUP");
        console.log(applied.length > 0 ? `applied ${applied.join(", ")}` : "the schema is of this version");
        if (isNew) console.log("the broker's file was renewed; the broker starts anew");
      } finally {
        await database.close();
      }
    });
}
