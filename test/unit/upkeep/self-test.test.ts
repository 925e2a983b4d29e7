import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { checked } from "../../../src/shared/domain/said/self-test.js";
import { scratchStoreCheck } from "../../../src/unit/cli/self-test/scratch-store.js";
import { judge } from "../../../src/unit/cli/self-test/running.js";
import { plateCheck } from "../../../src/unit/cli/self-test/plate.js";
import { configSchema } from "../../../src/unit/config/schema.js";
import { createSelfTest } from "../../../src/unit/upkeep/self-test.js";
import { shippedModels } from "../../../src/unit/vision/plates/manifest.js";
import { someStatus } from "../../kit/units/console.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { memoryFaults } from "../../kit/doubles/faults.js";
import { scratchFolder } from "../../kit/units/scratch.js";

test("reads the rendered plate with the shipped models and meets it on a list; says why when it cannot", async () => {
  expect(await plateCheck(shippedModels)).toMatchObject({ isFailed: false });
  expect(await plateCheck(scratchFolder())).toMatchObject({ isFailed: true });
});

test("takes a read through a store of its own, and leaves nothing of it; says why when it cannot", async () => {
  const folder = scratchFolder();
  vi.stubEnv("TMPDIR", folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  const check = await scratchStoreCheck();
  expect(check).toMatchObject({ part: "evidence", isFailed: false, isDoubtful: false });
  expect(check.text).toMatch(/recorded, read back and verified \([1-9]\d* links\)/);
  expect(readdirSync(folder)).toEqual([]);
  vi.stubEnv("TMPDIR", join(folder, "gone"));
  expect(await scratchStoreCheck()).toMatchObject({ isFailed: true });
});

test("judges each part of the running unit", () => {
  const config = configSchema.parse({
    unit: { id: "car-12", kind: "vehicle", name: "12" },
    cameras: [{ id: "front", source: "/dev/video0" }],
    gps: { kind: "gpsd" },
  });
  const checks = judge({ at: 0, status: { ...someStatus(), position: null }, faults: [] }, config);
  const failed = checks.filter(({ isFailed }) => isFailed).map(({ part }) => part);
  expect(failed).toEqual(["camera Rear (rear)", "gps"]);
  expect(checks.find(({ part }) => part === "broker")).toMatchObject({ isDoubtful: true });
});

test("runs apart from the daemon, is one fault while something fails, and over when it passes", async () => {
  const faults = memoryFaults();
  const script = join(scratchFolder(), "self-test.mjs");
  const command = [process.execPath, script] as const;
  const desk = createSelfTest({ command, clock: new FakeClock(), faults });
  const report = (isFailed: boolean): string =>
    `console.log(${JSON.stringify(JSON.stringify({ at: 1, checks: [checked("gps", isFailed ? "failed" : "good", "no-position")] }))}); process.exit(${isFailed ? "1" : "0"})`;
  writeFileSync(script, report(true));
  const first = desk.run();
  expect(desk.isRunning()).toBe(true);
  expect(desk.run()).toBe(first);
  await first;
  expect([...faults.standing.values()]).toEqual(["gps: no position"]);
  writeFileSync(script, "throw new Error('it crashed')");
  await desk.run();
  expect(desk.last()).toMatchObject({ checks: [{ part: "self-test", isFailed: true }] });
  writeFileSync(script, report(false));
  await desk.run();
  expect([desk.isRunning(), faults.standing.size]).toEqual([false, 0]);
});
