// `tagwatch hotlist`: bring lists into force, see how they stand, look a plate up. Works beside a running daemon.
import { Command, Option } from "commander";
import { importCommand } from "./hotlist/import.js";
import { lookupCommand } from "./hotlist/lookup.js";
import { signCommand } from "./hotlist/sign.js";
import { statusCommand } from "./hotlist/status.js";
import { verifyCommand } from "./hotlist/verify.js";
import { defaultConfigFile } from "./paths.js";

const subcommands = [importCommand, statusCommand, lookupCommand, verifyCommand, signCommand];

/** The command `tagwatch hotlist import|status|lookup|verify|sign`. */
export function hotlistCommand(): Command {
  const command = new Command("hotlist").description("the lists that reads are checked against");
  for (const create of subcommands) {
    command.addCommand(
      create()
        .addOption(new Option("-c, --config <file>", "configuration file").default(defaultConfigFile))
        .option("--key <file>", "unit key, where the configuration names a systemd credential"),
    );
  }
  return command;
}
