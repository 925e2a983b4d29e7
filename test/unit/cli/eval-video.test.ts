import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { scoreClip, summariseClips, videoLines } from "../../../src/unit/cli/eval/video-score.js";
import { openClipSets } from "../../../src/unit/vision/plates/clip-set.js";
import { scratchFolder } from "../../kit/units/scratch.js";

/** Texts as they were read, each settled one frame after the one before, from frame 3 on. */
function scored(plates: readonly string[], ...texts: readonly string[]) {
  const reads = texts.map((text, i) => ({ text, settledFrame: 3 + i }));
  return scoreClip({ fps: 10, plates, legibleFrom: new Map([["96LKH9", 1]]), reads });
}

describe("reads of a clip", () => {
  it("are right once for each vehicle, with O and I as 0 and 1", () => {
    const score = scored(["96LKH9", "AB10CD"], "96LKH9", "ABI0CD");
    expect(score).toMatchObject({ right: ["96LKH9", "AB10CD"], missed: [], doubles: [], falseReads: [] });
    expect(score.settleMs).toEqual([200]);
  });

  it("are doubles when the vehicle has its read, whole or as a part", () => {
    expect(scored(["96LKH9"], "96LKH", "96LKH9", "96LKH9").doubles).toEqual([
      "96LKH of 96LKH9",
      "96LKH9 of 96LKH9",
    ]);
  });

  it("are wrong when none of them names the vehicle, and then only the first", () => {
    expect(scored(["96LKH9"], "LKH9", "96LKH")).toMatchObject({
      right: [],
      missed: [],
      wrong: ["LKH9 for 96LKH9"],
      doubles: ["96LKH of 96LKH9"],
    });
  });

  it("are false when they are like no plate, and a vehicle without one is missed", () => {
    expect(scored(["96LKH9"], "TAXI")).toMatchObject({ missed: ["96LKH9"], falseReads: ["TAXI"] });
    expect(scored([], "TAXI").falseReads).toEqual(["TAXI"]);
  });

  it("are summed up in counts", () => {
    const summary = summariseClips("two", [scored(["96LKH9"], "96LKH9"), scored(["96LKH9"])]);
    expect([summary.right.hits, summary.right.of, summary.missed]).toEqual([1, 2, 1]);
    expect(videoLines(summary)[1]).toContain("1 of 2");
  });
});

describe("sets of clips", () => {
  function folder(value: string): string {
    const dir = scratchFolder();
    writeFileSync(join(dir, "expected.json"), value);
    return dir;
  }

  it("are read with the plates of each clip", () => {
    const clip = { video: "1.mp4", fps: 12, plates: ["ab-12"], legible: [{ plate: "AB12", frames: [4, 9] }] };
    const [{ clips }] = openClipSets(folder(JSON.stringify({ clips: [clip] })));
    expect(clips[0]).toMatchObject({ fps: 12, moving: true, plates: ["AB12"] });
    expect(clips[0].legibleFrom.get("AB12")).toBe(4);
  });

  it("say what is wrong with them", () => {
    expect(() => openClipSets(scratchFolder())).toThrow("has no expected.json");
    expect(() => openClipSets(folder("{"))).toThrow("is not JSON");
    expect(() => openClipSets(folder('{"clips":[{"video":"1.mp4","fps":0,"plates":[]}]}'))).toThrow(
      "clips.0.fps",
    );
  });
});
