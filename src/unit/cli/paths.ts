import { readFileSync } from "node:fs";

/** Where the daemon looks for its configuration when none is named. */
export const defaultConfigFile = "/etc/tagwatch/tagwatch.yaml";

/** Folder of the installed package (holds package.json, models/ and dist/). */
export const packageDir = new URL("../../../", import.meta.url).pathname;

/** Version of this program, from package.json. */
export function programVersion(): string {
  const text = readFileSync(`${packageDir}package.json`, "utf8");
  return (JSON.parse(text) as { readonly version: string }).version;
}
