// `tagwatch secret`: puts a password where the service finds it, with the right owner.
import { Command } from "commander";
import { isUtf8 } from "node:buffer";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { TagwatchError } from "../../../shared/domain/faults/errors.js";
import { isUnitKey } from "../../../shared/platform/secret.js";
import { defaultConfigFile } from "../paths.js";
import { askHidden } from "./ask.js";
import { asRootHint, keepingReplaced, placeOf, unitKeyName, type Place } from "./place.js";

interface SecretSettings {
  readonly config: string;
  readonly file?: string;
}

/** The command `tagwatch secret set|list|remove`. No secret is ever printed. */
export function secretCommand(): Command {
  const command = new Command("secret").description("passwords and keys that the configuration names");
  const withConfig = (one: Command): Command =>
    one.option("-c, --config <file>", "configuration file", defaultConfigFile);
  withConfig(command.command("set").argument("<name>", "for example mqtt.password or left.camera"))
    .description(
      "asks for a secret (or takes it from a file or a pipe) and puts it where the service finds it",
    )
    .option("--file <file>", "take it from a file")
    .action(async (name: string, flags: SecretSettings) => {
      const place = placeOf(flags.config);
      place.secretFile(name);
      const content = await secretFrom(name, flags);
      if (content.length === 0)
        throw new TagwatchError("USAGE", "an empty secret was given", { hint: "nothing was changed" });
      rootOnly(() => put(place, name, content));
      console.log(
        `${name} is set. The configuration names it ${place.reference(name)}. It counts from the next start: systemctl restart tagwatch`,
      );
    });
  withConfig(command.command("list").description("names of the secrets that are set")).action(
    (flags: SecretSettings) => {
      const dir = join(placeOf(flags.config).dir, "secrets");
      const names = rootOnly(() => (existsSync(dir) ? readdirSync(dir) : []));
      for (const name of names.filter((one) => !one.endsWith(".next")).sort()) console.log(name);
    },
  );
  withConfig(command.command("remove").argument("<name>").description("forget a secret")).action(
    (name: string, flags: SecretSettings) => {
      const file = placeOf(flags.config).secretFile(name);
      if (name === unitKeyName)
        throw new TagwatchError(
          "USAGE",
          "the unit key is not removed here: without it the evidence cannot be read",
          { hint: "tagwatch wipe decommissions a unit" },
        );
      if (!existsSync(file))
        throw new TagwatchError("USAGE", `there is no secret ${name}`, { hint: "tagwatch secret list" });
      rootOnly(() => rmSync(file));
      console.log(`${name} is removed`);
    },
  );
  return command;
}

/** The unit key that is there may be the only one that opens the evidence: nothing but a key takes its place, and it is kept. */
function put(place: Place, name: string, content: string | Uint8Array): void {
  if (name !== unitKeyName) return void place.putSecret(name, content);
  if (!isUnitKey(content))
    throw new TagwatchError("USAGE", "this is no unit key: one is 32 random bytes", {
      hint: "nothing was changed; give the agency's copy: tagwatch secret set unit.key --file COPY",
    });
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(":", "");
  keepingReplaced(place, (line) => console.log(line), stamp).putSecret(unitKeyName, content);
}

function rootOnly<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asRootHint(error);
  }
}

// A PEM file or a binary key stays as it is, from a pipe too; a typed or piped password loses the end of its line.
async function secretFrom(name: string, { file }: SecretSettings): Promise<string | Uint8Array> {
  if (file !== undefined) {
    try {
      return readFileSync(file);
    } catch (cause) {
      throw new TagwatchError("INPUT_MISSING", `${file} cannot be read`, { cause });
    }
  }
  if (!process.stdin.isTTY) {
    const piped = readFileSync(0);
    return name !== unitKeyName && isUtf8(piped) ? piped.toString("utf8").replace(/\r?\n$/, "") : piped;
  }
  const [first = "", second] = await askHidden(`${name}: `, "once more: ");
  if (first === second) return first;
  throw new TagwatchError("USAGE", "the two differ", { hint: "nothing was changed; try again" });
}
