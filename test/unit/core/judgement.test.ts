// The decision over text and state, with the shipped formats: what a format decides, what it must leave open.
import { describe, expect, it } from "vitest";
import { createFormats, placesOf } from "../../../src/unit/core/judgement/formats.js";
import { createJudge } from "../../../src/unit/core/judgement/judge.js";
import { judgeLooks, lookOf } from "../../../src/unit/core/judgement/looks.js";
import { proposals } from "../../../src/unit/core/judgement/proposals.js";
import { loadPlateTables } from "../../../src/unit/config/plates.js";
import { matrixOfText } from "../../kit/samples/matrices.js";

const tables = loadPlateTables();
const labels = ["KS", "MO", "CA", "TX", "other"];
const judge = createJudge(tables, { labels, threshold: 0.8 });
const states = labels.slice(0, -1);

type Alternatives = readonly { readonly index: number; readonly symbol: string; readonly share: number }[];

/** What is made of a plate that reads `text`, with some characters in doubt, and a design that says `design`. */
function judged(text: string, alternatives: Alternatives, design?: Readonly<Record<string, number>>) {
  const matrix = matrixOfText(text, { sure: 0.995, alternatives });
  const evidence = design ? judge.evidence(labels.map((label) => design[label] ?? 0.01)) : null;
  return judgeLooks(judge, [lookOf(matrix)], evidence);
}

describe("formats", () => {
  it("knows places of classes, ranges, counts and literals, and refuses what it does not know", () => {
    expect(placesOf("[A-C]{2}[02-4]M")).toEqual(["ABC", "ABC", "0234", "M"]);
    expect(() => placesOf("[A-Z]+")).toThrow("cannot be understood");
    expect(() => placesOf("")).toThrow("cannot be understood");
  });

  it("speaks for a serial of the state's own shape and against another's", () => {
    const formats = createFormats(tables.formats, tables.words, states);
    const [kansas, missouri] = formats.ratios("1234ABC");
    expect(kansas).toBeGreaterThan(missouri + 2);
    expect(formats.ratios("KD6V2L")[1]).toBeGreaterThan(formats.ratios("KD6V2L")[0] + 2);
  });

  it("does not prefer short texts: their smaller space is allowed for", () => {
    const formats = createFormats(tables.formats, tables.words, states);
    const best = (text: string) => Math.max(...formats.ratios(text));
    expect(best("GALAXY")).toBeGreaterThan(best("LAXY") - 1);
  });
});

describe("proposals", () => {
  const formats = createFormats(tables.formats, tables.words, states);

  it("exchanges look-alikes where a format rules a character out", () => {
    expect(proposals("KDGV2L", formats)).toContain("KD6V2L");
    expect(proposals("6TRNQ62", formats)).toContain("6TRN062");
    expect(proposals("4S30OPN", formats)).toContain("4530OPN");
  });

  it("leaves an edge character out, which a frame may have been", () => {
    expect(proposals("1KD6V2L", formats)).toContain("KD6V2L");
  });
});

describe("judging", () => {
  it("decides look-alikes where the state's format does, and says what the reader alone thought", () => {
    const { candidates, state } = judged("KDGV2L", [{ index: 2, symbol: "6", share: 0.35 }], { MO: 0.9 });
    expect(candidates[0]).toMatchObject({ text: "KD6V2L" });
    expect(candidates[0].probability).toBeGreaterThan(0.8);
    expect(candidates[0].reader).toBeLessThan(0.5);
    expect(state).toMatchObject({ code: "MO" });
  });

  it("lets the text name the state where the design is unsure", () => {
    const unsure = { KS: 0.4, CA: 0.4 };
    expect(judged("1234ABC", [], unsure).state?.code).toBe("KS");
    expect(judged("7ABC123", [], unsure).state?.code).toBe("CA");
    expect(judged("1234ABC", [], unsure).state?.design).toBeLessThan(0.6);
  });

  it("keeps a personalised plate that the reader saw plainly", () => {
    for (const text of ["ILUVKC", "GIBBO10", "MRSBEE"]) {
      const { candidates } = judged(text, [], { MO: 0.9 });
      expect(candidates[0].text).toBe(text);
      expect(candidates[0].probability).toBeGreaterThan(0.7);
    }
  });

  it("leaves both open, with shared probability, where no format decides", () => {
    const { candidates } = judged("AB1O", [{ index: 3, symbol: "0", share: 0.48 }], { other: 0.95 });
    const both = candidates.slice(0, 2);
    expect(both.map(({ text }) => text).sort()).toEqual(["AB10", "AB1O"]);
    for (const { probability } of both) expect(probability).toBeGreaterThan(0.2);
  });

  it("does not let the states' shapes choose the text of a plate from elsewhere", () => {
    const { candidates } = judged("HHEI8639", [{ index: 3, symbol: "1", share: 0.3 }], { other: 0.97 });
    expect(candidates[0].text).toBe("HHEI8639");
  });

  it("names no state without a look at the design, and none for plates from elsewhere", () => {
    expect(judged("1234ABC", []).state).toBeNull();
    expect(judged("1234ABC", [], { other: 0.98 }).state).toBeNull();
  });

  it("says of each text how probable it is together with the state named", () => {
    const { candidates, state, withState } = judged("KDGV2L", [{ index: 2, symbol: "6", share: 0.35 }], {
      MO: 0.9,
    });
    expect(withState).toHaveLength(candidates.length);
    for (const [i, { probability }] of candidates.entries()) expect(withState[i]).toBeLessThan(probability);
    const all = withState.reduce((total, probability) => total + probability, 0);
    expect(all).toBeLessThanOrEqual((state?.probability ?? 0) + 1e-9);
    expect(withState[0]).toBeGreaterThan(0.6);
    expect(judged("1234ABC", []).withState).toEqual([]);
  });

  it("weighs whose plates pass here", () => {
    const passing = { states: { KS: 1, MO: 1000 }, otherStates: 1, elsewhere: 1 };
    const elsewhere = createJudge({ ...tables, passing }, { labels, threshold: 0.5 });
    const design = elsewhere.evidence([0.45, 0.45, 0.03, 0.03, 0.04]);
    const seen = { texts: [{ text: "ABCDE", log: -0.1 }], unnamedLog: -3, design };
    expect(elsewhere.judge(seen).state?.code).toBe("MO");
  });

  it("takes reader and design at their word without tables", () => {
    const plain = createJudge(null, { labels, threshold: 0.5 });
    const design = plain.evidence([0.7, 0.1, 0.1, 0.05, 0.05]);
    const texts = [
      { text: "KDGV2L", log: Math.log(0.6) },
      { text: "KD6V2L", log: Math.log(0.3) },
    ];
    const { candidates, unnamed, state } = plain.judge({ texts, unnamedLog: Math.log(0.1), design });
    expect(candidates.map(({ probability }) => Number(probability.toFixed(3)))).toEqual([0.6, 0.3]);
    expect(unnamed).toBeCloseTo(0.1);
    expect(state?.probability).toBeCloseTo(0.7);
  });

  it("answers an empty reading with nothing", () => {
    const { candidates, state } = judge.judge({ texts: [], unnamedLog: 0, design: null });
    expect([candidates, state]).toEqual([[], null]);
  });
});
