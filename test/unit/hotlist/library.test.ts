import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { NothingNewer } from "../../../src/unit/hotlist/import/import-list.js";
import { ageOf } from "../../../src/unit/hotlist/folder/age.js";
import type { Manifest } from "../../../src/unit/hotlist/folder/source-folder.js";
import { openHotlistLibrary } from "../../../src/unit/hotlist/library.js";
import { isProcessLockHeld, takeProcessLock } from "../../../src/shared/platform/process-lock.js";
import { openSourceFolder } from "../../../src/unit/hotlist/folder/source-folder.js";
import { actor, keys, listKey, place, plates } from "../../kit/units/hotlist-place.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { memoryFaults } from "../../kit/doubles/faults.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { scratchFolder } from "../../kit/units/scratch.js";
import { exactly, whenOf } from "../../../src/unit/core/when.js";

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

  it("a row that has ended does not stand for one of the same plate that has not, and the loudest counts", async () => {
    const { library, load } = await place();
    const old = "ABC123,2026-01-01,2026-02-01,high";
    const rows = ["ABC123,2026-02-15,2026-12-31,low", "ABC123,,,medium", "DEF456,,2026-02-01,"];
    await load("a", ["plate,effective,expires,priority", old, ...rows, "DEF456,,2027-01-01,"]);
    const at = Date.UTC(2026, 2, 10);
    const loudest = library.lookup(keys("ABC123"), exactly(at)).map(({ priority }) => priority);
    expect(loudest).toEqual(["medium"]);
    expect(plates(library, "DEF456", at)).toEqual(["a:DEF456"]);
    const more = ["JKL789,2027-01-01", "JKL789,2026-02-01"];
    await load("a", ["plate,expires", ...more], { mode: "add" });
    expect(plates(library, "JKL789", at)).toEqual(["a:JKL789"]);
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
    library.matched(first, new Map());
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
    await expect(load("a", ["make", "FORD"])).rejects.toThrow(
      /hotlist a: no entry in it: \d+ rows rejected \(.+\); is \w+ its format\?/,
    );
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
    const unlock = takeProcessLock(join(dir, "a", "lock"));
    await expect(load("a", ["plate", "ABC123"])).rejects.toThrow(/another import/);
    unlock?.();
    await load("a", ["plate", "ABC123"]);
  });

  it("the lock of another user's process holds where the system hides that process, and can be read by all", () => {
    const path = join(scratchFolder(), "lock");
    const umask = process.umask(0o077);
    onTestFinished(() => void process.umask(umask));
    const unlock = takeProcessLock(path);
    expect(statSync(path).mode & 0o777).toBe(0o644);
    const holder = readFileSync(path, "utf8");
    expect(isProcessLockHeld(path, "/nowhere")).toBe(true);
    writeFileSync(path, holder.replace(/^\d+/, "999999999"));
    expect(isProcessLockHeld(path, "/nowhere")).toBe(false);
    // In another boot the number means nothing.
    writeFileSync(path, holder.replace(/\S+$/, "another-boot"));
    expect(isProcessLockHeld(path, "/nowhere")).toBe(false);
    unlock?.();
  });

  it("a folder that an earlier version locked with is taken over", () => {
    const path = join(scratchFolder(), "lock");
    mkdirSync(path);
    writeFileSync(join(path, "pid"), "999999999");
    const unlock = takeProcessLock(path);
    expect(isProcessLockHeld(path)).toBe(true);
    unlock?.();
    expect(existsSync(path)).toBe(false);
  });

  it("the lock of a killed process is taken over", async () => {
    const { dir, load } = await place();
    writeFileSync(join(dir, "a", "lock"), "999999999 123");
    expect(isProcessLockHeld(join(dir, "a", "lock"))).toBe(false);
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
    const faults = memoryFaults();
    const later = faults.standing;
    const rebooted = new FakeClock(clock.now() - 10 * hour, "boot-2");
    const options = { dir, key: listKey, config, log, faults, audit: null };
    const again = await openHotlistLibrary({ ...options, clock: rebooted });
    expect(again.status()[0]).toMatchObject({ state: "stale", ageMs: null, nextExpectedAt: null });
    expect(later.get("HOTLIST_STALE a")).toContain("its age is unknown");
    again.close();
  });

  it("over boots the last word of the sender counts, not an import under a clock ahead that seems newer", () => {
    const day = 24 * hour;
    const [importedAt, confirmedAt] = [40 * day, 5 * day];
    const manifest = {
      ...{ importedAt, imported: { boot: "1", monoMs: 0 }, listDate: null },
      ...{ confirmedAt, confirmed: { boot: "2", monoMs: 0 } },
    } as Manifest;
    expect(ageOf(manifest, { boot: "3", monoMs: hour, at: 41 * day })).toBe(36 * day);
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

  it("a change takes nothing back of what was doubtful before it", async () => {
    const { library, load, standing } = await place([{ id: "a", format: "csv" }]);
    await load("a", ["plate,category", "ABC123,Ebony Alert", "1.23E+47,bolo"]);
    await load("a", ["plate,category", "DEF456,Ebony Alert", "JKL789,Blue Alert"], { mode: "add" });
    expect([...standing.keys()].sort()).toEqual(["HOTLIST_REJECTS a", "HOTLIST_WORDS a"]);
    expect(library.status()[0]).toMatchObject({
      rejected: 1,
      unknown: { 'category "Ebony Alert"': 2, 'category "Blue Alert"': 1 },
      rejectFault: "1 of 2 rows rejected: 1 changed by a spreadsheet",
    });
  });

  it("a removal that took nothing off is told, as a fault where its plate stays on the list", async () => {
    const { library, load, standing } = await place([{ id: "a", format: "csv", lettersOAsZero: true }]);
    const rows = ["ABC123,", "DEF456,MO", "DEF456,KS", "J0L789,KS"];
    await load("a", ["plate,state", ...rows, "MNP111,KS"]);
    const gone = ["XYZ987,KS", "DEF456,MO", "JOL789,KS"];
    const first = await load("a", ["plate,state", ...gone], { mode: "remove", force: true });
    expect(first.warnings).toEqual(["1 removals name a plate that is not on the list"]);
    expect([plates(library, "DEF456"), plates(library, "J0L789")]).toEqual([["a:DEF456"], []]);
    expect([...standing]).toEqual([]);
    await load("a", ["plate,state", "ABC123,KS"], { mode: "remove", force: true });
    expect(plates(library, "ABC123")).toEqual(["a:ABC123"]);
    expect(standing.get("HOTLIST_REJECTS a")).toContain("1 plates named for removal stay on the list");
  });

  it("after a change the server's full list is still the one it was, and its answer keeps a refused change in sight", async () => {
    const { library, load } = await place([{ id: "a", format: "csv" }]);
    await load("a", ["plate", "ABC123"], { etag: '"v1"' });
    await load("a", ["plate", "DEF456"], { mode: "add" });
    expect(library.manifest("a")?.etag).toBe('"v1"');
    // From a server without ETags it comes again with every round, and must not undo the change.
    await expect(load("a", ["plate", "ABC123"], { isPolled: true })).rejects.toThrow(NothingNewer);
    expect(plates(library, "DEF456")).toEqual(["a:DEF456"]);
    library.refuse("a", "no entry in it", "drop folder");
    library.confirm("a");
    expect(library.status()[0]?.lastError).toBe("no entry in it");
    library.refuse("a", "silent", "download");
    library.confirm("a");
    expect(library.status()[0]?.lastError).toBeNull();
    await load("a", ["plate", "ABC123", "DEF456"]);
    expect(library.manifest("a")?.etag).toBeUndefined();
  });

  it("a note that cannot be written is told, and stops no delivery", async () => {
    const { dir, library, load, standing } = await place([{ id: "a", format: "csv" }]);
    await load("a", ["plate", "ABC123"]);
    // Root is stopped by a folder in the file's place too.
    const path = openSourceFolder(dir, "a").path("refused.json.next");
    mkdirSync(path);
    library.refuse("a", "silent", "download");
    expect(standing.get("HOTLIST_DELIVERY notes of a")).toContain("a: silent; this cannot be written down");
    rmdirSync(path);
    await load("a", ["plate", "DEF456"]);
    expect(standing.has("HOTLIST_DELIVERY notes of a")).toBe(false);
  });

  it("a damaged list file is a fault; the other sources go on", async () => {
    const { dir, load, config, clock } = await place();
    await load("a", ["plate", "ABC123"]);
    await load("b", ["plate", "DEF456"]);
    const folder = openSourceFolder(dir, "a");
    truncateSync(folder.path(folder.manifest()?.file ?? ""), 5_000);
    const faults = memoryFaults();
    const { standing } = faults;
    const log = memoryLog();
    const again = await openHotlistLibrary({ dir, key: listKey, config, clock, log, faults, audit: null });
    onTestFinished(() => again.close());
    expect(standing.has("HOTLIST_MISSING a")).toBe(true);
    expect(plates(again, "DEF456")).toEqual(["b:DEF456"]);
    expect(plates(again, "ABC123")).toEqual([]);
  });
});

it("a list that is damaged while it is matched against is fetched anew: the server is told of none", async () => {
  const { dir, library, load } = await place([{ id: "a", format: "csv" }]);
  const rows = Array.from({ length: 5_000 }, (_, i) => `ABC${String(1_000 + i)}`);
  await load("a", ["plate", ...rows], { etag: '"v1"' });
  expect(library.manifest("a")?.etag).toBe('"v1"');
  const folder = openSourceFolder(dir, "a");
  const path = folder.path(folder.manifest()?.file ?? "");
  const bytes = readFileSync(path);
  const file = openSync(path, "r+");
  writeSync(file, bytes.fill(7, 8_192), 8_192, bytes.length - 8_192, 8_192);
  closeSync(file);
  for (const plate of rows) plates(library, plate);
  expect(library.status()[0]?.state).toBe("damaged");
  expect(library.manifest("a")).toBeNull();
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
