// `tagwatch-centre user`: who may sign in on the site. Works while it runs; the site sees the change at once.
import { Command, Option } from "commander";
import { madePassword } from "../../shared/access/people/made-password.js";
import type { Users } from "../../shared/access/users.js";
import { roles, type Role } from "../../shared/domain/closed-sets.js";
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import { createClock } from "../../shared/platform/clock.js";
import { readPassword } from "../../shared/platform/secret.js";
import { loadCentreConfig } from "../config/load.js";
import { usersOf } from "../parts.js";
import { callerName, withCentreConfig } from "./paths.js";

interface PersonSettings {
  readonly config: string;
  readonly passwordFile?: string;
  readonly generate?: boolean;
}

const open = (settings: PersonSettings): Users =>
  usersOf(loadCentreConfig(settings.config).config, createClock());

/** Takes a password from its file, or makes one; a made one is printed only once `keep` has kept it. */
async function takePassword(
  name: string,
  settings: PersonSettings,
  keep: (password: string) => Promise<void>,
): Promise<void> {
  if (settings.passwordFile !== undefined) return keep(readPassword(settings.passwordFile));
  if (!settings.generate)
    throw new TagwatchError("USAGE", "a password is needed", {
      hint: "give --password-file FILE, or --generate",
    });
  const password = madePassword();
  await keep(password);
  console.log(`password of ${name.toLowerCase()}: ${password}`);
}

const withPassword = (command: Command): Command =>
  withCentreConfig(command)
    .option("--password-file <file>", "take the password from a file")
    .option("--generate", "make a password and print it");

/** The command `tagwatch-centre user add|list|password|role|disable|enable|unlock|remove|second-factor-reset`. */
export function personCommand(): Command {
  const command = new Command("user").description("the people who may sign in on the site");
  withPassword(command.command("add").argument("<name>").description("add a person"))
    .addOption(new Option("--role <role>", "what the person may do").choices(roles).makeOptionMandatory())
    .action(async (name: string, settings: PersonSettings & { readonly role: Role }) => {
      await takePassword(name, settings, (password) =>
        open(settings).add({ name, role: settings.role, password }, callerName()),
      );
      console.log(`${name.toLowerCase()} may sign in as ${settings.role}`);
    });
  withPassword(
    command.command("password").argument("<name>").description("set a new password; also unlocks"),
  ).action(async (name: string, settings: PersonSettings) =>
    takePassword(name, settings, (password) => open(settings).setPassword(name, password, callerName())),
  );
  withCentreConfig(command.command("list").description("list them")).action((settings: PersonSettings) => {
    for (const { name, role, disabled, lockedAt } of open(settings).list())
      console.log(
        `${name.padEnd(32)} ${role.padEnd(14)} ${disabled ? "disabled" : lockedAt === null ? "active" : "locked"}`,
      );
  });
  withCentreConfig(command.command("role").argument("<name>").description("change the role"))
    .addArgument(command.createArgument("<role>").choices(roles))
    .action((name: string, role: Role, settings: PersonSettings) =>
      open(settings).setRole(name, role, callerName()),
    );
  withCentreConfig(command.command("disable").argument("<name>").description("keep a person out")).action(
    (name: string, settings: PersonSettings) => open(settings).setDisabled(name, true, callerName()),
  );
  withCentreConfig(command.command("enable").argument("<name>").description("let a person in again")).action(
    (name: string, settings: PersonSettings) => open(settings).setDisabled(name, false, callerName()),
  );
  withCentreConfig(
    command.command("unlock").argument("<name>").description("unlock after failed tries"),
  ).action((name: string, settings: PersonSettings) => open(settings).unlock(name, callerName()));
  withCentreConfig(command.command("remove").argument("<name>").description("forget a person")).action(
    (name: string, settings: PersonSettings) => open(settings).remove(name, callerName()),
  );
  withCentreConfig(
    command
      .command("second-factor-reset")
      .argument("<name>")
      .description("forget the authenticator app and security keys of a person, e.g. of a lost phone"),
  ).action((name: string, settings: PersonSettings) =>
    open(settings).setSecondFactor(name, null, callerName()),
  );
  return command;
}
