// Who has the unit, on a unit whose clock was wrong when somebody said so.
import { expect, test } from "vitest";
import { createNewId } from "../../../src/shared/platform/new-id.js";
import { setAfter } from "../../../src/unit/core/upkeep/assignment.js";
import { turnOf } from "../../kit/units/store.js";
import { startUpkeep } from "../../kit/units/upkeep.js";

const sam = { name: "sam", role: "supervisor", source: "10.0.0.3" } as const;
const day = 86_400_000;

test("the row set last counts, also where the one before was set while the clock was years ahead", async () => {
  const unit = await startUpkeep({ newId: createNewId });
  const now = unit.clock.now();
  const assign = (assignedTo: string): void =>
    void unit.upkeep.assignments.set({ assignedTo, kind: "team", from: now, to: null }, sam);
  unit.clock.step(3 * 365 * day);
  assign("Team A");
  unit.clock.step(-3 * 365 * day);
  assign("Team B");
  expect(unit.parts.unitAt(now).assignedTo).toBe("Team B");
  await unit.end();
  const again = await startUpkeep({ dir: unit.dir, clock: unit.clock, newId: createNewId });
  expect(again.upkeep.assignments.list().map(({ assignedTo }) => assignedTo)).toEqual(["Team B", "Team A"]);
  expect(again.parts.unitAt(now).assignedTo).toBe("Team B");
  again.upkeep.assignments.set({ assignedTo: "Team C", kind: "team", from: now, to: null }, sam);
  expect(again.parts.unitAt(now).assignedTo).toBe("Team C");
});

test.each([
  ["018f0000-0000-7abc-8000-000000000001", "018f0000-0001-7abc-8000-000000000001"],
  ["018fffff-ffff-7abc-8000-000000000001", "01900000-0000-7abc-8000-000000000001"],
])("an id is made greater than %s by one millisecond, and stays one of its kind", (before, after) => {
  expect(setAfter("018e0000-0000-7abc-8000-000000000001", before)).toBe(after);
  expect(setAfter("01910000-0000-7abc-8000-000000000001", before)).toBe(
    "01910000-0000-7abc-8000-000000000001",
  );
});

test("a row with an end is kept as long after its end as the trail is, also where the clock stood at 1970 when it was set", async () => {
  const unit = await startUpkeep({ newId: createNewId });
  const now = unit.clock.now();
  unit.clock.step(-now);
  unit.upkeep.assignments.set({ assignedTo: "Team A", kind: "team", from: now, to: now + 30 * day }, sam);
  unit.clock.step(now);
  await turnOf(unit);
  expect(unit.store.upkeep.between("assignment", 0, Number.MAX_SAFE_INTEGER, 9)).toHaveLength(1);
});
