// The arithmetic behind the tables of docs/matching.md, on reads made by hand.
import { describe, expect, it } from "vitest";
import { confusionTable } from "../../../scripts/bench/match-confusions.js";
import { followingPlate, listedPlates, passingPlates } from "../../../scripts/bench/match-plates.js";
import {
  compare,
  curve,
  emptyScores,
  scoreRead,
  studyList,
  type KnownRead,
} from "../../../scripts/bench/match-study.js";
import { testMatchSettings } from "../../kit/doubles/hotlist.js";
import { matrixOfText } from "../../kit/samples/matrices.js";

const settings = { ...testMatchSettings, thresholds: { high: 0, medium: 0, low: 0 } };

const read = (truth: string, text: string, probability: number): KnownRead => ({
  truth,
  candidates: [{ text, probability }],
  matrices: [matrixOfText(text, { sure: 0.99, alternatives: [] })],
});

function study(reads: readonly KnownRead[], listed: readonly string[]) {
  const list = studyList(listed, new Set(reads.map(({ truth }) => truth)));
  const scores = emptyScores();
  for (const one of reads) scoreRead(one, { list, settings, merged: false }, scores);
  const points = curve(scores);
  const at = (method: string, threshold: number) => {
    const point = points.find((p) => p.method === method && p.threshold === threshold);
    return { falseAlerts: point?.falseAlerts, missed: point?.missed };
  };
  return { scores, points, at };
}

describe("wrong-hit study", () => {
  it("counts false alerts and misses per thousand, each by its method's rule", () => {
    const reads = [
      read("ABC128", "ABC128", 0.9),
      read("XYZ777", "XYZ771", 0.6),
      read("KLM555", "KLM55S", 0.8),
      read("GHJ404", "GHJ404", 0.3),
    ];
    const { at } = study(reads, ["ABC12B", "XYZ771", "QQQ000"]);
    expect(at("exact", 0)).toEqual({ falseAlerts: 250, missed: 500 });
    expect(at("exact", 0.5)).toEqual({ falseAlerts: 250, missed: 750 });
    // ABC128 lies one edit from ABC12B, XYZ771 is listed itself.
    expect(at("one-edit", 0)).toEqual({ falseAlerts: 500, missed: 0 });
    expect(at("fold", 0)).toEqual({ falseAlerts: 500, missed: 250 });
    expect(at("fold", 0.7)).toEqual({ falseAlerts: 250, missed: 500 });
  });

  it("ours ranks what folding only finds: a sure 8 against a listed B", () => {
    const { at } = study([read("ABC128", "ABC128", 0.9)], ["ABC12B"]);
    expect(at("fold", 0.5).falseAlerts).toBe(1000);
    expect(at("ours", 0.5)).toEqual({ falseAlerts: 0, missed: 0 });
  });

  it("compares at equal misses, and says where ours never misses so few", () => {
    const scores = emptyScores();
    scores.exact.right.push(0.9, 0.8, -1);
    scores.exact.wrong.push(0.9);
    scores["one-edit"].right.push(0.9, 0.8, 0.7);
    scores.fold.right.push(0.9, -1, -1);
    scores.ours.right.push(0.95, 0.6, -1);
    scores.ours.wrong.push(0.5, 0.7);
    const found = compare(scores, curve(scores)).filter(({ threshold }) => threshold === 0);
    expect(found.map(({ method, ours }) => [method, ours])).toEqual([
      ["exact", 333.33],
      ["one-edit", null],
      ["fold", 0],
    ]);
  });
});

describe("plates of the study", () => {
  it("the same seed makes the same plates, all different, and none of them is listed", () => {
    const passing = passingPlates(500, 4);
    expect(passingPlates(500, 4)).toEqual(passing);
    expect(new Set(passing).size).toBe(500);
    expect(passing.every((text) => /^[0-9A-Z]{2,8}$/.test(text))).toBe(true);
    const listed = listedPlates(5_000, passing, 9);
    expect(listed.size).toBe(5_000);
    expect([...listed].every((text) => /^[0-9A-Z]{2,8}$/.test(text))).toBe(true);
    expect(passing.some((text) => listed.has(text))).toBe(false);
    // Neighbours of passing vehicles are on the list.
    expect(passing.filter((text) => listed.has(followingPlate(text, 1))).length).toBeGreaterThan(10);
  });

  it.each([
    ["ABC099", 1, "ABC100"],
    ["ABC999", 2, "ABC001"],
    ["AB1C23D", -1, "AB1C22D"],
    ["ABC001", -3, "ABC998"],
    ["GOLF", 3, "GOLF"],
    ["100ABC", -1, "099ABC"],
  ])("%s and %i is %s", (from, steps, to) => {
    expect(followingPlate(from, steps)).toBe(to);
  });
});

it("confusions are shares of both characters, without accidents", () => {
  const reads = [
    ...Array.from({ length: 6 }, () => read("8", "B", 0.9)),
    ...Array.from({ length: 34 }, () => read("8", "8", 0.9)),
    ...Array.from({ length: 20 }, () => read("B", "B", 0.9)),
    ...Array.from({ length: 4 }, () => read("5", "S", 0.9)),
    read("12", "1", 0.9),
  ];
  expect(confusionTable(reads)).toBe('  "8B": 0.1000');
});
