// The regression gate of finding and reading: the shipped models, by the shipped program, on stills this project made.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";

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
