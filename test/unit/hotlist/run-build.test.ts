// A build in its thread: it may take as long as it goes on, and no longer.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { buildList } from "../../../src/unit/hotlist/import/build.js";
import type { BuildJob } from "../../../src/unit/hotlist/import/build-job.js";
import { runBuild } from "../../../src/unit/hotlist/import/run-build.js";
import { NotAList } from "../../../src/shared/hotlist/lines.js";
import { createClock } from "../../../src/shared/platform/clock.js";
import { sourceConfig } from "../../kit/units/hotlist-config.js";
import { scratchFolder } from "../../kit/units/scratch.js";

const clock = createClock();

function job(lines: readonly string[] = ["plate", "ABC123"]): BuildJob {
  const dir = scratchFolder();
  const input = join(dir, "input");
  writeFileSync(input, lines.join("\n") + "\n");
  const source = sourceConfig({ id: "a", format: "csv" });
  const rest = { previous: null, key: Buffer.alloc(32, 7), mode: "full", force: false, now: null } as const;
  return { source, input, target: join(dir, "out.list"), expected: {}, ...rest };
}

it.each([
  ["waits for ever", "setInterval(() => undefined, 1000);"],
  ["turns for ever", "for (;;);"],
])("a worker that %s is broken off, and the next build runs", async (_how, script) => {
  const file = join(scratchFolder(), "worker.mjs");
  writeFileSync(file, script);
  await expect(
    runBuild(job(), { clock, wait: { lookMs: 200, looks: 3 }, file: pathToFileURL(file) }),
  ).rejects.toThrow(/no step for too long/);
  expect((await runBuild(job(), { clock })).accepted).toBe(1);
});

it("the work says its steps, so that a long list is not taken for a hanging one", async () => {
  let steps = 0;
  const lines = Array.from({ length: 50_000 }, (_, i) => `ABC${String(10_000 + i)}`);
  await buildList(job(["plate", ...lines]), () => void steps++);
  expect(steps).toBeGreaterThan(6);
});

it("what fails for the unit's sake is no fault of the file, so that the delivery is tried again", async () => {
  const noPlace = { ...job(), target: join(scratchFolder(), "gone", "out.list") };
  const failed = await runBuild(noPlace, { clock }).catch((error: unknown) => error);
  expect(failed).toMatchObject({ message: expect.stringContaining("cannot be built: ") as string });
  expect(failed).not.toBeInstanceOf(NotAList);
  await expect(runBuild(job(["plate"]), { clock })).rejects.toBeInstanceOf(NotAList);
});
