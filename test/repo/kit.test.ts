// test/kit holds the doubles, real peers and sample data that tests, drills, benchmarks and the demo share.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";

const root = new URL("../../", import.meta.url).pathname;

function filesOf(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(folder, file));
}

/** Modules a file imports: paths from the root for its own, names for packages. */
function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(/(?:^import |\bfrom |\bimport\()"([^"]+)"/gm)].map(([, target = ""]) =>
    target.startsWith(".") ? normalize(join(dirname(file), target)).replace(/\.js$/, ".ts") : target,
  );
}

/** Everything a file imports, and what that imports. */
function reach(file: string, seen = new Set<string>()): ReadonlySet<string> {
  for (const target of importsOf(file)) {
    if (seen.has(target)) continue;
    seen.add(target);
    if (existsSync(join(root, target)) && target.startsWith("test/")) reach(target, seen);
  }
  return seen;
}

const broken = (files: readonly string[], isWrong: (target: string) => boolean): readonly string[] =>
  files.flatMap((file) =>
    importsOf(file)
      .filter(isWrong)
      .map((target) => `${file} -> ${target}`),
  );

const inKit = (path: string): boolean => path.startsWith("test/kit/");
const kit = filesOf("test").filter(inKit);
const tests = filesOf("test").filter((file) => !inKit(file));
const scripts = filesOf("scripts");

describe("the tests' kit", () => {
  it("imports no script and no test", () => {
    const isWrong = (target: string): boolean =>
      target.startsWith("scripts/") || (target.startsWith("test/") && !inKit(target));
    expect(broken(kit, isWrong)).toEqual([]);
  });

  it("is all that scripts use of the tests", () => {
    expect(broken(scripts, (target) => target.startsWith("test/") && !inKit(target))).toEqual([]);
  });

  it("needs no test runner where a script uses it", () => {
    const used = new Set(scripts.flatMap(importsOf).filter(inKit));
    expect([...used].filter((file) => reach(file).has("vitest"))).toEqual([]);
  });

  it("is the only thing that tests of several folders share", () => {
    const isWrong = (file: string) => (target: string) =>
      target.startsWith("test/") && !inKit(target) && dirname(target) !== dirname(file);
    expect(tests.flatMap((file) => broken([file], isWrong(file)))).toEqual([]);
  });

  it("is seen by this test", () => {
    expect(kit.length).toBeGreaterThan(20);
    expect(reach("test/kit/units/uplink.ts").has("vitest")).toBe(true);
  });
});
