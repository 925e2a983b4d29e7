// `tagwatch config apply`: puts changes (the lines the page gives, or a technician's own) into the configuration.
import { readFileSync, statSync } from "node:fs";
import { Command } from "commander";
import { errorText } from "../../shared/domain/error-text.js";
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import { formatFault } from "../../shared/platform/config-loader.js";
import { replaceFor, replaceKeepingMode } from "../../shared/platform/durable.js";
import { takeProcessLock } from "../../shared/platform/process-lock.js";
import { parseConfig } from "../config/load.js";
import { mergeChanges, parseChanges } from "../config/merge-changes.js";
import { defaultConfigFile } from "./paths.js";

interface ApplySettings {
  readonly config: string;
  readonly dryRun?: boolean;
}

function textOf(file: string): string {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (cause) {
    throw new TagwatchError("CONFIG_UNREADABLE", `${file} cannot be read: ${errorText(cause)}`, { cause });
  }
}

/** The changes as a map of keys. Throws CONFIG_INVALID; what the parser quotes of the file may be a password. */
function changesOf(file: string): Readonly<Record<string, unknown>> {
  const text = textOf(file);
  let changes: ReturnType<typeof parseChanges>;
  try {
    changes = parseChanges(text);
  } catch (cause) {
    throw new TagwatchError("CONFIG_INVALID", `${file} is not YAML`, { cause });
  }
  if (changes) return changes;
  throw new TagwatchError("CONFIG_INVALID", `${file} holds no keys of a configuration, such as cameras:`);
}

/** The configuration with the changes. Throws CONFIG_INVALID with every fault it would have. */
function changed(text: string, changes: string, config: string): string {
  let next: string;
  try {
    next = mergeChanges(text, changesOf(changes));
  } catch (error) {
    if (error instanceof TagwatchError) throw error;
    const reason = "the configuration is not YAML, or a change goes below a value that has no keys";
    throw new TagwatchError("CONFIG_INVALID", `${changes} does not fit ${config}: ${reason}`, {
      cause: error,
    });
  }
  const parsed = parseConfig(next);
  if ("config" in parsed) return next;
  const faults = parsed.faults.map((fault) => formatFault(config, fault));
  throw new TagwatchError("CONFIG_INVALID", faults.join("\n"), {
    hint: `${config} was left as it is; the lines are those it would have with ${changes}`,
  });
}

function applyChanges(changes: string, { config, dryRun }: ApplySettings): void {
  const text = textOf(config);
  const next = changed(text, changes, config);
  if (next === text) return console.log(`${config} says so already; nothing was written`);
  if (dryRun) return console.log(next);
  const unlock = takeProcessLock(`${config}.lock`);
  if (!unlock) throw busy(`another process changes ${config}`);
  try {
    // Of two at once the second would undo what the first put in.
    if (textOf(config) !== text) throw busy(`${config} was changed meanwhile`);
    replace(config, { text, next });
  } finally {
    unlock();
  }
}

const busy = (reason: string): TagwatchError =>
  new TagwatchError("STORE_BUSY", `${reason}: nothing was written`, { hint: "run the command again" });

function replace(config: string, { text, next }: { readonly text: string; readonly next: string }): void {
  const backup = `${config}.before-${new Date().toISOString().replace(/[:.]/g, "-")}`;
  replaceFor(backup, text, statSync(config));
  replaceKeepingMode(config, next);
  console.log(
    `${config} is changed; what it was is in ${backup}. Restart the daemon: sudo systemctl restart tagwatch`,
  );
}

/** The command. */
export function configCommand(): Command {
  const apply = new Command("apply")
    .description(
      "put changes into the configuration: checked first, its comments kept, the old file kept beside it",
    )
    .argument(
      "<file>",
      "YAML of the keys to set (null removes one; cameras and sources by id); - for standard input",
    )
    .option("-c, --config <file>", "configuration file", defaultConfigFile)
    .option("--dry-run", "print what the configuration would be")
    .action(applyChanges);
  return new Command("config").description("change the configuration").addCommand(apply);
}
