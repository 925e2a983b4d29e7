import { Command } from "commander";
import { migrate } from "../archive/migrate.js";
import { loadCentreConfig } from "../config/load.js";
import { databaseAs } from "../parts.js";
import { withCentreConfig } from "./paths.js";

/** `tagwatch-centre migrate`: brings the archive's schema to this version; PostgreSQL must run. */
export function migrateCommand(): Command {
  return withCentreConfig(new Command("migrate"))
    .description("bring the archive's schema to this version, after an upgrade")
    .action(async (options: { readonly config: string }) => {
      const database = databaseAs(loadCentreConfig(options.config).config, "owner");
      try {
        const applied = await migrate(database);
        console.log(applied.length > 0 ? `applied ${applied.join(", ")}` : "nothing to do");
      } finally {
        await database.close();
      }
    });
}
