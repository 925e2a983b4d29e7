import { Linter } from "eslint";
import tseslint from "typescript-eslint";
import { expect, test } from "vitest";
import { exportedDocstring } from "../../scripts/eslint-docstring.mjs";

/** Names that the rule finds without a docstring. */
function missing(code: string): readonly string[] {
  const config = {
    languageOptions: { parser: tseslint.parser },
    plugins: { tagwatch: { rules: { rule: exportedDocstring } } },
    rules: { "tagwatch/rule": "error" },
  } as Linter.Config;
  return new Linter().verify(code, config).map(({ message }) => /'(.*?)'/.exec(message)?.[1] ?? message);
}

test("every kind of export needs a docstring, under whatever statement it leaves", () => {
  expect(
    missing(
      "export function a() {}\nexport class B {}\nexport const c = 1, d = 2;\nexport type E = 1;\n" +
        "export interface F {}\nexport enum G {}\nconst h = 1;\nexport { h };\nexport default function i() {}",
    ),
  ).toEqual(["a", "B", "c", "d", "E", "F", "G", "h", "i"]);
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
