import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = new URL("../../", import.meta.url).pathname;

/** The rows of the glossary's table: word and the file it is at home in. */
const rows = [
  ...readFileSync(join(root, "docs/developer/words.md"), "utf8").matchAll(/^\| (.+?) \|.*\| `([^`]+)` \|$/gm),
].map(([, word = "", file = ""]) => ({ word: word.replace(" (ours)", ""), file }));

it("names a file that exists for every word of the glossary", () => {
  expect(rows.length).toBeGreaterThan(50);
  expect(rows.filter(({ file }) => !existsSync(join(root, file)))).toEqual([]);
});

it("names a file that has the word, or is called by it", () => {
  const lost = rows.filter(({ word, file }) => {
    const [first = ""] = word.toLowerCase().split(/[ -]/);
    return !(file + readFileSync(join(root, file), "utf8")).toLowerCase().includes(first);
  });
  expect(lost).toEqual([]);
});

it("keeps the glossary in alphabetical order, each word once", () => {
  const words = rows.map(({ word }) => word.toLowerCase());
  expect(words).toEqual([...new Set(words)].sort((a, b) => a.localeCompare(b, "en")));
});
