import { accessSync, constants } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { factorNotice } from "../../shared/access/factor-notice.js";
import { createClock } from "../../shared/platform/clock.js";
import { errorText } from "../../shared/domain/error-text.js";
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import { formatFault } from "../../shared/platform/config-loader.js";
import { checkSchema } from "../archive/migrate.js";
import { loadCentreConfig } from "../config/load.js";
import { centrePlaces } from "../config/places.js";
import { bindsClientIds } from "../machine/broker-files.js";
import type { CentreConfig } from "../config/schema.js";
import { databaseAs, usersOf } from "../parts.js";
import { centreConfigFile } from "./paths.js";

/** Files without which no part can start. */
function missingFiles({ centre }: CentreConfig): readonly string[] {
  const places = centrePlaces(centre);
  const needed = [
    places.pictureKey,
    places.signingKey,
    join(places.authority, "bundle.crt"),
    join(places.broker, "mosquitto.conf"),
    ...["collector", "site", "keeper"].map((role) => join(places.passwords, `${role}.password`)),
  ];
  return needed.flatMap((file) => {
    try {
      accessSync(file, constants.R_OK);
      return [];
    } catch (error) {
      return [errorText(error)];
    }
  });
}

/** That people will be asked for a second factor which none has; null too where this account may not read them. */
function factorWords(config: CentreConfig): string | null {
  try {
    return factorNotice(config.site, usersOf(config, createClock()).list(), "site.secondFactor");
  } catch {
    return null;
  }
}

/** `tagwatch-centre check`: faults of the configuration, of the files below its folder, and whether the archive answers. */
export function checkCentreCommand(): Command {
  return new Command("check")
    .description("check a configuration, the files it needs, and the archive if it runs")
    .argument("[file]", "configuration file", centreConfigFile)
    .action(async (file: string) => {
      const { config, warnings } = loadCentreConfig(file);
      for (const warning of warnings) console.log(formatFault(file, warning));
      const missing = missingFiles(config);
      if (missing.length > 0)
        throw new TagwatchError("CONFIG_INVALID", missing.join("\n"), {
          hint: "make them with tagwatch-centre init, or run this as the account they belong to",
        });
      if (config.broker.url === undefined && !bindsClientIds(centrePlaces(config.centre).broker))
        console.log(
          "the broker's file is of an older version, and one unit can end another's session: tagwatch-centre migrate",
        );
      const notice = factorWords(config);
      if (notice !== null) console.log(notice);
      const database = databaseAs(config, "site");
      try {
        await checkSchema(database);
        console.log(`${file}: no faults. The archive of ${config.centre.name} answers.`);
      } catch (error) {
        if (error instanceof TagwatchError) throw error;
        console.log(`${file}: no faults. The archive does not answer: ${errorText(error)}`);
      } finally {
        await database.close();
      }
    });
}
