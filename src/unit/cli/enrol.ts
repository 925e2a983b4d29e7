// `tagwatch enrol`: the unit makes its key, and the department's centre answers a one-time code with a certificate.
import { readFileSync } from "node:fs";
import { Command } from "commander";
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import { replaceKeepingMode } from "../../shared/platform/durable.js";
import { parseCode } from "../../shared/protocol/enrolment.js";
import { loadConfig, parseConfig } from "../config/load.js";
import { mergeChanges } from "../config/merge-changes.js";
import { enrolWith } from "../enrol/client.js";
import { identityFiles, keepIdentity, makeUnitKey } from "../enrol/identity.js";
import { defaultConfigFile } from "./paths.js";

interface EnrolSettings {
  readonly config: string;
  readonly write?: boolean;
}

async function enrolUnit(text: string, settings: EnrolSettings): Promise<void> {
  const code = parseCode(text);
  if (!code)
    throw new TagwatchError("USAGE", "this is no code of a centre", {
      hint: "paste the whole of what `tagwatch-centre unit add` printed: host:port/…",
    });
  const { unit, store } = loadConfig(settings.config);
  const files = identityFiles(store.dir);
  const fresh = makeUnitKey();
  const answer = await enrolWith(code, { unit: unit.id, ...fresh });
  keepIdentity(files, fresh.key, answer);
  const upload = {
    ...{ url: answer.url, ca: files.ca, certificate: files.identity, key: files.identity },
    ...{ prefix: answer.prefix, confirm: "receiver" },
  };
  console.log(`${unit.id} is enrolled; its key and certificate are in ${files.identity}`);
  if (settings.write) return writeUpload(settings.config, upload);
  console.log(`Put this into ${settings.config} (or use --write):\nupload:`);
  for (const [key, value] of Object.entries(upload)) console.log(`  ${key}: ${value}`);
}

function writeUpload(file: string, upload: Readonly<Record<string, string>>): void {
  const changes = { upload: { ...upload, username: null, password: null } };
  const text = mergeChanges(readFileSync(file, "utf8"), changes);
  const parsed = parseConfig(text);
  if (!("config" in parsed))
    throw new TagwatchError(
      "CONFIG_INVALID",
      `upload in ${file} was left as it is: with the new values it has faults`,
      {
        hint: "enrol without --write on a new code, and edit upload by hand",
      },
    );
  replaceKeepingMode(file, text);
  console.log(`upload in ${file} is set; restart the daemon: sudo systemctl restart tagwatch`);
}

/** The command. */
export function enrolCommand(): Command {
  return new Command("enrol")
    .description("get a certificate from the department's centre with a one-time code")
    .argument("<code>", "what `tagwatch-centre unit add` printed")
    .option("-c, --config <file>", "configuration file", defaultConfigFile)
    .option("--write", "set upload in the configuration; its comments stay")
    .action((code: string, settings: EnrolSettings) => enrolUnit(code, settings));
}
