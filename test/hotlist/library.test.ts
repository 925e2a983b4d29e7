import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openHotlistLibrary } from "../../src/hotlist/library.js";
import { isHeld, takeLock } from "../../src/hotlist/lock.js";
import { openSourceFolder } from "../../src/hotlist/source-folder.js";
import { actor, keys, listKey, place, plates } from "../kit/units/hotlist-place.js";
import { FakeClock } from "../kit/doubles/clock.js";
import { memoryFaults } from "../kit/doubles/faults.js";
import { memoryLog } from "../kit/doubles/log.js";
import { exactly, whenOf } from "../../src/core/when.js";

const hour = 3_600_000;

describe("lists in force", () => {
  it("several sources are looked up side by side and replaced one by one", async () => {
    const { library, load } = await place();
    await load("a", ["plate", "ABC123"]);
    await load("b", ["plate", "ABC123", "XYZ789"]);
    expect(plates(library, "ABC123")).toEqual(["a:ABC123", "b:ABC123"]);
    expect(library.size).toBe(3);
    await load("a", ["plate", "NEW111"]);
    expect(plates(library, "ABC123")).toEqual(["b:ABC123"]);
    expect(plates(library, "NEW111")).toEqual(["a:NEW111"]);
  });

  it("entries count only between their dates, lists only in their hours", async () => {
    const { library, load } = await place([
      { id: "a", format: "csv" },
      { id: "b", format: "csv", activeHours: "22:00-06:00" },
    ]);
    await load("a", ["plate,effective,expires", "ABC123,2026-02-01,2026-03-01"]);
    await load("b", ["plate", "DEF456"]);
    const at = (month: number): number => Date.UTC(2026, month - 1, 10);
    expect([1, 2, 3].map((month) => plates(library, "ABC123", at(month)).length)).toEqual([0, 1, 0]);
    const local = (hours: number): number => new Date(2026, 1, 10, hours).getTime();
    expect([23, 3, 12].map((hours) => plates(library, "DEF456", local(hours)).length)).toEqual([1, 1, 0]);
    // What cannot be checked holds: a clock that is unset, or one that may be off over the date.
    const unset = whenOf({ at: 0, uncertaintyMs: 1_000, source: "unset" });
    expect([plates(library, "ABC123", unset), plates(library, "DEF456", unset)].flat()).toHaveLength(2);
    const system = { at: at(1), source: "system" } as const;
    expect(plates(library, "ABC123", whenOf({ ...system, uncertaintyMs: 30 * 24 * hour }))).toHaveLength(1);
    expect(plates(library, "ABC123", whenOf({ ...system, uncertaintyMs: 3 * 24 * hour }))).toEqual([]);
  });

  it("old list files are swept, and nothing plain stays in the folder", async () => {
    const { dir, load } = await place();
    await load("a", ["plate", "SECRET1"]);
    await load("a", ["plate", "SECRET1", "SECRET2"]);
    const files = readdirSync(join(dir, "a"));
    expect(files.filter((name) => name.includes(".list"))).toHaveLength(1);
    for (const name of files)
      expect(readFileSync(join(dir, "a", name)).toString("latin1")).not.toContain("SECRET");
  });

  it("says what is new, and remembers against which list earlier reads were matched", async () => {
    const { library, load } = await place();
    await load("a", ["plate", "ABC123"]);
    const [first] = library.unmatched();
    if (!first) throw new Error("nothing to match");
    library.matched(first);
    expect(library.unmatched()).toEqual([]);
    await load("a", ["plate", "ABC123", "ABC124"]);
    const [second] = library.unmatched();
    const isNew = (plate: string): boolean | undefined =>
      second?.isNew(library.lookup(keys(plate), exactly(0))[0]);
    expect([isNew("ABC123"), isNew("ABC124")]).toEqual([false, true]);
  });
});

describe("refusals", () => {
  it("leave the last good list in force, are a fault, and are audited", async () => {
    const { library, load, standing, audited, dir } = await place();
    await load("a", ["plate", "ABC123"]);
    await expect(load("a", ["make", "FORD"])).rejects.toThrow(/hotlist a: no entry in it/);
    await library.refresh();
    expect(plates(library, "ABC123")).toEqual(["a:ABC123"]);
    expect(standing.get("HOTLIST_REFUSED a")).toContain("no entry");
    expect(audited.map((event) => [event.event, event.outcome])).toEqual([
      ["hotlist.load", "success"],
      ["hotlist.load", "failure"],
    ]);
    expect(readdirSync(join(dir, "a")).filter((name) => name.includes("building"))).toEqual([]);
    await load("a", ["plate", "ABC124"], { force: true });
    expect(standing.has("HOTLIST_REFUSED a")).toBe(false);
  });

  it("a builder that dies leaves the last good list", async () => {
    const { library, load } = await place();
    await load("a", ["plate", "ABC123"]);
    const die = () => Promise.reject(new Error("cannot be built: disk full"));
    await expect(load("a", ["plate", "XYZ789"], {}, die)).rejects.toThrow(/disk full/);
    await library.refresh();
    expect(plates(library, "ABC123")).toEqual(["a:ABC123"]);
  });

  it("two imports of one source at once: the second is turned away", async () => {
    const { dir, load } = await place();
    const unlock = takeLock(join(dir, "a", "lock"));
    await expect(load("a", ["plate", "ABC123"])).rejects.toThrow(/another import/);
    unlock?.();
    await load("a", ["plate", "ABC123"]);
  });

  it("the lock of a killed process is taken over", async () => {
    const { dir, load } = await place();
    writeFileSync(join(dir, "a", "lock"), "999999999 123");
    expect(isHeld(join(dir, "a", "lock"))).toBe(false);
    await load("a", ["plate", "ABC123"]);
    expect(existsSync(join(dir, "a", "lock"))).toBe(false);
  });
});

describe("faults", () => {
  it("a source without a list is missing, an old list is stale, a confirmed one is fresh", async () => {
    const { library, load, standing, clock } = await place([{ id: "a", format: "csv" }]);
    expect(standing.has("HOTLIST_MISSING a")).toBe(true);
    await load("a", ["plate", "ABC123"]);
    expect([...standing]).toEqual([]);
    await clock.advance(25 * hour);
    await library.refresh();
    expect(standing.has("HOTLIST_STALE a")).toBe(true);
    library.confirm("a");
    await library.refresh();
    expect(standing.has("HOTLIST_STALE a")).toBe(false);
  });

  it("ages by the monotonic clock within a boot; in another one a list from the future has no age and is stale", async () => {
    const { library, load, standing, clock, dir, config, log } = await place([{ id: "a", format: "csv" }]);
    clock.step(3 * 8_760 * hour);
    await load("a", ["plate", "ABC123"]);
    clock.step(-3 * 8_760 * hour);
    await clock.advance(2 * hour);
    await library.refresh();
    expect(library.status()[0]).toMatchObject({ state: "in-force", ageMs: 2 * hour + 1 });
    await clock.advance(23 * hour);
    await library.refresh();
    expect(standing.has("HOTLIST_STALE a")).toBe(true);
    library.confirm("a");
    await library.refresh();
    expect(standing.has("HOTLIST_STALE a")).toBe(false);

    await load("a", ["plate", "ABC123"]);
    const { faults, standing: later } = memoryFaults();
    const rebooted = new FakeClock(clock.now() - 10 * hour, "boot-2");
    const options = { dir, key: listKey, config, log, faults, audit: null };
    const again = await openHotlistLibrary({ ...options, clock: rebooted });
    expect(again.status()[0]).toMatchObject({ state: "stale", ageMs: null, nextExpectedAt: null });
    expect(later.get("HOTLIST_STALE a")).toContain("its age is unknown");
    again.close();
  });

  it("rejected rows and words nobody knows are faults until a list without them comes", async () => {
    const { library, load, standing } = await place([{ id: "a", format: "csv" }]);
    await load("a", ["plate,category", "ABC123,Ebony Alert", "1.23E+47,bolo"]);
    expect([...standing.keys()].sort()).toEqual(["HOTLIST_REJECTS a", "HOTLIST_WORDS a"]);
    expect(library.status()[0]).toMatchObject({
      unknown: { 'category "Ebony Alert"': 1 },
      rejectFault: "1 of 2 rows rejected: 1 changed by a spreadsheet",
    });
    await load("a", ["plate,category", "ABC123,bolo"]);
    expect([...standing]).toEqual([]);
  });

  it("a damaged list file is a fault; the other sources go on", async () => {
    const { dir, load, config, clock } = await place();
    await load("a", ["plate", "ABC123"]);
    await load("b", ["plate", "DEF456"]);
    const folder = openSourceFolder(dir, "a");
    truncateSync(folder.path(folder.manifest()?.file ?? ""), 5_000);
    const { faults, standing } = memoryFaults();
    const log = memoryLog();
    const again = await openHotlistLibrary({ dir, key: listKey, config, clock, log, faults, audit: null });
    onTestFinished(() => again.close());
    expect(standing.has("HOTLIST_MISSING a")).toBe(true);
    expect(plates(again, "DEF456")).toEqual(["b:DEF456"]);
    expect(plates(again, "ABC123")).toEqual([]);
  });
});

describe("audit", () => {
  it("a load carries hash, counts, rejected lines and who brought it, and no plate", async () => {
    const { load, audited } = await place();
    await load("a", [
      "plate,state,category",
      "ABC123,KS,stolen-vehicle",
      "1.23E+47,KS,",
      "ABC125,KS,stolen-plate",
    ]);
    expect(audited[0]).toMatchObject({
      actor,
      event: "hotlist.load",
      outcome: "success",
      object: "a",
      detail: {
        entries: 2,
        rejected: 1,
        "entries.stolen-vehicle": 1,
        "entries.stolen-plate": 1,
        rejectedLines: "3: changed by a spreadsheet",
        origin: "command",
      },
    });
    expect(JSON.stringify(audited)).not.toMatch(/ABC12\d/);
  });

  it("no plate and no record reaches the journal", async () => {
    const { load, log } = await place();
    await load("a", ["plate,remarks", "ABC123,top secret"]);
    await expect(load("a", ["plate,state", "ABC123,KS,"])).rejects.toThrow();
    expect(JSON.stringify(log.lines)).not.toMatch(/ABC123|secret/);
  });
});
