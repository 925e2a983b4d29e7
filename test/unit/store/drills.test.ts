import { userInfo } from "node:os";
import { expect, test } from "vitest";
import { run as clock } from "../../../scripts/drill/clock.js";
import { run as bitRot } from "../../../scripts/drill/bit-rot.js";
import { run as diskFull } from "../../../scripts/drill/disk-full.js";

// The short forms of the drills; the full ones are commands (npm run -s drill -- NAME).
const patient = { timeout: 240_000 };

test("flipped bytes are detected or harmless", patient, async () => {
  const result = await bitRot({ rounds: 5, seed: 7, json: true });
  expect(result).toMatchObject({ rounds: 5, lost: 0, undetected: 0, duplicated: 0 });
  expect(result.detected + result.harmless).toBe(5);
});

test.runIf(userInfo().uid === 0)("a full disk costs records, never alerts", patient, async () => {
  const result = await diskFull({ rounds: 1, seed: 7, json: true });
  expect(result).toMatchObject({ rounds: 1, lost: 0, undetected: 0, duplicated: 0, alerts: 10 });
  expect(result.notRecorded).toBeGreaterThan(0);
});

test(
  "random clocks purge nothing early, keep nothing for good, miss no alert and tell every jump",
  patient,
  async () => {
    const result = await clock({ rounds: 40, seed: 1, json: true });
    expect(result).toMatchObject({ rounds: 40, lost: 0, undetected: 0 });
    expect(result.announced).toBeGreaterThan(20);
  },
);
