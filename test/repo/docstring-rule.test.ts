import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { scratchFolder } from "../kit/units/scratch.js";

/** Names that the rule finds without a docstring. */
function missing(code: string): readonly string[] {
  const dir = scratchFolder();
  const [config, file] = [join(dir, "lint.json"), join(dir, "code.ts")];
  const jsPlugins = [resolve("scripts/lint-docstring.mjs")];
  const rules = { "tagwatch/exported-docstring": "error" };
  writeFileSync(config, JSON.stringify({ jsPlugins, categories: { correctness: "off" }, rules }));
  writeFileSync(file, code);
  const { stdout } = spawnSync("npx", ["oxlint", "-c", config, "--format", "json", file], {
    encoding: "utf8",
  });
  const { diagnostics } = JSON.parse(stdout) as {
    readonly diagnostics: readonly { readonly message: string }[];
  };
  return diagnostics.map(({ message }) => /'(.*?)'/.exec(message)?.[1] ?? message).sort();
}

test("every kind of export needs a docstring, under whatever statement it leaves", () => {
  expect(
    missing(
      "export function a() {}\nexport class B {}\nexport const c = 1, d = 2;\nexport type E = 1;\n" +
        "export interface F {}\nexport enum G {}\nconst h = 1;\nexport { h };\nexport default function i() {}",
    ),
  ).toEqual(["B", "E", "F", "G", "a", "c", "d", "h", "i"]);
});

test("a docstring holds a word; a comment of another kind is none", () => {
  expect(
    missing(
      "/** Metres. */\nexport const a = 1;\n/** Seconds. */\nconst b = 1;\nexport { b };\n// Metres.\nexport const c = 1;\n" +
        "/* Metres. */\nexport const d = 1;\n/** `1 N 2`. */\nexport const e = 1;",
    ),
  ).toEqual(["c", "d", "e"]);
});

test("what is not exported, or comes from another file, needs none", () => {
  expect(missing('const a = 1;\nexport { b } from "./b.js";\nexport * from "./c.js";')).toEqual([]);
});
