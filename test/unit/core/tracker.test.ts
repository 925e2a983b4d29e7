import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createScorer } from "../../../src/unit/core/ctc/score.js";
import { createTracker } from "../../../src/unit/core/tracking/tracker.js";
import { createVote } from "../../../src/unit/core/tracking/vote.js";
import { clear, hesitant, type SceneFrame, type Slots } from "../../kit/scenes/track-scene.js";
import {
  countingIds,
  lastWords,
  loadScene,
  monoNs,
  plainJudge,
  playScene,
  readingOf,
  testSettings,
} from "../../kit/scenes/tracks.js";

const folder = new URL("../../../fixtures/tracks/", import.meta.url);
const load = (name: string) => loadScene(new URL(`${name}.jsonl`, folder).pathname);
const scenes = readdirSync(folder).map((file) => load(file.replace(".jsonl", "")));

/** Each scene is played once with the shipped settings. */
const played = new Map(scenes.map((scene) => [scene.name, playScene(scene)]));
const playedOf = (name: string) => played.get(name)!;

const size = { width: 1280, height: 720 };
type Seen = SceneFrame["readings"][number];
const seen = (slots: Slots, box: Seen["box"] = [600, 400, 90, 45]): Seen => ({
  box,
  score: 0.9,
  slots,
  state: null,
});

/** Feeds one plate's frames at 15 fps, then silence, and returns the moments. */
function follow(frames: readonly (Seen | null)[], settings = {}) {
  const tracker = createTracker({ ...testSettings, ...settings }, countingIds(), plainJudge);
  const quiet = Array.from({ length: 30 }, () => null);
  return [...frames, ...quiet].flatMap((one, i) => {
    const readings = one ? [readingOf(one)] : [];
    return tracker.update({ ...size, monoNs: monoNs((i * 1000) / 15), readings }).moments;
  });
}

describe("scenes of fixtures/tracks", () => {
  it.each(scenes.map((scene) => [scene.name, scene] as const))("%s", (_, scene) => {
    const { moments } = playedOf(scene.name);
    const words = lastWords(moments);
    const named = scene.expect.some(({ state }) => state);
    const told = words.map(({ text, state }) => (named ? { text, state } : { text }));
    const byText = (a: { text: string }, b: { text: string }) => a.text.localeCompare(b.text);
    expect(told.sort(byText)).toEqual([...scene.expect].sort(byText));
    // The officer was told right at once: no read needed its text corrected.
    const settled = moments
      .filter(({ kind }) => kind === "settled")
      .map(({ candidates }) => candidates[0].text);
    expect(settled.sort()).toEqual(scene.expect.map(({ text }) => text).sort());
  });

  it.each(scenes.map((scene) => [scene.name, scene] as const))(
    "%s keeps the order of moments",
    (_, scene) => {
      const { moments, steps } = playedOf(scene.name);
      for (const id of new Set(moments.map(({ trackId }) => trackId))) {
        const kinds = moments.filter(({ trackId }) => trackId === id).map(({ kind }) => kind);
        expect(kinds.join()).toMatch(/^settled(,corrected)?,ended$/);
      }
      const improved = new Set<string>();
      for (const step of steps) {
        for (const { trackId } of step.improved) improved.add(trackId);
        // A picture was cut before any moment needs it, and none is dropped before its track is over.
        for (const { trackId } of step.moments) expect(improved).toContain(trackId);
        for (const id of step.gone) expect(improved.delete(id)).toBe(true);
      }
      expect(improved.size).toBe(0);
    },
  );
});

describe("the vote over a track's frames", () => {
  it("reads what a majority of strings would misread", () => {
    const scene = load("majority-is-wrong");
    const strings = scene.frames.flatMap(({ readings }) =>
      readings.map((one) => readingOf(one).candidates[0].text),
    );
    const wrong = strings.filter((text) => text === "3BNXW6").length;
    expect(wrong).toBeGreaterThan(strings.length / 2);
    expect(lastWords(playedOf(scene.name).moments)).toEqual([{ text: "38NXW6", state: null }]);
  });

  it("does not believe the last frame", () => {
    const scene = load("last-frame-is-wrong");
    const last = scene.frames.flatMap(({ readings }) => readings.map((one) => readingOf(one))).at(-1)!;
    expect(last.candidates[0].text).toBe("22D77H");
    expect(lastWords(playedOf(scene.name).moments)[0].text).toBe("2ZD77H");
  });

  it("leaves O or 0 open when every frame does", () => {
    const settled = playedOf("ambiguous-to-the-end").moments[0];
    const [first, second] = settled.candidates;
    expect([first.text, second.text]).toEqual(["AO41CK", "A041CK"]);
    expect(first.probability).toBeLessThan(0.9);
    expect(second.probability).toBeGreaterThan(0.15);
    expect(settled.characters[1]).toBeCloseTo(first.probability, 1);
    expect(settled.characters[0]).toBeGreaterThan(0.9);
  });

  it("does not grow certain by seeing the same hesitation a thousand times", () => {
    const one = seen(hesitant("K8T520", 1, "B", 0.4));
    const frames = Array.from({ length: 1000 }, () => one);
    const [ended] = follow(frames).filter(({ kind }) => kind === "ended");
    expect(ended.candidates[0].text).toBe("K8T520");
    expect(ended.candidates[0].probability).toBeLessThan(0.85);
  });
});

describe("when a track settles", () => {
  it("waits for a second frame unless one is overwhelming", () => {
    const [settled] = follow([seen(clear("K8T520", 0.99)), seen(clear("K8T520", 0.99))]);
    expect([settled.frames, settled.causeMonoNs]).toEqual([2, monoNs(1000 / 15)]);
    const [atOnce] = follow([seen(clear("K8T520", 0.9995)), seen(clear("K8T520", 0.9995))], {
      overwhelming: 0.95,
    });
    expect(atOnce.frames).toBe(1);
  });

  it("asserts a single frame at the end only when it is as sure as a settled track", () => {
    expect(follow([seen(clear("K8T520", 0.99))]).map(({ kind }) => kind)).toEqual(["settled", "ended"]);
    expect(follow([seen(clear("K8T520", 0.95))])).toEqual([]);
  });

  it("asserts two hesitating frames at the end with their honest probability", () => {
    const [settled] = follow([seen(clear("K8T520", 0.88)), seen(clear("K8T520", 0.88))]);
    expect(settled.candidates[0].probability).toBeGreaterThan(0.5);
    expect(settled.candidates[0].probability).toBeLessThan(0.9);
    expect(
      follow([seen(clear("K8T520", 0.88)), seen(clear("K8T520", 0.88))], { minProbability: 0.95 }),
    ).toEqual([]);
  });

  it("does not assert lettering that is read differently in most frames", () => {
    const [rarely, mostly] = [seen(clear("LIMIT", 0.91)), seen(clear("LIMIT", 0.32))];
    const frames = Array.from({ length: 32 }, (_, i) => (i % 4 === 0 ? rarely : mostly));
    const vote = createVote();
    for (const { logProbs, candidates } of frames.map(readingOf)) {
      vote.add({ candidates, score: createScorer(logProbs), weight: 0.2 + 0.8 * candidates[0].probability });
    }
    // The text itself would be probable enough; what speaks against it is how much goes to texts nobody named.
    expect(vote.posterior().candidates[0].probability).toBeGreaterThan(testSettings.minProbability);
    expect(follow(frames)).toEqual([]);
  });

  it("does not assert lettering that the detector holds for half a plate, however clear it reads", () => {
    const lettering = { ...seen(clear("5550123", 0.99)), score: 0.49 };
    const plate = { ...seen(clear("K8T5201", 0.99)), score: 0.52 };
    expect(follow(Array.from({ length: 40 }, () => lettering))).toEqual([]);
    expect(follow(Array.from({ length: 40 }, () => plate)).length).toBe(2);
  });

  it("never asserts texts that are too short, or nothing at all", () => {
    expect(follow(Array.from({ length: 9 }, () => seen(clear("K", 0.99))))).toEqual([]);
    expect(follow(Array.from({ length: 9 }, () => seen([])))).toEqual([]);
  });

  it("corrects at once when it has become sure of another text, and only once", () => {
    const times = (count: number, one: Seen) => Array.from({ length: count }, () => one);
    const frames = [
      ...times(2, seen(clear("KBT520", 0.97))),
      ...times(40, seen(clear("K8T520", 0.99))),
      ...times(400, seen(clear("KBT520", 0.99))),
    ];
    const moments = follow(frames);
    expect(moments.map(({ kind, candidates }) => `${kind} ${candidates[0].text}`).slice(0, 2)).toEqual([
      "settled KBT520",
      "corrected K8T520",
    ]);
    expect(moments.map(({ kind }) => kind)).toEqual(["settled", "corrected", "ended"]);
    expect(moments[1].frames).toBeLessThan(42);
  });

  it("gives a read that was asserted small a second picture, and no revision to one that was large", () => {
    const growing = (from: number) =>
      Array.from({ length: 30 }, (_, i): Seen => {
        const width = from * 1.03 ** i;
        return seen(clear("K8T520", 0.99), [600, 400, width, width / 2]);
      });
    const small = follow(growing(45));
    expect(small.map(({ kind }) => kind)).toEqual(["settled", "corrected", "ended"]);
    expect(small[1].widthPx).toBeGreaterThan(small[0].widthPx * 1.5);
    expect(follow(growing(90)).map(({ kind }) => kind)).toEqual(["settled", "ended"]);
  });

  it("corrects when the state becomes known", () => {
    const plate = clear("K8T520", 0.99);
    const frames = Array.from({ length: 12 }, (_, i): Seen => ({
      ...seen(plate),
      state: i < 2 ? null : ["KS", 0.9],
    }));
    const moments = follow(frames);
    expect(moments.map(({ kind, state }) => `${kind} ${state?.code}`)).toEqual([
      "settled undefined",
      "corrected KS",
      "ended KS",
    ]);
  });
});

describe("bounds", () => {
  it("keep three matrices and eight candidates per event, whatever was seen", () => {
    const frames = Array.from({ length: 60 }, (_, i) => seen(clear(`K${i % 10}T5${(i * 7) % 10}`, 0.9)));
    for (const moment of [...follow(frames), ...playedOf("approaching").moments]) {
      expect(moment.matrices.length).toBeLessThanOrEqual(3);
      expect(moment.candidates.length).toBeLessThanOrEqual(8);
    }
  });

  it("give up the least worthy tracks when there are too many", () => {
    const tracker = createTracker({ ...testSettings, maxTracks: 4 }, countingIds(), plainJudge);
    const boxes = Array.from({ length: 12 }, (_, i): Seen["box"] => [100 * i + 5, 300, 60, 30]);
    const readings = boxes.map((box, i) => readingOf(seen(clear(`AB${i}X${i}`, 0.9), box)));
    const step = tracker.update({ ...size, monoNs: 0n, readings });
    expect(step.gone.length).toBe(8);
    expect(tracker.flush(1n).gone.length).toBe(4);
  });

  it("end a track that left the picture sooner than one that is hidden", () => {
    const leaving = Array.from({ length: 10 }, (_, i) =>
      seen(clear("K8T520", 0.99), [800 + 48 * i, 400, 60, 30]),
    );
    const standing = Array.from({ length: 10 }, () => seen(clear("K8T520", 0.99)));
    const endOf = (frames: Seen[]) => Number(follow(frames).at(-1)!.causeMonoNs) / 1e6;
    expect(endOf(leaving)).toBeLessThan(1200);
    expect(endOf(standing)).toBeGreaterThan(1700);
  });
});

describe("letters that were not read", () => {
  const frames = (inked: readonly boolean[]) => {
    const tracker = createTracker(testSettings, countingIds(), plainJudge);
    const all = inked.map((incomplete, i) => ({
      ...readingOf(seen(clear("44718"), [600, 400, 90 + i, 45])),
      ...(incomplete ? { incomplete: true as const } : {}),
    }));
    const quiet = Array.from({ length: 30 }, () => null);
    return [...all, ...quiet].flatMap(
      (one, i) =>
        tracker.update({ ...size, monoNs: monoNs((i * 1000) / 15), readings: one ? [one] : [] }).moments,
    );
  };
  const asserted = (inked: readonly boolean[]) =>
    frames(inked)
      .filter(({ kind }) => kind !== "ended")
      .map(({ kind, incomplete }) => [kind, incomplete ?? false]);

  it("mark the read from the first", () => {
    expect(asserted([true, true, true, true])).toEqual([["settled", true]]);
  });

  it("correct a read that seemed whole, at once", () => {
    expect(asserted([false, false, false, true, true, true, true])).toEqual([
      ["settled", false],
      ["corrected", true],
    ]);
  });

  it("are not made of one frame's dirt", () => {
    expect(asserted([false, false, false, false, true, false, false])).toEqual([["settled", false]]);
  });
});

describe("a part of a plate, found as a plate of its own", () => {
  const frames = (partBox: readonly [number, number, number, number]) => {
    const tracker = createTracker(testSettings, countingIds(), plainJudge);
    return Array.from({ length: 6 }, (_, i) => {
      const at = (box: readonly [number, number, number, number], text: string) =>
        readingOf({ box, score: 0.8, slots: clear(text, 0.98), state: null });
      const readings = [at([300, 300, 300, 80], "96LKH9"), at(partBox, "LKH9")];
      return tracker.update({ monoNs: monoNs(i * 66), width: 1280, height: 720, readings });
    }).flatMap(({ moments }) => moments.map(({ candidates }) => candidates[0].text));
  };

  it("is not asserted beside the whole one", () => {
    expect(frames([450, 305, 170, 75])).toEqual(["96LKH9"]);
  });

  it("is another vehicle's where it stands apart", () => {
    expect(frames([800, 305, 170, 75]).sort()).toEqual(["96LKH9", "LKH9"]);
  });
});
