import { expect, it } from "vitest";
import {
  createEncounters,
  encountersOfHits,
  type EncounterSettings,
  type EncounterInput,
} from "../../../src/unit/core/matching/encounters.js";
import type { Hit, Read } from "../../../src/shared/domain/types.js";
import { anEntry } from "../../kit/samples/records.js";

const minute = 60_000;
const hour = 60 * minute;
const settings: EncounterSettings = {
  gapMs: 10 * minute,
  parkedMs: 12 * hour,
  radiusM: 150,
  realertMs: { high: 2 * hour, medium: 8 * hour, low: null },
};
const wichita = { lat: 37.6872, lon: -97.3301, quality: "3d" } as const;
const aBlockAway = { lat: 37.6879, lon: -97.3301, quality: "2d" } as const;
const acrossTown = { lat: 37.72, lon: -97.33, quality: "3d" } as const;

function create(earlier = [] as ReturnType<typeof encountersOfHits>) {
  let n = 0;
  return createEncounters(settings, () => `encounter-${String(++n)}`, earlier);
}
const sighted = (at: number, rest: Partial<EncounterInput> = {}): EncounterInput => ({
  entry: anEntry({ plate: "ABC123", priority: "medium" }),
  at,
  position: wichita,
  moving: true,
  ...rest,
});

it("alerts once for a car that is followed, wherever it goes", () => {
  const encounters = create();
  expect(encounters.place(sighted(0)).alerts).toBe(true);
  for (let i = 1; i < 12; i++) {
    const position = { ...wichita, lat: wichita.lat + i * 0.02 };
    expect(encounters.place(sighted(i * 9 * minute, { position }))).toEqual({
      encounterId: "encounter-1",
      alerts: false,
    });
  }
});

it("a parked hit passed twice in a shift is one encounter", () => {
  const encounters = create();
  encounters.place(sighted(0));
  expect(encounters.place(sighted(5 * hour, { position: aBlockAway }))).toEqual({
    encounterId: "encounter-1",
    alerts: false,
  });
});

it("sounds for the listed car after an alert that was of another plate", () => {
  const encounters = create();
  const { encounterId } = encounters.place(sighted(0));
  encounters.retract(sighted(0).entry, encounterId);
  encounters.retract(sighted(0).entry, "unknown");
  expect(encounters.place(sighted(minute))).toEqual({ encounterId: "encounter-2", alerts: true });
  expect(encounters.place(sighted(2 * minute)).alerts).toBe(false);
});

it("the same car across town an hour later is a new encounter", () => {
  const encounters = create();
  encounters.place(sighted(0));
  expect(encounters.place(sighted(hour, { position: acrossTown }))).toEqual({
    encounterId: "encounter-2",
    alerts: true,
  });
});

it("without a position a moving unit goes by time alone", () => {
  const encounters = create();
  encounters.place(sighted(0, { position: null }));
  expect(encounters.place(sighted(5 * minute, { position: null })).alerts).toBe(false);
  expect(encounters.place(sighted(hour, { position: null })).alerts).toBe(true);
});

it.each(["stale", "dead-reckoning"] as const)(
  "a %s position is no place: met again, the car sounds",
  (quality) => {
    const old = { ...wichita, quality };
    const encounters = create();
    // The receiver is lost or stuck: five meetings an hour apart, all with the same old position.
    const five = [0, 1, 2, 3, 4].map((n) => encounters.place(sighted(n * hour, { position: old })).alerts);
    expect(five).toEqual([true, true, true, true, true]);
    // Nor does it stand for the place of a good sighting, in this run or the last one.
    const before = create();
    before.place(sighted(0));
    expect(before.place(sighted(hour, { position: old })).alerts).toBe(true);
    const read = { lastSeenAt: 0, position: { ...old, ageMs: 90_000 } } as unknown as Read;
    const hit = {
      entry: anEntry({ plate: "ABC123", priority: "medium" }),
      encounterId: "before",
      historical: false,
    } as unknown as Hit;
    expect(create(encountersOfHits([{ hit, read }])).place(sighted(hour)).alerts).toBe(true);
  },
);

it("a car seen last at an unknown place is not parked where it was seen before", () => {
  const encounters = create();
  encounters.place(sighted(0));
  encounters.place(sighted(5 * minute, { position: { ...acrossTown, quality: "stale" } }));
  expect(encounters.place(sighted(3 * hour)).alerts).toBe(true);
});

it("a clock set back does not keep a standing encounter silent", () => {
  const encounters = create();
  const entry = anEntry({ plate: "ABC123", priority: "high" });
  encounters.place(sighted(6 * hour, { entry }));
  expect(encounters.place(sighted(0, { entry })).alerts).toBe(true);
});

it("a fixed unit goes by time alone", () => {
  const encounters = create();
  encounters.place(sighted(0, { moving: false }));
  expect(encounters.place(sighted(9 * minute, { moving: false })).alerts).toBe(false);
  expect(encounters.place(sighted(9 * minute + hour, { moving: false }))).toEqual({
    encounterId: "encounter-2",
    alerts: true,
  });
});

it.each([
  ["high", true],
  ["low", false],
] as const)("a standing %s encounter sounds again: %s", (priority, again) => {
  const encounters = create();
  const entry = anEntry({ plate: "ABC123", priority });
  encounters.place(sighted(0, { entry }));
  expect(encounters.place(sighted(hour, { entry })).alerts).toBe(false);
  expect(encounters.place(sighted(3 * hour, { entry }))).toEqual({
    encounterId: "encounter-1",
    alerts: again,
  });
});

it("the same plate on two lists, and two plates, are encounters of their own", () => {
  const encounters = create();
  encounters.place(sighted(0));
  expect(
    encounters.place(sighted(1, { entry: anEntry({ plate: "ABC123", priority: "medium", source: "other" }) }))
      .alerts,
  ).toBe(true);
  expect(
    encounters.place(sighted(2, { entry: anEntry({ plate: "ABC124", priority: "medium" }) })).alerts,
  ).toBe(true);
});

it("a read that comes in late does not begin a second encounter", () => {
  const encounters = create();
  encounters.place(sighted(5 * minute));
  expect(encounters.place(sighted(0)).alerts).toBe(false);
});

it("a restart forgets nothing: encounters come back from the hits", () => {
  const read = { lastSeenAt: 0, position: { ...wichita, ageMs: 0 } } as unknown as Read;
  const hit = {
    entry: anEntry({ plate: "ABC123", priority: "medium" }),
    encounterId: "before",
    historical: false,
  } as unknown as Hit;
  const encounters = create(encountersOfHits([{ hit, read }]));
  expect(encounters.place(sighted(5 * hour, { position: aBlockAway }))).toEqual({
    encounterId: "before",
    alerts: false,
  });
});

it("a historical hit opens no encounter", () => {
  const read = { lastSeenAt: 0, position: null } as unknown as Read;
  const hit = {
    entry: anEntry({ plate: "ABC123", priority: "medium" }),
    encounterId: "old",
    historical: true,
  } as unknown as Hit;
  expect(encountersOfHits([{ hit, read }])).toEqual([]);
});

it("forgets encounters after the shift", () => {
  const encounters = create();
  encounters.place(sighted(0));
  encounters.place(sighted(13 * hour, { entry: anEntry({ plate: "XYZ789", priority: "medium" }) }));
  expect(encounters.snapshot().map((e) => e.entryId)).toEqual(["entry-XYZ789"]);
});
