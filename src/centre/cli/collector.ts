// `tagwatch-centre collector`: further collectors, each with a certificate of its own.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import { loadCentreConfig } from "../config/load.js";
import { centrePlaces } from "../config/places.js";
import type { CentreConfig } from "../config/schema.js";
import { renewRules } from "../enrolment.js";
import { issueWithKey } from "../machine/authority.js";
import { collectorIdentity } from "../machine/broker-files.js";
import { tellBroker } from "../machine/services.js";
import { databaseAs } from "../parts.js";
import { withCentreConfig } from "./paths.js";

/** Makes key and certificate of the collector `name` where they are not there yet, and returns the certificate's file. */
export async function issueCollector({ centre }: CentreConfig, name: string): Promise<string> {
  const { authority, certificates: dir } = centrePlaces(centre);
  const identity = collectorIdentity(name);
  const certificate = join(dir, `${identity}.crt`);
  if (!existsSync(certificate))
    await issueWithKey(authority, { subject: identity, days: 825 }, { dir, name: identity });
  return certificate;
}

/** The command `tagwatch-centre collector add`. */
export function collectorCommand(): Command {
  const command = new Command("collector").description("further collectors beside the first");
  withCentreConfig(
    command.command("add").argument("<name>").description("make key and certificate for collect.name"),
  ).action(async (name: string, options: { readonly config: string }) => {
    // A certificate's name has at most 64 characters.
    if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/.test(name))
      throw new TagwatchError("USAGE", `${JSON.stringify(name)} is no collector's name`, {
        hint: "use letters, digits, - and _ (at most 40)",
      });
    const { config } = loadCentreConfig(options.config);
    const certificate = await issueCollector(config, name);
    const database = databaseAs(config, "site");
    try {
      await renewRules({ config, database });
    } finally {
      await database.close();
    }
    const isTold = tellBroker(centrePlaces(config.centre).broker);
    console.log(`${certificate}, with its key beside it; set collect.name to ${name} where it runs`);
    if (!isTold) console.log("the broker does not run here: have it read its files (SIGHUP)");
  });
  return command;
}
