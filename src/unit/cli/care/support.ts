// `tagwatch support`: what an engineer needs to see of a unit, without plates, records or secrets.
import { Command } from "commander";
import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { errorText } from "../../../shared/domain/error-text.js";
import type { Redact } from "../../../shared/domain/redact.js";
import { loadConfig } from "../../config/load.js";
import type { Config } from "../../config/schema.js";
import { defaultConfigFile } from "../paths.js";
import { examine } from "./doctor.js";
import { printed } from "./parts.js";
import { replacedFolder } from "../setup/place.js";
import { knownSecrets, scrubberOf, withoutNumbers } from "./scrub.js";

interface SupportSettings {
  readonly config: string;
  readonly out?: string;
  readonly journal?: string;
}

/** The command `tagwatch support`. */
export function supportCommand(): Command {
  return new Command("support")
    .description("write a bundle for support, without plates, records or secrets")
    .option("-c, --config <file>", "configuration file", defaultConfigFile)
    .option("--out <file>", "where to; default: tagwatch-support-TIME.tar.gz here")
    .option("--journal <file>", "take this text instead of the journal of the service")
    .action(async (flags: SupportSettings) => {
      const stamp = new Date().toISOString().slice(0, 19).replaceAll(":", "");
      const out = resolve(flags.out ?? `tagwatch-support-${stamp}.tar.gz`);
      const files = await collect(flags);
      pack(files, out);
      console.log(
        `${out}: ${[...files.keys()].join(", ")}. Plates, passwords and keys were taken out; look it through before it leaves the agency.`,
      );
    });
}

/** Commands whose words say how the machine is; none prints records. */
const commands: Readonly<Record<string, readonly string[]>> = {
  "machine.txt": ["uname", "-a"],
  "memory.txt": ["free", "-m"],
  "disks.txt": ["df", "-h"],
  "addresses.txt": ["ip", "-brief", "address"],
  "time.txt": ["timedatectl"],
  "unit.txt": ["systemctl", "show", "tagwatch.service"],
  "unit-file.txt": ["systemctl", "cat", "tagwatch.service"],
  "ffmpeg.txt": ["ffmpeg", "-hide_banner", "-version"],
  "packages.txt": ["dpkg-query", "-W", "tagwatch", "ffmpeg", "gpsd", "systemd"],
  "versions.txt": ["tagwatch-versions", "list"],
};

async function collect(flags: SupportSettings): Promise<ReadonlyMap<string, string>> {
  const config = configOrNull(flags.config);
  const dir = dirname(flags.config);
  const scrub = scrubberOf(knownSecrets(config, [join(dir, "secrets"), join(dir, replacedFolder)]));
  const files = new Map<string, string>();
  const put = (name: string, text: string): void => void files.set(name, scrub(text));
  const putWords = (name: string, text: string): void => put(name, withoutNumbers(text));
  putWords("doctor.json", JSON.stringify(await examine(flags.config, Date.now()), null, 2));
  putWords("tagwatch.yaml", readOrSay(flags.config));
  putWords(
    "journal.txt",
    flags.journal === undefined
      ? ((await printed(
          "journalctl",
          "--unit=tagwatch",
          "--lines=5000",
          "--no-pager",
          "--output=short-iso",
        )) ?? "the journal cannot be read by you")
      : readOrSay(flags.journal),
  );
  for (const [name, [command = "", ...args]] of Object.entries(commands))
    put(name, (await printed(command, ...args)) ?? `${command} says nothing here`);
  put("devices.txt", ["/dev/v4l/by-id", "/dev/serial/by-id"].map(namesIn).join("\n"));
  if (config) files.set("store.txt", storeSizes(config.store.dir, scrub));
  return files;
}

function configOrNull(file: string): Config | null {
  try {
    return loadConfig(file);
  } catch {
    return null;
  }
}

function readOrSay(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    return errorText(error);
  }
}

function namesIn(folder: string): string {
  try {
    return `${folder}: ${readdirSync(folder).join(" ")}`;
  } catch {
    return `${folder}: none`;
  }
}

// Names of files below may be those of lists that somebody brought, so folders are told by number and bytes alone.
function storeSizes(dir: string, scrub: Redact): string {
  try {
    const rows = readdirSync(dir, { withFileTypes: true }).map((entry) => {
      const path = join(dir, entry.name);
      if (!entry.isDirectory()) return `${entry.name} ${String(statSync(path).size)} bytes`;
      const below = readdirSync(path, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
      const bytes = below.reduce(
        (sum, one) => sum + (statSync(join(one.parentPath, one.name), { throwIfNoEntry: false })?.size ?? 0),
        0,
      );
      return `${entry.name}/ ${String(below.length)} files, ${String(bytes)} bytes`;
    });
    return scrub(rows.join("\n"));
  } catch (error) {
    return scrub(errorText(error));
  }
}

function pack(files: ReadonlyMap<string, string>, out: string): void {
  // Nobody else may read it while it grows.
  process.umask(0o077);
  const work = mkdtempSync(join(tmpdir(), "tagwatch-support-"));
  try {
    const folder = join(work, "tagwatch-support");
    mkdirSync(folder);
    for (const [name, text] of files) writeFileSync(join(folder, name), `${text}\n`, { mode: 0o600 });
    // A colon in its name would make tar look for another machine.
    execFileSync("tar", ["--force-local", "-C", work, "-czf", `${out}.part`, "tagwatch-support"]);
    renameSync(`${out}.part`, out);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
