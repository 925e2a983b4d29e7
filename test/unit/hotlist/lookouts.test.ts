// Plates watched for by hand: in force at once, kept over a restart, bounded, and ended by a clock that can be right.
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { lookoutSource, type LookoutDraft, type LookoutEvent } from "../../../src/shared/domain/lookout.js";
import { lookoutPlateFault } from "../../../src/shared/hotlist/lookout-rules.js";
import { fitsPattern } from "../../../src/shared/domain/differences.js";
import { exactly } from "../../../src/unit/core/when.js";
import { openHotlistLibrary, type HotlistLibrary } from "../../../src/unit/hotlist/library.js";
import { checkList } from "../../../src/unit/hotlist/list-file/list-reader.js";
import { openSourceFolder } from "../../../src/unit/hotlist/folder/source-folder.js";
import { createLookouts, type LookoutsDeps } from "../../../src/unit/hotlist/lookout/lookouts.js";
import { builtAt } from "../../../src/shared/domain/time-trust.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { memoryFaults } from "../../kit/doubles/faults.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { hotlistConfig } from "../../kit/units/hotlist-config.js";
import { keys, listKey } from "../../kit/units/hotlist-place.js";
import { scratchFolder } from "../../kit/units/scratch.js";

const hour = 3_600_000;
const today = builtAt + 30 * 24 * hour;
const amber: LookoutDraft = {
  ...{ plate: "abc-123", state: "KS", category: "amber-alert", hours: 4 },
  ...{ reason: "Child taken at Main St", origin: "Dispatch, BOLO 26-117", vehicle: "Blue Ford F150" },
};

function unit(at = today, lookouts: object = {}, vouched = true) {
  const dir = scratchFolder();
  const clock = new FakeClock();
  const now = { at, isVouched: vouched };
  Object.assign(clock, { now: () => now.at });
  const config = hotlistConfig({ sources: [], lookouts });
  const [faults, log] = [memoryFaults(), memoryLog()];
  const told: LookoutEvent[] = [];
  const open = async () => {
    const library = await openHotlistLibrary({ dir, key: listKey, config, clock, log, faults, audit: null });
    let n = 0;
    const deps: LookoutsDeps = {
      ...{ library, config, clock, log, kept: true, isVouched: () => now.isVouched, notBefore: builtAt },
      newId: () => `00000000-0000-7000-8000-${String(++n).padStart(12, "0")}`,
      onChange: (event) => told.push(event),
    };
    return { library, ...createLookouts(deps) };
  };
  const turn = async (service: { run(signal: AbortSignal): Promise<void> }): Promise<void> => {
    const stop = new AbortController();
    const done = service.run(stop.signal);
    await clock.untilAsleep(1);
    stop.abort();
    await done;
  };
  return { dir, clock, now, faults, told, open, turn };
}

const matched = (library: HotlistLibrary, plate: string, at = today): readonly string[] => [
  ...library.lookup(keys(plate), exactly(at)).map((entry) => entry.plate),
  ...library.patterns(exactly(at)).flatMap((entry) => (fitsPattern(entry.plate, plate) ? [entry.plate] : [])),
];

describe("a watch", () => {
  it("is in force when it is answered, says who and why, and outlives a restart", async () => {
    const place = unit();
    const { library, desk } = await place.open();
    expect(library.status()).toEqual([]);
    const lookout = await desk.add(amber, "olive");
    expect(lookout).toMatchObject({
      ...{ plate: "ABC123", state: "KS", priority: "high", enteredBy: "olive", changedBy: null },
      ...{ enteredAt: today, expiresAt: today + 4 * hour },
    });
    expect(lookout.id).toMatch(/^LW-[0-9A-Z]{6}$/);
    expect(matched(library, "ABC123")).toEqual(["ABC123"]);
    const [entry] = library.lookup(keys("ABC123"), exactly(today));
    expect(entry).toMatchObject({ source: lookoutSource, category: "amber-alert", priority: "high" });
    expect(entry?.record).toMatchObject({ record: lookout.id, remarks: amber.reason, enteredBy: "olive" });
    expect(place.told).toMatchObject([{ change: "entered", by: "olive", id: lookout.changeId }]);
    library.close();
    const again = await place.open();
    expect(again.desk.list()).toEqual([lookout]);
    expect(matched(again.library, "ABC123")).toEqual(["ABC123"]);
    expect(again.library.status()).toMatchObject([{ source: lookoutSource, state: "in-force", entries: 1 }]);
    expect(await checkList(openSourceFolder(place.dir, lookoutSource).path(fileOf(place.dir)), listKey)).toBe(
      1,
    );
    again.library.close();
  });

  it("lies encrypted, and is gone from the disk once it is ended", async () => {
    const place = unit();
    const { library, desk } = await place.open();
    const lookout = await desk.add(amber, "olive");
    const text = (): string =>
      readdirSync(join(place.dir, lookoutSource))
        .map((name) => readFileSync(join(place.dir, lookoutSource, name)).toString("latin1"))
        .join();
    expect(text()).not.toMatch(/ABC123|Child/);
    expect(await desk.end(lookout.id, "sam")).toMatchObject({ plate: "ABC123" });
    expect(matched(library, "ABC123")).toEqual([]);
    expect(desk.list()).toEqual([]);
    expect(await desk.end(lookout.id, "sam")).toBeNull();
    expect(place.told.map(({ change, by }) => [change, by])).toEqual([
      ["entered", "olive"],
      ["ended", "sam"],
    ]);
    library.close();
  });

  it("stops matching when its time is over, stays a week to be seen, and is taken off by a vouched clock only", async () => {
    for (const vouched of [true, false]) {
      const place = unit(today, {}, vouched);
      const { library, desk, service } = await place.open();
      await desk.add(amber, "olive");
      expect(matched(library, "ABC123", today + 4 * hour - 1)).toEqual(["ABC123"]);
      // Nobody vouches: it has no end yet, and gets that of the unit's own clock when it comes.
      expect(matched(library, "ABC123", today + 4 * hour)).toEqual(vouched ? [] : ["ABC123"]);
      place.now.at = today + 5 * hour;
      await place.turn(service);
      expect(matched(library, "ABC123", today + 5 * hour)).toEqual([]);
      expect(desk.list()).toHaveLength(1);
      place.now.at = today + 8 * 24 * hour;
      await place.turn(service);
      expect(desk.list()).toHaveLength(vouched ? 0 : 1);
      expect(place.told.at(-1)?.change).toBe(vouched ? "expired" : "changed");
      library.close();
    }
  });

  it("entered while the clock is not set has no end, and gets one once the clock can be right", async () => {
    const place = unit(0);
    const { library, desk, service } = await place.open();
    expect((await desk.add(amber, "olive")).expiresAt).toBeNull();
    expect(matched(library, "ABC123", 0)).toEqual(["ABC123"]);
    place.now.at = today;
    await place.turn(service);
    expect(desk.list()).toMatchObject([{ expiresAt: today + 4 * hour }]);
    expect(matched(library, "ABC123")).toEqual(["ABC123"]);
    library.close();
  });

  it("entered by a clock that was behind holds for its hours once one is vouched for, and by one ahead no longer", async () => {
    for (const [wrong, vouched] of [
      [today - 24 * hour, false],
      [today + 24 * 365 * hour, true],
    ] as const) {
      const place = unit(wrong, {}, vouched);
      const { library, desk, service } = await place.open();
      await desk.add(amber, "olive");
      place.now.at = today;
      place.now.isVouched = true;
      await place.turn(service);
      expect(matched(library, "ABC123", today + 4 * hour - 1)).toEqual(["ABC123"]);
      expect(matched(library, "ABC123", today + 4 * hour)).toEqual([]);
      expect(place.told.map(({ change, by }) => [change, by])).toEqual([
        ["entered", "olive"],
        ["changed", ""],
      ]);
      library.close();
    }
  });

  it("changed to another plate is new to earlier reads; the same plate is not entered twice", async () => {
    const place = unit();
    const { library, desk } = await place.open();
    const { id } = await desk.add(amber, "olive");
    const mark = () =>
      library.unmatched().map((change) => (library.matched(change, new Map()), change.isNew));
    mark();
    const changed = await desk.change(id, { ...amber, plate: "ABC12?" }, "olive");
    expect(changed).toMatchObject({ id, plate: "ABC12?", changedBy: "olive", changedAt: today });
    const [isNew] = mark();
    expect(library.watched().map((entry) => isNew?.(entry))).toEqual([true]);
    expect(matched(library, "ABC129")).toEqual(["ABC12?"]);
    await expect(desk.add({ ...amber, plate: "ABC 12?" }, "sam")).rejects.toThrow("is watched for already");
    await desk.change(id, { ...amber, plate: "ABC12?", reason: "Longer" }, "olive");
    expect(await desk.change("LW-222222", amber, "olive")).toBeNull();
    library.close();
  });

  it("says what was found among earlier reads, and until then that nobody looked yet", async () => {
    const place = unit();
    const { library, desk } = await place.open();
    const first = await desk.add({ ...amber, plate: "ABC*" }, "olive");
    expect(desk.earlier(first.id)).toBe("waiting");
    const [entry] = library.watched();
    const counts = new Map([[entry?.id ?? "", { found: 900, written: 100 }]]);
    for (const change of library.unmatched()) library.matched(change, counts);
    expect(desk.earlier(first.id)).toEqual({ found: 900, written: 100 });
    const second = await desk.add({ ...amber, plate: "XYZ987" }, "olive");
    expect(desk.earlier(first.id)).toBe("waiting");
    for (const change of library.unmatched()) library.matched(change, new Map());
    expect([first, second].map(({ id }) => desk.earlier(id))).toMatchObject([{ found: 900 }, { found: 0 }]);
    library.close();
    const again = await place.open();
    expect(again.desk.earlier(first.id)).toBeNull();
    again.library.close();
  });

  it("entered by two at once are both kept", async () => {
    const place = unit();
    const { library, desk } = await place.open();
    await Promise.all([desk.add(amber, "olive"), desk.add({ ...amber, plate: "XYZ987" }, "sam")]);
    expect(desk.list()).toHaveLength(2);
    library.close();
  });

  it("is refused where it cannot be one", async () => {
    const place = unit(today, { most: 1, longest: "2d" });
    const { library, desk } = await place.open();
    const refused = (over: Partial<LookoutDraft>) => desk.add({ ...amber, ...over }, "olive");
    await expect(refused({ plate: "A*" })).rejects.toThrow("at least 3 known");
    await expect(refused({ state: "ZZ" })).rejects.toThrow("no state ZZ");
    await expect(refused({ category: "gang-or-terrorist" })).rejects.toThrow("restricted");
    await expect(refused({ hours: 49 })).rejects.toThrow("at most 48 hours");
    await refused({});
    await expect(refused({ plate: "XYZ987" })).rejects.toThrow("end one first");
    expect(desk.list()).toHaveLength(1);
    library.close();
  });

  it("whose list cannot be opened is a fault, and the next one is taken all the same", async () => {
    const place = unit();
    const first = await place.open();
    await first.desk.add(amber, "olive");
    first.library.close();
    const dir = join(place.dir, lookoutSource);
    writeFileSync(join(dir, fileOf(place.dir)), "damaged");
    const { library, desk } = await place.open();
    expect([...place.faults.standing.keys()]).toContain("HOTLIST_MISSING local-watch");
    await desk.add({ ...amber, plate: "XYZ987" }, "olive");
    expect(matched(library, "XYZ987")).toEqual(["XYZ987"]);
    expect(existsSync(join(dir, "watches.damaged"))).toBe(true);
    // The list is whole again, and what it held is not: that stays said.
    expect([...place.faults.standing.keys()]).toEqual(["HOTLIST_STATE local-watch"]);
    expect(place.faults.standing.get("HOTLIST_STATE local-watch")).toContain("lost with it: 1 watches");
    library.close();
  });

  it("whose list file is gone keeps nobody from the next one", async () => {
    const place = unit();
    const first = await place.open();
    await first.desk.add(amber, "olive");
    first.library.close();
    rmSync(join(place.dir, lookoutSource, fileOf(place.dir)));
    const { library, desk } = await place.open();
    await desk.add({ ...amber, plate: "XYZ987" }, "olive");
    expect(matched(library, "XYZ987")).toEqual(["XYZ987"]);
    expect([...place.faults.standing.keys()]).toEqual(["HOTLIST_STATE local-watch"]);
    library.close();
  });
});

const fileOf = (dir: string): string => openSourceFolder(dir, lookoutSource).manifest()?.file ?? "";

describe("the plate of a watch", () => {
  it.each(["ABC123", "ABC*", "*123", "AB?12", "ABC 12-3", "A1", "A?C1?3"])("%s may be watched for", (plate) =>
    expect(lookoutPlateFault(plate)).toBeUndefined(),
  );
  it.each([
    "*",
    "",
    "A",
    "A*",
    "??????",
    "A?",
    "AB?",
    "AB??C?",
    "A*B*C",
    "***",
    "ABC%",
    "1234567890123",
    "UNKNOWN",
  ])("%s may not", (plate) => expect(lookoutPlateFault(plate)).toBeTypeOf("string"));
});
