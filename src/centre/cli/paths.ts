import { readFileSync } from "node:fs";
import { userInfo } from "node:os";
import type { Command } from "commander";

/** Where the centre looks for its configuration when none is named. */
export const centreConfigFile = "/etc/tagwatch-centre/centre.yaml";

/** Version of this program, from package.json. */
export function centreVersion(): string {
  const text = readFileSync(new URL("../../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { readonly version: string }).version;
}

/** Gives a command its `--config`. */
export const withCentreConfig = (command: Command): Command =>
  command.option("-c, --config <file>", "configuration file", centreConfigFile);

/** Who types the command, for the trail. */
export const callerName = (): string => process.env["SUDO_USER"] ?? userInfo().username;
