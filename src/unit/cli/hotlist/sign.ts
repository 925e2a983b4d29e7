import { createPrivateKey, sign as signBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { Command, Option } from "commander";
import { loadConfig } from "../../config/load.js";
import { importModes, type ImportMode } from "../../../shared/domain/closed-sets.js";
import { TagwatchError } from "../../../shared/domain/faults/errors.js";
import { countRows } from "../../hotlist/import/build.js";
import { modeOfName } from "../../hotlist/import/file-name.js";
import { manifestFormat, manifestName, signatureName } from "../../../shared/hotlist/signature.js";
import { configuredSource } from "./open.js";

interface SignSettings {
  readonly config: string;
  readonly source?: string;
  readonly mode?: ImportMode;
  readonly sequence: string;
  readonly signingKey: string;
}

/** `tagwatch hotlist sign FILE`: for the department that makes lists, on its own machine. */
export function signCommand(): Command {
  return new Command("sign")
    .description("make FILE.manifest and FILE.manifest.sig, for the department that delivers the list")
    .argument("<file>", "as it will be delivered: plain, .gz or .zip")
    .requiredOption("--signing-key <file>", "PEM file of the department's Ed25519 private key")
    .requiredOption("--sequence <n>", "higher than that of the last delivery; of a change exactly one higher")
    .option("-s, --source <id>", "source in the configuration; may be left out when there is only one")
    .addOption(new Option("-m, --mode <mode>", "default: what the name says, else full").choices(importModes))
    .action(runSign);
}

async function runSign(file: string, flags: SignSettings): Promise<void> {
  const source = configuredSource(loadConfig(flags.config), flags.source);
  const sequence = Number(flags.sequence);
  if (!Number.isSafeInteger(sequence) || sequence < 1)
    throw new TagwatchError("USAGE", `--sequence takes a whole number from 1, not ${flags.sequence}`);
  const key = createPrivateKey(readFileSync(flags.signingKey));
  if (key.asymmetricKeyType !== "ed25519")
    throw new TagwatchError(
      "USAGE",
      `${flags.signingKey} is no Ed25519 key: openssl genpkey -algorithm ed25519`,
    );
  const path = resolve(file);
  const mode = flags.mode ?? modeOfName(basename(path)) ?? "full";
  const { count, sha256 } = await countRows(source, path, mode);
  const date = new Date().toISOString();
  const manifest = { format: manifestFormat, source: source.id, mode, sequence, date, sha256, count };
  const bytes = Buffer.from(JSON.stringify(manifest, null, 1) + "\n");
  writeFileSync(manifestName(path), bytes);
  writeFileSync(signatureName(manifestName(path)), signBytes(null, bytes, key));
  console.log(`${manifestName(path)}: ${mode}, sequence ${String(sequence)}, ${String(count)} rows`);
}
