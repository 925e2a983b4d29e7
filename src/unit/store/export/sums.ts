import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { sha256 } from "../../../shared/evidence/chain.js";

/** The package's SHA256SUMS in the form of coreutils' sha256sum, sorted by name. */
export function sumsOf(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort()
    .map((name) => `${sha256(readFileSync(join(folder, name)))}  ${name}\n`)
    .join("");
}
