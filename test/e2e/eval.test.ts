// The regression gate of finding and reading: the shipped models, by the shipped program, on stills this project made.
import { execFile } from "node:child_process";
import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import type { VideoSummary } from "../../src/unit/cli/eval/video-score.js";
import { scratchFolder } from "../kit/units/scratch.js";

const root = new URL("../../", import.meta.url).pathname;

interface Share {
  readonly value: number;
  readonly of: number;
}

interface Answer {
  readonly sets: readonly {
    readonly pictures: number;
    readonly recallFrom40Px: Share;
    readonly merged: Share;
    readonly assertedMerged: Share;
    readonly assertedWrong: Share;
    readonly falsePlates: number;
    readonly buckets: readonly { readonly from: number; readonly merged: Share }[];
  }[];
}

it("finds and reads the stills as well as when the models were released", { timeout: 120_000 }, async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["dist/unit/main.js", "eval", "--data", "fixtures/eval", "--json"],
    { cwd: root },
  );
  const [set] = (JSON.parse(stdout) as Answer).sets;
  expect(set.pictures).toBe(46);
  expect(set.recallFrom40Px.value).toBeGreaterThanOrEqual(0.96);
  expect(set.merged.value).toBeGreaterThanOrEqual(0.78);
  expect(set.assertedMerged.value).toBeGreaterThanOrEqual(0.68);
  expect(set.assertedWrong.value).toBeLessThanOrEqual(0.07);
  expect(set.falsePlates).toBeLessThanOrEqual(1);
  const legible = set.buckets.filter(({ from, merged }) => from >= 60 && merged.of > 0);
  expect(legible.map(({ merged }) => merged.value)).toEqual(legible.map(() => 1));
});

it("plays clips as the daemon does, and finds each vehicle once", { timeout: 300_000 }, async () => {
  const dir = scratchFolder();
  copyFileSync(join(root, "fixtures/clips/side.mp4"), join(dir, "side.mp4"));
  const clip = { video: "side.mp4", fps: 15, plates: ["3906BRN", "41KM72", "VA3N7C"] };
  writeFileSync(join(dir, "expected.json"), JSON.stringify({ clips: [clip] }));
  const args = ["dist/unit/main.js", "eval", "--video", dir, "--json"];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root });
  const [summary] = (JSON.parse(stdout) as { readonly videos: readonly VideoSummary[] }).videos;
  expect(summary).toMatchObject({ clips: 1, missed: 0, wrong: [], doubles: [], falseReads: [] });
  expect(summary.right.hits).toBe(3);
});
