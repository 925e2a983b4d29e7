import { describe, expect, it } from "vitest";
import { beamSearch } from "../../../src/unit/core/ctc/ctc.js";
import { createConfusions, keyOf } from "../../../src/shared/domain/confusables.js";
import { differences, fitsPattern } from "../../../src/shared/domain/differences.js";
import { confusionShare, mergeZero, textProbability } from "../../../src/unit/core/matching/likelihood.js";
import { matchKeys } from "../../../src/shared/domain/match-keys.js";
import { matchRead, priorOdds, type MatchInput } from "../../../src/unit/core/matching/match.js";
import type { HotlistEntry, StateGuess } from "../../../src/shared/domain/types.js";
import { memoryIndex, testConfusions, testMatchSettings as settings } from "../../kit/doubles/hotlist.js";
import { anEntry } from "../../kit/samples/records.js";
import { matrixOfText } from "../../kit/samples/matrices.js";
import { exactly } from "../../../src/unit/core/when.js";

interface Seen {
  readonly state?: StateGuess;
  readonly alternatives?: readonly { index: number; symbol: string; share: number }[];
  readonly plateType?: string;
}

/** A sighting as the reader and the track would report it for this text. */
function seen(text: string, { state, alternatives = [], plateType }: Seen = {}): MatchInput {
  const matrix = matrixOfText(text, { sure: 0.995, alternatives });
  return {
    candidates: beamSearch(matrix, { nBest: 8, beams: 24 }),
    matrices: [matrix],
    state: state ?? null,
    ...(plateType ? { plateType } : {}),
  };
}

const match = (input: MatchInput, entries: readonly HotlistEntry[], size = 1_000_000) =>
  matchRead(input, memoryIndex(entries, size), exactly(0), settings);

describe("exact", () => {
  it.each(["ABC123", "1234ABC", "KS", "A1", "ILUVDOGS", "7WORLD77"])("finds %s as listed", (plate) => {
    const [hit] = match(seen(plate), [anEntry({ plate, priority: "medium" })]);
    expect(hit).toMatchObject({ match: "exact", differs: [], stateMatch: "unknown" });
    expect(hit?.probability).toBeGreaterThan(0.85);
  });

  it("treats O and 0 as one only for sources that write O as 0", () => {
    const ncic = anEntry({ plate: "B0W123", priority: "medium", lettersOAsZero: true });
    const plain = anEntry({ plate: "B0W123", priority: "medium", id: "other", source: "plain" });
    const hits = match(seen("BOW123"), [ncic, plain]);
    expect(hits.map((h) => [h.entry.source, h.match])).toEqual([["demo", "exact"]]);
  });

  it("marks the plain 0 as likely with its place when the reader wavers between O and 0", () => {
    const wavering = seen("BOW123", { alternatives: [{ index: 1, symbol: "0", share: 0.45 }] });
    expect(match(wavering, [anEntry({ plate: "B0W123", priority: "high" })])).toMatchObject([
      { match: "likely", differs: [1] },
    ]);
  });
});

describe("an incomplete reading", () => {
  const incomplete: MatchInput = {
    ...seen("44718", { state: { code: "MD", probability: 0.99 } }),
    incomplete: true,
  };

  it("is never an exact hit on a list that holds the part that was read", () => {
    const [hit] = match(incomplete, [anEntry({ plate: "44718", state: "MD", priority: "high" })]);
    expect(hit).toMatchObject({ match: "likely", stateMatch: "match" });
    expect(hit?.probability).toBeLessThanOrEqual(0.6);
    expect(hit?.probability).toBeGreaterThan(0.5);
  });

  it("fits no pattern exactly either", () => {
    expect(
      match(incomplete, [anEntry({ plate: "447*", priority: "high" })]).map((hit) => hit.match),
    ).not.toContain("exact");
  });
});

describe("likely", () => {
  const wavering = seen("KLM482", { alternatives: [{ index: 3, symbol: "A", share: 0.4 }] });

  it("gives the listed alternative its posterior and the place that differs", () => {
    const [hit] = match(wavering, [anEntry({ plate: "KLMA82", priority: "high" })]);
    expect(hit).toMatchObject({ match: "likely", differs: [3] });
    expect(hit?.probability).toBeGreaterThan(0.3);
    expect(hit?.probability).toBeLessThan(0.6);
  });

  it("stays silent below the threshold of the entry's priority", () => {
    expect(match(wavering, [anEntry({ plate: "KLMA82", priority: "low" })])).toEqual([]);
  });

  it("never alerts on the fold alone: a sure 8 is no hit on a listed B", () => {
    expect(match(seen("ABC128"), [anEntry({ plate: "ABC12B", priority: "high" })])).toEqual([]);
  });

  it("never alerts on edit distance alone", () => {
    expect(
      match(seen("ABC123"), [
        anEntry({ plate: "ABC124", priority: "high" }),
        anEntry({ plate: "ABC12", priority: "high" }),
      ]),
    ).toEqual([]);
  });

  it("finds a character lost at the edge when the matrix allows it", () => {
    const matrix = matrixOfText("1ABC234", { sure: 0.995 });
    const input: MatchInput = {
      candidates: [{ text: "ABC234", probability: 0.6 }],
      matrices: [weaken(matrix, 0, 0.45)],
      state: null,
    };
    expect(match(input, [anEntry({ plate: "1ABC234", priority: "high" })])).toMatchObject([
      { match: "likely", differs: [0] },
    ]);
  });

  it("lets a longer list speak less for a guess", () => {
    expect(priorOdds(100, settings)).toBeGreaterThan(priorOdds(1_000_000, settings));
    const short = match(wavering, [anEntry({ plate: "KLMA82", priority: "medium" })], 1_000);
    const long = match(wavering, [anEntry({ plate: "KLMA82", priority: "medium" })], 20_000_000);
    expect(short).toHaveLength(1);
    expect(long).toEqual([]);
  });

  it("sorts by probability", () => {
    const hits = match(wavering, [
      anEntry({ plate: "KLMA82", priority: "high" }),
      anEntry({ plate: "KLM482", priority: "medium" }),
    ]);
    expect(hits.map((h) => h.entry.plate)).toEqual(["KLM482", "KLMA82"]);
  });
});

/** Takes a share of the first character away and gives it to the blank. */
function weaken(matrix: ReturnType<typeof matrixOfText>, index: number, keep: number) {
  const data = Float32Array.from(matrix.data);
  const step = Math.floor((matrix.steps / 7) * (index + 0.5));
  const row = step * matrix.symbols;
  for (let s = 1; s < matrix.symbols; s++) {
    if ((data[row + s] ?? -99) > -0.1) data[row + s] = Math.log(keep);
  }
  data[row] = Math.log(1 - keep);
  return { ...matrix, data };
}

describe("state", () => {
  const entry = anEntry({ plate: "ABC123", priority: "medium", state: "KS" });
  const probability = (state?: StateGuess) =>
    match(seen("ABC123", state ? { state } : {}), [entry])[0]?.probability ?? 0;

  it("a match raises, a mismatch lowers and is shown, unknown does neither", () => {
    const unknown = probability();
    expect(probability({ code: "KS", probability: 0.9 })).toBeGreaterThan(unknown);
    expect(probability({ code: "MO", probability: 0.9 })).toBeLessThan(unknown);
    expect(match(seen("ABC123", { state: { code: "MO", probability: 0.99 } }), [entry])).toMatchObject([
      { match: "exact", stateMatch: "mismatch" },
    ]);
  });

  it("ranks the entry of the state that was read first", () => {
    const twins = [
      anEntry({ plate: "ABC123", priority: "medium", state: "MO", id: "mo" }),
      anEntry({ plate: "ABC123", priority: "medium", state: "KS", id: "ks" }),
    ];
    const hits = match(seen("ABC123", { state: { code: "KS", probability: 0.95 } }), twins);
    expect(hits.map((h) => [h.entry.id, h.stateMatch])).toEqual([
      ["ks", "match"],
      ["mo", "mismatch"],
    ]);
  });

  it("a known other plate type lowers the probability", () => {
    const motorcycle = anEntry({ plate: "ABC123", priority: "medium", plateType: "MC" });
    const [plain] = match(seen("ABC123"), [motorcycle]);
    const [car] = match(seen("ABC123", { plateType: "PC" }), [motorcycle]);
    expect(car?.probability).toBeLessThan(plain?.probability ?? 0);
  });
});

describe("patterns", () => {
  it("matches wildcards by the probability of all strings that fit", () => {
    const pattern = anEntry({ plate: "AB?1*", priority: "medium" });
    // Never exact: another vehicle's plate may fit as well.
    expect(match(seen("ABC123"), [pattern])).toMatchObject([{ match: "likely", differs: [] }]);
    expect(match(seen("XBC123"), [pattern])).toEqual([]);
  });

  it.each([
    ["A*3", "ABC123", true],
    ["A*3", "A3", true],
    ["A?3", "A3", false],
    ["*", "", true],
    ["*12*", "AB12", true],
    ["A*B*C", "AXBYBZC", true],
    ["A*B*C", "AXBYBZ", false],
  ])("%s on %s: %s", (pattern, text, fits) => {
    expect(fitsPattern(pattern, text)).toBe(fits);
  });
});

describe("keys", () => {
  it("one key stands for a class combination", () => {
    expect(keyOf("O8D5Z1G")).toBe(keyOf("QB0S2L6"));
    expect(keyOf("M")).not.toBe(keyOf("N"));
  });

  it("cover weak pairs, edges and doubles, and stay few", () => {
    const keys = matchKeys(
      [
        { text: "MAA123", probability: 0.9 },
        { text: "NAA123", probability: 0.06 },
      ],
      testConfusions,
    );
    for (const plate of ["MAA123", "NAA123", "AA123", "MAA12", "KMAA123", "MAA123X", "MA123", "MAAA123"]) {
      expect(keys).toContain(keyOf(plate));
    }
    expect(keys.length).toBeLessThanOrEqual(240);
  });
});

describe("probabilities", () => {
  it("the merged view adds what O and 0 had apart", () => {
    const input = seen("BOW123", { alternatives: [{ index: 1, symbol: "0", share: 0.5 }] });
    const merged = textProbability(mergeZero(input), settings);
    const apart = textProbability(input, settings);
    expect(merged("B0W123")).toBeCloseTo(apart("B0W123") + apart("BOW123"), 3);
  });

  it("what could not be read is no neighbour of its best guess", () => {
    const guess = { candidates: [{ text: "FR", probability: 0.01 }], matrices: [] };
    const confusions = createConfusions({ EF: 0.005 });
    expect(textProbability(guess, { ...settings, confusions })("ER")).toBeLessThan(0.01);
    const sure = { candidates: [{ text: "FR", probability: 0.9 }], matrices: [] };
    expect(textProbability(sure, { ...settings, confusions })("ER")).toBeCloseTo(0.09);
  });

  it("what no candidate explains is shared among confusions", () => {
    expect(confusionShare("ABC8", "ABCB", testConfusions)).toBeGreaterThan(0);
    expect(confusionShare("ABC8", "ABC8", testConfusions)).toBe(0);
    expect(confusionShare("ABC8", "A0CB", testConfusions)).toBe(0);
    expect(confusionShare("ABC8", "ABC", testConfusions)).toBe(0);
  });

  it("nothing seen, nothing found", () => {
    expect(
      match({ candidates: [], matrices: [], state: null }, [
        anEntry({ plate: "ABC123", priority: "medium" }),
      ]),
    ).toEqual([]);
  });
});

it.each([
  ["ABC123", "ABC123", []],
  ["ABC123", "ABC128", [5]],
  ["ABC123", "BC123", [0]],
  ["ABC123", "ABC12", [5]],
  ["ABC123", "ABC1234", [5]],
  ["ABC123", "XABC123", [0]],
  ["AB", "", [0, 1]],
])("differences of listed %s read as %s", (plate, read, places) => {
  expect(differences(plate, read)).toEqual(places);
});

describe("what formats said beforehand", () => {
  // The reader saw KDGV2L plainly; the formats of Missouri made KD6V2L of it.
  const candidates = [
    { text: "KD6V2L", probability: 0.9, reader: 0.2 },
    { text: "KDGV2L", probability: 0.1, reader: 0.8 },
  ];
  const input: MatchInput = { candidates, matrices: [], state: null };
  const hit = (plate: string, other: Partial<MatchInput> = {}) =>
    match({ ...input, ...other }, [anEntry({ plate, priority: "low", state: "MO" })])[0];

  it("is not held against a listed plate a second time: the list says that there is such a plate", () => {
    expect(hit("KDGV2L")).toMatchObject({ match: "likely", differs: [2] });
    expect(hit("KDGV2L").probability).toBeGreaterThan(0.75);
    const judgedOnly = candidates.map(({ text, probability }) => ({ text, probability }));
    expect(hit("KDGV2L", { candidates: judgedOnly })?.probability ?? 0).toBeLessThan(0.7);
  });

  it("takes nothing from the plate that the formats speak for", () => {
    expect(hit("KD6V2L")).toMatchObject({ match: "exact" });
    expect(hit("KD6V2L").probability).toBeGreaterThan(0.89);
  });

  it("raises a hit by a matching state only as far as the design says so", () => {
    const byText = hit("KD6V2L", { state: { code: "MO", probability: 0.95, design: 0.1 } });
    const byDesign = hit("KD6V2L", { state: { code: "MO", probability: 0.95, design: 0.9 } });
    expect([byText.stateMatch, byDesign.stateMatch]).toEqual(["match", "match"]);
    expect(byText.probability).toBeCloseTo(hit("KD6V2L").probability);
    expect(byDesign.probability).toBeGreaterThan(byText.probability);
  });

  it("keeps the reader's shares when O and 0 become one", () => {
    const merged = mergeZero({
      candidates: [
        { text: "BOW", probability: 0.7, reader: 0.4 },
        { text: "B0W", probability: 0.2, reader: 0.5 },
      ],
      matrices: [],
    });
    expect(merged.candidates).toHaveLength(1);
    expect(merged.candidates[0].reader).toBeCloseTo(0.9);
  });
});
