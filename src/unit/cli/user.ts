// `tagwatch user`: who may sign in on the console. Works while the daemon runs; the daemon sees the change at once.
import { Command, Option } from "commander";
import { join } from "node:path";
import { loadConfig } from "../config/load.js";
import { madePassword } from "../../shared/access/people/made-password.js";
import { openUsers, type Users } from "../../shared/access/users.js";
import { roles, type Role } from "../../shared/domain/closed-sets.js";
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import { createClock } from "../../shared/platform/clock.js";
import { readPassword } from "../../shared/platform/secret.js";
import { askHidden } from "./setup/ask.js";
import { caller, oneAtATime } from "./store.js";
import { defaultConfigFile } from "./paths.js";

interface PersonFileSettings {
  readonly config: string;
}

interface PasswordSettings extends PersonFileSettings {
  readonly passwordFile?: string;
  readonly generate?: boolean;
}

/** The command `tagwatch user add|list|password|role|disable|enable|unlock|remove|second-factor-reset`. */
export function userCommand(): Command {
  const command = new Command("user").description("the people who may sign in on the console");
  withPassword(command.command("add").argument("<name>").description("add a person"))
    .addOption(new Option("--role <role>", "what the person may do").choices(roles).makeOptionMandatory())
    .action(async (name: string, settings: PasswordSettings & { readonly role: Role }) => {
      await takePassword(name, settings, (password) =>
        open(settings).add({ name, role: settings.role, password }, caller().name),
      );
      console.log(`${name.toLowerCase()} may sign in as ${settings.role}`);
    });
  withPassword(
    command.command("password").argument("<name>").description("set a new password; also unlocks"),
  ).action(async (name: string, settings: PasswordSettings) => {
    await takePassword(name, settings, (password) =>
      open(settings).setPassword(name, password, caller().name),
    );
    console.log(`${name.toLowerCase()} has a new password; open sessions have ended`);
  });
  withConfig(command.command("list").description("list them")).action((settings: PersonFileSettings) =>
    list(open(settings)),
  );
  withConfig(command.command("role").argument("<name>").description("change the role"))
    .addArgument(command.createArgument("<role>").choices(roles))
    .action((name: string, role: Role, settings: PersonFileSettings) => {
      open(settings).setRole(name, role, caller().name);
      console.log(`${name.toLowerCase()} is ${role} now; open sessions have ended`);
    });
  withChange(command, ["disable", "keep a person out; sessions end"], {
    make: (users, name) => users.setDisabled(name, true, caller().name),
    said: "is kept out; open sessions have ended",
  });
  withChange(command, ["enable", "let a disabled person in again"], {
    make: (users, name) => users.setDisabled(name, false, caller().name),
    said: "may sign in again",
  });
  withChange(command, ["unlock", "unlock after too many failed tries"], {
    make: (users, name) => users.unlock(name, caller().name),
    said: "is unlocked",
  });
  withChange(command, ["remove", "forget a person; sessions end, the trail stays"], {
    make: (users, name) => users.remove(name, caller().name),
    said: "is forgotten; open sessions have ended, the trail stays",
  });
  withConfig(
    command
      .command("second-factor-reset")
      .argument("<name>")
      .description("forget the authenticator app and security keys of a person, e.g. of a lost phone"),
  ).action((name: string, settings: PersonFileSettings) => {
    open(settings).setSecondFactor(name, null, caller().name);
    console.log(`the next sign-in of ${name.toLowerCase()} from another machine begins a new one`);
  });
  return command;
}

/** A command that changes one person and says what it did; `said` follows the person's name. */
function withChange(
  command: Command,
  [name, says]: readonly [string, string],
  { make, said }: { readonly make: (users: Users, name: string) => void; readonly said: string },
): void {
  withConfig(command.command(name).argument("<name>").description(says)).action(
    (person: string, settings: PersonFileSettings) => {
      make(open(settings), person);
      console.log(`${person.toLowerCase()} ${said}`);
    },
  );
}

function withConfig(command: Command): Command {
  return command.option("--config <file>", "configuration", defaultConfigFile);
}

function withPassword(command: Command): Command {
  return withConfig(command)
    .option("--password-file <file>", "take the password from a file instead of asking")
    .option("--generate", "make a password and print it");
}

function open(settings: PersonFileSettings): Users {
  const file = join(loadConfig(settings.config).store.dir, "users.json");
  const clock = createClock();
  return openUsers(file, clock, oneAtATime(file, "tagwatch user", clock));
}

/** Adds the first person of a unit, as supervisor, unless somebody may sign in already. A made password is printed once. */
export async function addFirstUser(
  configFile: string,
  person: { readonly name: string; readonly passwordFile?: string },
): Promise<void> {
  const users = open({ config: configFile });
  if (users.list().length > 0) return;
  const { passwordFile } = person;
  const settings = {
    config: configFile,
    ...(passwordFile === undefined ? { generate: true } : { passwordFile }),
  };
  await takePassword(person.name, settings, (password) =>
    users.add({ name: person.name, role: "supervisor", password }, caller().name),
  );
  console.log(
    `${person.name.toLowerCase()} may sign in as supervisor. More people: tagwatch user add NAME --role officer`,
  );
}

function list(users: Users): void {
  for (const user of users.list()) {
    const state = user.disabled ? "disabled" : user.lockedAt !== null ? "locked" : "active";
    const factor = user.secondFactor ? "second factor" : "";
    console.log(`${user.name.padEnd(32)} ${user.role.padEnd(14)} ${state.padEnd(9)} ${factor}`.trimEnd());
  }
}

/** Takes a new password, or makes one; a made one is printed only once `keep` has kept it. */
async function takePassword(
  name: string,
  settings: PasswordSettings,
  keep: (password: string) => Promise<void>,
): Promise<void> {
  if (settings.passwordFile || !settings.generate) return keep(await givenPassword(settings));
  const password = madePassword();
  await keep(password);
  console.log(`password of ${name.toLowerCase()}: ${password}`);
}

async function givenPassword(settings: PasswordSettings): Promise<string> {
  if (settings.passwordFile) return readPassword(settings.passwordFile);
  if (!process.stdin.isTTY) {
    throw new TagwatchError("USAGE", "there is no terminal to ask for a password", {
      hint: "give --password-file FILE, or --generate",
    });
  }
  const [first = "", second] = await askHidden("new password: ", "once more: ");
  if (second === first) return first;
  throw new TagwatchError("USAGE", "the two passwords differ", { hint: "try again" });
}
