import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { failuresOf } from "../../../src/unit/cli/eval/report.js";
import { scorePicture, type PictureScore } from "../../../src/unit/cli/eval/score.js";
import { calibration, confusions, equalMassError, share } from "../../../src/unit/cli/eval/statistics.js";
import { summarise } from "../../../src/unit/cli/eval/summary.js";
import type { Reading } from "../../../src/shared/domain/types.js";
import { openLabelledSets, type LabelledPicture } from "../../../src/unit/vision/plates/labelled-set.js";
import { scratchFolder } from "../../kit/units/scratch.js";

function reading(x: number, text: string, probability: number, state: string | null = null): Reading {
  return {
    detection: { box: { x, y: 0, w: 80, h: 40 }, corners: null, score: 0.9 },
    design: null,
    logProbs: { steps: 0, symbols: 37, data: new Float32Array(0) },
    candidates: [{ text, probability }],
    characters: [],
    state: state === null ? null : { code: state, probability: 0.9 },
    widthPx: 80,
  };
}

const plate = (x: number, text: string | null, state: string | null = null) => ({
  box: { x, y: 0, w: 80, h: 40 },
  text,
  state,
});
const scene = (...plates: LabelledPicture["plates"]): LabelledPicture => ({
  image: "1.jpg",
  kind: "scene",
  plates,
});
const sure = (one: Reading) => one.candidates[0].probability >= 0.5;
const ms = { decode: 1, detect: 2, read: 3 };

function score(picture: LabelledPicture, readings: readonly Reading[]): PictureScore {
  return { ...scorePicture(picture, readings, sure), ms };
}

describe("scores", () => {
  const picture = scene(
    plate(0, "ABO123", "KS"),
    plate(200, "KLM456", "MO"),
    plate(400, null),
    plate(600, "XYZ789"),
  );
  const readings = [
    reading(2, "AB0123", 0.9, "KS"),
    reading(205, "KLM4S6", 0.8, "KS"),
    reading(900, "LIMIT", 0.9),
    reading(600, "XYZ789", 0.3),
  ];
  const one = score(picture, readings);
  const summary = summarise("set", [one], 7);

  it("count what was found, read and asserted", () => {
    expect([summary.recall.hits, summary.recall.of]).toEqual([3, 4]);
    expect([summary.precision.hits, summary.precision.of]).toEqual([3, 4]);
    expect([summary.exact.hits, summary.exact.of]).toEqual([1, 3]);
    expect([summary.merged.hits, summary.merged.of]).toEqual([2, 3]);
    expect([summary.assertedMerged.hits, summary.assertedMerged.of]).toEqual([1, 3]);
    expect([summary.assertedWrong.hits, summary.assertedWrong.of]).toEqual([1, 2]);
    expect([summary.characters.hits, summary.characters.of]).toEqual([17, 18]);
    expect([summary.stateAnswered.hits, summary.stateRight.hits, summary.stateRight.of]).toEqual([2, 1, 2]);
    expect([summary.falsePlates, summary.falsePlatesPer100, summary.unlabelled]).toEqual([1, 100, 7]);
  });

  it("list every failure once", () => {
    expect(failuresOf("set", one).map(({ kind, expected, got }) => [kind, expected, got])).toEqual([
      ["misread", "KLM456", "KLM4S6"],
      ["state", "MO", "KS"],
      ["missed", null, null],
      ["unsure", "XYZ789", "XYZ789"],
      ["false", null, "LIMIT"],
    ]);
  });

  it("hold text and state together to their joint probability", () => {
    const named = {
      ...reading(0, "ABO123", 0.6, "KS"),
      candidates: [
        { text: "ABO123", probability: 0.6 },
        { text: "XBO123", probability: 0.2 },
        { text: "AB0123", probability: 0.2 },
      ],
      withState: [0.5, 0.2, 0.15],
    };
    const of = (label: string | null) => {
      const picture = scene(plate(0, "AB0123", label), plate(300, "KLM456", "MO"));
      return summarise("set", [score(picture, [named, reading(300, "KLM456", 0.9)])], 0).equalMass;
    };
    expect(of("KS")).toMatchObject({ jointOf: 1 });
    expect(of("KS").joint).toBeCloseTo(0.35);
    expect(of("MO").joint).toBeCloseTo(0.65);
    expect(of(null)).toMatchObject({ jointOf: 0, joint: NaN });
  });

  it("give one reading to one plate only", () => {
    const twins = scene(plate(0, "AAA111"), plate(10, "BBB222"));
    expect(score(twins, [reading(8, "BBB222", 0.9)]).plates.map(({ found }) => found)).toEqual([false, true]);
  });
});

describe("statistics", () => {
  it("know Wilson's interval", () => {
    const { low, high } = share(95, 100);
    expect(low).toBeCloseTo(0.8882, 3);
    expect(high).toBeCloseTo(0.9785, 3);
    expect(share(3, 3).high).toBe(1);
  });

  it("measure the calibration error", () => {
    const claims = [...Array.from({ length: 8 }, () => true), false, false].map((right) => ({
      probability: 0.95,
      right,
    }));
    expect(calibration(claims).ece).toBeCloseTo(0.15);
    expect(calibration([{ probability: 1, right: true }]).bins).toHaveLength(1);
  });

  it("measure the calibration error over bins of equally many claims", () => {
    // Every second is right of what says 0.2 to 0.29, all of what says 0.9.
    const low = Array.from({ length: 10 }, (_, i) => ({ probability: 0.2 + i / 100, right: i % 2 === 0 }));
    const high = Array.from({ length: 10 }, () => ({ probability: 0.9, right: true }));
    expect(equalMassError([...high, ...low])).toBeCloseTo((10 * 0.1 + 10 * (0.5 - 0.245)) / 20);
    expect(equalMassError([{ probability: 0.7, right: false }])).toBeCloseTo(0.7);
    expect(equalMassError([])).toBeNaN();
  });

  it("name the characters read for others, O=0 and I=1 merged, the commonest first", () => {
    const pairs = [
      ["KTM456", "KIM456"],
      ["TOW123", "10W1234"],
      ["ABC", "BC"],
    ] as const;
    expect(confusions(pairs)).toEqual([
      { expected: "T", got: "1", count: 2 },
      { expected: "", got: "4", count: 1 },
      { expected: "A", got: "", count: 1 },
    ]);
  });
});

describe("labelled sets", () => {
  function set(...rows: readonly object[]): string {
    const dir = join(scratchFolder(), "detect", "demo");
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, "labels.jsonl"), rows.map((row) => JSON.stringify(row)).join("\n"));
    return dir;
  }

  it("read both forms, one split, and leave unlabelled rows out", () => {
    const dir = set(
      { image: "a.jpg", split: "val", plates: [{ box: [1, 2, 31, 17], text: "abc-123", state: "KS" }] },
      { image: "b.jpg", split: "val", plates: [], unlabelled: true },
      { image: "c.jpg", split: "val", text: "XYZ1", state: null },
      { image: "d.jpg", split: "train", plates: [] },
    );
    const [{ name, pictures, unlabelled }] = openLabelledSets(dir, "val");
    expect([name, unlabelled]).toEqual(["detect/demo", 1]);
    expect(pictures.map(({ kind, plates }) => [kind, plates[0].text])).toEqual([
      ["scene", "ABC123"],
      ["crop", "XYZ1"],
    ]);
    expect(pictures[0].plates[0].box).toEqual({ x: 1, y: 2, w: 30, h: 15 });
  });

  it("name file and line of a bad row", () => {
    const dir = set({ image: "a.jpg", text: "A" }, { image: "b.jpg", plates: [{ box: [1, 2, 3] }] });
    expect(() => openLabelledSets(dir, undefined)).toThrow(/labels\.jsonl:2 plates\.0\.box/);
  });

  it("say what a folder without labels lacks", () => {
    expect(() => openLabelledSets(scratchFolder(), undefined)).toThrow("has no labels.jsonl");
  });
});
