import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { associate } from "../../../src/unit/core/tracking/associate.js";
import { editDistance } from "../../../src/shared/domain/differences.js";
import { createScorer } from "../../../src/unit/core/ctc/score.js";
import { beamSearch } from "../../../src/unit/core/ctc/ctc.js";
import { forwardLogLikelihood } from "../../../src/unit/core/ctc/forward.js";
import { moveTo, predictBox, startMotion } from "../../../src/unit/core/tracking/motion.js";
import { createSeenBefore } from "../../../src/unit/core/tracking/seen-before.js";
import { createDesignVote } from "../../../src/unit/core/tracking/design-vote.js";
import type { Matrix } from "../../../src/shared/domain/types.js";
import { createVote, voteDefaults, votedCharacters } from "../../../src/unit/core/tracking/vote.js";
import { clear, hesitant } from "../../kit/scenes/track-scene.js";
import { designOf, matrixOfSlots, plainJudge, readingOf } from "../../kit/scenes/tracks.js";

function ballot(matrix: Matrix, weight = 1) {
  return { candidates: beamSearch(matrix, { nBest: 8, beams: 16 }), score: createScorer(matrix), weight };
}

describe("scorer", () => {
  it("equals the log-space sum, for likely and hopeless texts", () => {
    const matrix = matrixOfSlots(clear("K8T520", 0.9));
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9A-Z]{0,9}$/), (text) => {
        expect(createScorer(matrix)(text)).toBeCloseTo(forwardLogLikelihood(matrix, text), 6);
      }),
    );
    const impossible = { ...matrix, data: matrix.data.map((value) => (value < -1 ? -60 : value)) };
    expect(createScorer(impossible)("XXXXXXXXX")).toBe(forwardLogLikelihood(impossible, "XXXXXXXXX"));
    expect(createScorer(matrix)("K-8")).toBe(-Infinity);
  });
});

describe("vote", () => {
  it("of one frame is that frame's opinion, whatever its weight", () => {
    const one = ballot(matrixOfSlots(hesitant("K8T520", 1, "B", 0.3)), 0.2);
    const vote = createVote();
    vote.add(one);
    const { candidates } = vote.posterior();
    expect(candidates[0].text).toBe("K8T520");
    expect(candidates[0].probability).toBeCloseTo(one.candidates[0].probability, 2);
    expect(candidates[1].probability).toBeCloseTo(one.candidates[1].probability, 2);
  });

  it("sums to one with what it leaves to other texts", () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[0-9A-Z]{3,7}$/), { minLength: 1, maxLength: 12 }),
        (texts) => {
          const vote = createVote();
          for (const text of texts) vote.add(ballot(matrixOfSlots(clear(text, 0.8)), 0.5));
          const { candidates, other } = vote.posterior();
          const sum = candidates.reduce((total, { probability }) => total + probability, other);
          expect(sum).toBeCloseTo(1, 9);
          expect(candidates.length).toBeLessThanOrEqual(voteDefaults.maxTexts);
        },
      ),
      { numRuns: 30 },
    );
  });

  it("grows with agreeing frames, up to the discount's limit", () => {
    const vote = createVote();
    const matrix = matrixOfSlots(hesitant("K8T520", 1, "B", 0.3));
    const course: number[] = [];
    for (let i = 0; i < 200; i++) {
      vote.add(ballot(matrix));
      course.push(vote.posterior().candidates[0].probability);
    }
    expect(course[1]).toBeGreaterThan(course[0]);
    // At most 1 / 0.3 independent frames: odds of 7 to 3 become at most (7/3)^3.33 = 17 to 1.
    expect(course.at(-1)!).toBeLessThan(17 / 18 + 0.005);
    expect(course.at(-1)!).toBeGreaterThan(0.9);
  });

  it("scores a text that turns up late under the frames before", () => {
    const early = matrixOfSlots(clear("K8T520", 0.9));
    const late = matrixOfSlots(clear("KBT520", 0.9));
    const forwards = createVote();
    for (const matrix of [early, early, early, late]) forwards.add(ballot(matrix));
    const backwards = createVote();
    for (const matrix of [late, early, early, early]) backwards.add(ballot(matrix));
    expect(forwards.posterior().candidates[0].text).toBe("K8T520");
    expect(forwards.posterior().candidates[0].probability).toBeCloseTo(
      backwards.posterior().candidates[0].probability,
      2,
    );
  });

  it("does not let one certain misread veto eight hesitating frames", () => {
    const vote = createVote();
    for (let i = 0; i < 8; i++) vote.add(ballot(matrixOfSlots(hesitant("K8T520", 1, "B", 0.2))));
    vote.add(ballot(matrixOfSlots(clear("KBT520", 0.99999))));
    expect(vote.posterior().candidates[0].text).toBe("K8T520");
  });

  it("lets wide frames outvote narrow ones", () => {
    const vote = createVote();
    for (let i = 0; i < 3; i++) vote.add(ballot(matrixOfSlots(hesitant("K8T520", 1, "B", 0.8)), 0.1));
    vote.add(ballot(matrixOfSlots(hesitant("K8T520", 1, "B", 0.2)), 1));
    expect(vote.posterior().candidates[0].text).toBe("K8T520");
  });

  it("holds a doubtful character against its place only", () => {
    const characters = votedCharacters([
      { text: "AB1", probability: 0.6 },
      { text: "A81", probability: 0.3 },
      { text: "AB", probability: 0.05 },
    ]);
    [0.9, 0.6, 0.9].forEach((value, i) => expect(characters[i]).toBeCloseTo(value));
  });
});

describe("vote on the design", () => {
  const stateOf = (looks: readonly (readonly [string, number])[]) => {
    const vote = createDesignVote();
    for (const [code, probability] of looks) vote.add(designOf(code, probability), 1);
    return plainJudge.judge({ texts: [{ text: "AB1", log: 0 }], unnamedLog: -20, design: vote.result() })
      .state;
  };

  it("names what most evidence says and abstains when there is none", () => {
    expect(stateOf([])).toBeNull();
    expect(stateOf([["MO", 0.55]])).toBeNull();
    const sure = (["KS", "KS", "KS", "KS"] as const).map((code) => [code, 0.9] as const);
    expect(stateOf([["MO", 0.55], ...sure])).toMatchObject({ code: "KS" });
  });

  it("abstains when frames contradict each other", () => {
    expect(stateOf(Array.from({ length: 10 }, (_, i) => [i % 2 ? "KS" : "MO", 0.8] as const))).toBeNull();
  });
});

describe("motion", () => {
  it("goes on at constant velocity, but not for ever", () => {
    let motion = startMotion({ x: 100, y: 100, w: 40, h: 20 });
    for (let i = 1; i <= 5; i++) motion = moveTo(motion, { x: 100 + 30 * i, y: 100, w: 40, h: 20 }, 0.1);
    expect(predictBox(motion, 0.5).x).toBeCloseTo(250 + 150, 0);
    expect(predictBox(motion, 60)).toEqual(predictBox(motion, 1.2));
  });
});

describe("association", () => {
  const sighting = (text: string, x: number, sure = 0.97) => {
    const reading = readingOf({ box: [x, 100, 80, 40], score: 0.9, slots: clear(text, sure), state: null });
    return { reading, score: createScorer(reading.logProbs) };
  };
  const expected = (text: string, x: number) => ({
    box: { x, y: 100, w: 80, h: 40 },
    unseen: 1 / 15,
    best: { text, probability: 0.95 },
  });

  it("follows the text where places would say otherwise", () => {
    const tracks = [expected("K8T520", 100), expected("917FZP", 160)];
    expect(associate(tracks, [sighting("K8T520", 155), sighting("917FZP", 105)]).byTrack).toEqual([0, 1]);
  });

  it("jumps several widths for equal text, and none for another", () => {
    expect(associate([expected("K8T520", 100)], [sighting("K8T520", 380)]).byTrack).toEqual([0]);
    expect(associate([expected("K8T520", 100)], [sighting("917FZP", 200)]).byTrack).toEqual([-1]);
  });

  it("keeps another vehicle at the same place apart, but not a misread or a half-hidden plate", () => {
    const other = associate([expected("K8T520", 100)], [sighting("917FZP", 102)]);
    expect([other.byTrack, [...other.contradicted]]).toEqual([[-1], [0]]);
    for (const text of ["KBT520", "T520", "K8T5"]) {
      expect(associate([expected("K8T520", 100)], [sighting(text, 102)]).byTrack).toEqual([0]);
    }
  });

  it.each([
    ["K8T520", "K8T520", 0],
    ["K8T520", "KBT52", 2],
    ["", "ABC", 3],
  ])("edit distance of %j and %j is %i", (a, b, distance) => expect(editDistance(a, b)).toBe(distance));
});

describe("plates seen before", () => {
  const plate = (x: number, second: number, text = "K8T520") => ({
    text,
    box: { x, y: 100, w: 80, h: 40 },
    lastSeenMonoNs: BigInt(second * 1e9),
  });
  const settings = { resumeMs: 4_000, parkedMs: 600_000, moving: false };

  it("are the same passing for a moment anywhere, and a parked vehicle in its place", () => {
    const fixed = createSeenBefore(settings);
    fixed.remember(plate(100, 0));
    expect(fixed.knows(plate(900, 3))).toBe(true);
    expect(fixed.knows(plate(900, 30))).toBe(false);
    expect(fixed.knows(plate(110, 30))).toBe(true);
    expect(fixed.knows(plate(110, 601))).toBe(false);
    expect(fixed.knows(plate(110, 30, "K8T521"))).toBe(false);
  });

  it("come back as new on a moving camera", () => {
    const moving = createSeenBefore({ ...settings, moving: true });
    moving.remember(plate(100, 0));
    expect(moving.knows(plate(110, 30))).toBe(false);
  });

  it("are forgotten oldest first", () => {
    const fixed = createSeenBefore(settings);
    for (let i = 0; i < 80; i++) fixed.remember(plate(100, i / 100, `P${i}`));
    expect([fixed.knows(plate(100, 1, "P0")), fixed.knows(plate(100, 1, "P79"))]).toEqual([false, true]);
  });
});
