// Bundles a drill's child program, so that each of hundreds of starts takes a third of a second instead of three.
import { build } from "esbuild";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";

const root = new URL("../../../", import.meta.url).pathname;

export interface Bundle {
  readonly file: string;
  remove(): void;
}

/** Bundles `entry` (a path below scripts/drill/lib) beside node_modules, with the migrations that its store or archive reads. */
export async function bundle(
  entry: string,
  of: "unit/store/database" | "centre/archive" = "unit/store/database",
): Promise<Bundle> {
  const cache = join(root, "node_modules", ".cache");
  mkdirSync(cache, { recursive: true });
  const dir = mkdtempSync(join(cache, "drill-"));
  // .mjs: the store takes itself for source then, and starts no threads of its own out of this one file.
  const file = join(dir, "child.mjs");
  await build({
    entryPoints: [join(root, "scripts", "drill", "lib", entry)],
    outfile: file,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    target: "node20",
    logLevel: "error",
  });
  cpSync(join(root, "src", of, "migrations"), join(dir, "migrations"), { recursive: true });
  return { file, remove: () => rmSync(dir, { recursive: true, force: true }) };
}
