// Every parser against 100,000 lines that grew wrong from right ones: no exception, no hang, nothing unchecked let through.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { completeDraft } from "../../../src/shared/hotlist/complete.js";
import { parserOf, rulesOf } from "../../../src/shared/hotlist/formats/index.js";
import { packRow, unpackToRow } from "../../../src/unit/hotlist/list-file/packed.js";
import { sampleLists } from "../../kit/samples/hotlist-files.js";
import { createRandom, type Random } from "../../kit/samples/list-rows.js";
import { sourceConfig } from "../../kit/units/hotlist-config.js";

const fixtures = new URL("../../../fixtures/hotlists/", import.meta.url).pathname;
const rounds = 100_000;

const corpus = sampleLists.map(({ expected, file }) => [expected.format, file] as const);

const alphabet = '0123456789OQDILABCXYZ ,;#!"/\\-*?.\t\u00e9\u{1f697}\ud800';

/** Cuts, doubles, swaps, inserts and deletes, a few at a time. */
function mutate(line: string, random: Random): string {
  let text = line;
  for (let n = random(4); n >= 0; n--) {
    const at = random(text.length + 1);
    const to = at + random(12);
    const kind = random(6);
    if (kind === 0) text = text.slice(0, at);
    else if (kind === 1) text = text.slice(0, at) + text.slice(to);
    else if (kind === 2) text = text.slice(0, to) + text.slice(at);
    else if (kind === 3)
      text = text.slice(0, at) + (alphabet[random(alphabet.length)] ?? "") + text.slice(at);
    else if (kind === 4)
      text = text.slice(0, at) + (alphabet[random(alphabet.length)] ?? "") + text.slice(at + 1);
    else text = text.slice(at) + text.slice(0, at);
  }
  return text.slice(0, 8_192);
}

describe.each(corpus)("%s", (format, file) => {
  it(`stands ${String(rounds)} mutated lines`, () => {
    const template = {
      delimiter: ";",
      columns: { plate: "PlateNumber", state: "PlateState", category: "Category" },
    };
    const source = sourceConfig({ id: "s", format, ...(format === "csv" ? { template } : {}) });
    const [parser, rules] = [parserOf(source), rulesOf(source)];
    const lines = readFileSync(join(fixtures, file), "utf8").split(/\r?\n/);
    const random = createRandom(7);
    const outcomes = { accepted: 0, refused: 0 };
    parser(lines[0] ?? "", 1);
    for (let i = 0; i < rounds; i++) {
      const line = mutate(lines[random(lines.length)] ?? "", random);
      const parsed = parser(line, i + 4);
      const completed = "ok" in parsed && parsed.ok ? completeDraft(parsed.entry, rules) : null;
      if (!completed || !("row" in completed)) {
        outcomes.refused++;
        continue;
      }
      outcomes.accepted++;
      const { row } = completed;
      if (!/^[0-9A-Z*?]{2,12}$/.test(row.plate)) throw new Error(`let through: ${JSON.stringify(row.plate)}`);
      if (i % 100 === 0)
        expect(unpackToRow(packRow(row, 0), [row.names])).toMatchObject({
          plate: row.plate,
          state: row.state,
        });
    }
    // Neither a parser that takes all nor one that takes none would pass.
    expect(outcomes.accepted).toBeGreaterThan(rounds / 200);
    expect(outcomes.refused).toBeGreaterThan(rounds / 20);
  }, 180_000);
});

it("a line of 8,192 hostile characters takes no parser long", () => {
  const hostile = [
    "A".repeat(8_192),
    "#".repeat(8_192),
    '"'.repeat(8_191),
    "1 ".repeat(4_096),
    "AB KS#3 ".repeat(1_024),
    "2016CHEV".repeat(1_024),
    "- ".repeat(4_096),
  ];
  for (const [format] of corpus) {
    const parser = parserOf(sourceConfig({ id: "s", format }));
    for (const line of hostile) expect(parser(line, 9), format).toBeDefined();
  }
});
