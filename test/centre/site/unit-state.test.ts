import { expect, it } from "vitest";
import type { Hearing, SeenUnit } from "../../../src/centre/core/questions.js";
import { unitState } from "../../../src/centre/site/web/unit-state.js";
import { silentMs } from "../../../src/centre/core/silence.js";

const now = 1_700_000_000_000;
const heard: SeenUnit = {
  ...{ unit: "car-1", state: "online", reason: "running", version: "1", seenAt: now - 1_000 },
  ...{ waiting: null, certificateTo: null, isRevoked: false, isOnDuty: true, silentSince: null, faults: [] },
};
const fault = (severity: string) => ({ code: "CAMERA_LOST", subject: "front", severity });

it.each<readonly [Partial<SeenUnit>, string, string]>([
  [{}, "good", "On duty, well"],
  [{ faults: [fault("warning")] }, "wait", "with faults"],
  [{ faults: [fault("critical")] }, "bad", "broken"],
  // It runs by its last word, and says nothing.
  [{ seenAt: now - silentMs - 1 }, "bad", "Silent"],
  [{ state: "offline", reason: "connection lost" }, "bad", "Silent"],
  [{ state: "offline", reason: "connection lost", isOnDuty: false }, "wait", "its tour ended"],
  [{ state: "offline", reason: "stopped", seenAt: now - 9 * silentMs }, "wait", "it said that it stops"],
  [{ state: null, seenAt: null, reason: null }, "wait", "not heard yet"],
  [{ isRevoked: true }, "wait", "Revoked"],
])("a unit that is %j is %s", (more, level, words) => {
  const said = unitState({ ...heard, ...more }, now, { hears: true, since: now - 99 * silentMs });
  expect(said.level).toBe(level);
  expect(said.words).toContain(words);
});

it.each<readonly [Partial<SeenUnit>, Hearing, string, string]>([
  // Deaf for long: it was heard right before that.
  [{ seenAt: now - 9 * silentMs }, { hears: false, since: now - 9 * silentMs }, "wait", "Not known"],
  [{ seenAt: now - 9 * silentMs }, { hears: false, since: null }, "wait", "Not known"],
  // It was silent before.
  [{ seenAt: now - 9 * silentMs }, { hears: false, since: now - 7 * silentMs }, "bad", "Silent"],
  [{ silentSince: now - 9 * silentMs }, { hears: false, since: now - 9 * silentMs }, "bad", "Silent"],
  // Heard again for a minute: its next word is on its way.
  [{ seenAt: now - 9 * silentMs }, { hears: true, since: now - 60_000 }, "good", "On duty"],
])("a unit that is %j is, at a centre that is %j, %s", (more, hearing, level, words) => {
  const said = unitState({ ...heard, ...more }, now, hearing);
  expect(said.level).toBe(level);
  expect(said.words).toContain(words);
});
