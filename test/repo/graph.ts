// What imports what in src/, for the tests of its shape.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

/** Folder of the sources, with a slash at its end. */
export const src = new URL("../../src/", import.meta.url).pathname;

/** One import: `target` is a path below src/, or the name of a package. */
export interface Import {
  readonly file: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

/** Files of code, by path below src/. */
export const sources: readonly string[] = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((file) => /\.tsx?$/.test(file) && !file.endsWith(".d.ts"))
  .sort();

const known = new Set(sources);

export const textOf = (file: string): string => readFileSync(join(src, file), "utf8");

function importsOf(file: string): readonly Import[] {
  const pattern = /^\s*(?:import|export)\s+(type\s+)?(?:[^"';]*?\sfrom\s+)?"([^"]+)"|import\("([^"]+)"\)/gm;
  return [...textOf(file).matchAll(pattern)].map((match) => {
    const raw = match[2] ?? match[3] ?? "";
    const path = raw.startsWith(".") ? normalize(join(dirname(file), raw)).replace(/\.js$/, ".ts") : raw;
    const target = known.has(path) || !known.has(`${path}x`) ? path : `${path}x`;
    return { file, target, typeOnly: match[1] !== undefined };
  });
}

export const imports: readonly Import[] = sources.flatMap(importsOf);

/** Imports of files of our own. */
export const localImports = imports.filter(({ target }) => known.has(target));

const targets = new Map(sources.map((file) => [file, new Set<string>()]));
for (const { file, target } of localImports) targets.get(file)?.add(target);

/** Files that import each other in a circle, each circle once (Tarjan 1972). */
export function circles(): readonly (readonly string[])[] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  function visit(file: string): void {
    index.set(file, index.size);
    low.set(file, index.get(file) ?? 0);
    stack.push(file);
    for (const target of targets.get(file) ?? []) {
      if (!index.has(target)) visit(target);
      if (stack.includes(target)) low.set(file, Math.min(low.get(file) ?? 0, low.get(target) ?? 0));
    }
    if (low.get(file) !== index.get(file)) return;
    const circle = stack.splice(stack.indexOf(file));
    if (circle.length > 1) found.push(circle);
  }
  for (const file of sources) if (!index.has(file)) visit(file);
  return found;
}

/** Files of each folder, those of its own folders not counted. */
export function folders(): ReadonlyMap<string, readonly string[]> {
  const byFolder = new Map<string, string[]>();
  for (const file of sources) byFolder.set(dirname(file), [...(byFolder.get(dirname(file)) ?? []), file]);
  return byFolder;
}

/** Length of the longest chain of imports within the folder of a file, from this file down. */
export function layersBelow(file: string): number {
  const own = [...(targets.get(file) ?? [])].filter((target) => dirname(target) === dirname(file));
  return 1 + Math.max(0, ...own.map(layersBelow));
}
