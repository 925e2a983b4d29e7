import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { expect, it } from "vitest";
import { formatNames } from "../../../src/shared/hotlist/formats/index.js";
import { sampleLists } from "../../kit/samples/hotlist-files.js";

const formats = new URL("../../../src/shared/hotlist/formats/", import.meta.url).pathname;
const fixtures = new URL("../../../fixtures/hotlists/", import.meta.url).pathname;

it("every format that has a file is in the list, under the name of its file", async () => {
  const made: string[] = [];
  for (const file of readdirSync(formats)) {
    const found = Object.values((await import(`${formats}${file}`)) as Record<string, unknown>).filter(
      (value): value is { name: string } => typeof value === "object" && value !== null && "parser" in value,
    );
    if (found.length > 0) expect(found.map(({ name }) => name)).toEqual([basename(file, ".ts")]);
    made.push(...found.map(({ name }) => name));
  }
  expect(made.sort()).toEqual([...formatNames].sort());
});

it("fixtures/hotlists is what the samples say (else run: npx tsx scripts/make-fixtures/hotlists.ts)", () => {
  const counts = JSON.parse(readFileSync(`${fixtures}expected.json`, "utf8")) as Record<string, unknown>;
  for (const { file, lines, ending = "\n", expected } of sampleLists) {
    expect(readFileSync(fixtures + file, "utf8"), file).toBe(lines.join(ending) + ending);
    expect(counts[file]).toEqual(expected);
  }
});

it("docs/operator/hotlists.md tells of every format", () => {
  const text = readFileSync(new URL("../../../docs/operator/hotlists.md", import.meta.url), "utf8");
  expect(formatNames.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});
