import { randomBytes } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { keyOf } from "../../src/core/confusables.js";
import type { Audit } from "../../src/core/ports.js";
import type { AuditEvent } from "../../src/core/types.js";
import { buildList, type BuildJob } from "../../src/hotlist/build.js";
import { importList, type ImportRequest } from "../../src/hotlist/import-list.js";
import { openHotlistLibrary, type HotlistLibrary } from "../../src/hotlist/library.js";
import { isHeld, takeLock } from "../../src/hotlist/lock.js";
import { openSourceFolder } from "../../src/hotlist/source-folder.js";
import { openAuditSpool } from "../../src/hotlist/spool.js";
import { takeoverOf } from "../../src/hotlist/takeover.js";
import { FakeClock } from "../helpers/clock.js";
import { memoryFaults } from "../helpers/faults.js";
import { hotlistConfig } from "../helpers/hotlist-config.js";
import { memoryLog } from "../helpers/log.js";
import { scratchFolder } from "../helpers/scratch.js";

const listKey = Buffer.alloc(32, 9);
const actor = { name: "tester", role: "technician", source: "cli" } as const;
const hour = 3_600_000;
const keys = (plate: string): readonly string[] => [keyOf(plate)];

/** A library over two sources in a scratch folder, with what it audits and which faults stand. */
async function place(
  sources: Parameters<typeof hotlistConfig>[0]["sources"] = [
    { id: "a", format: "csv" },
    { id: "b", format: "csv" },
  ],
) {
  const dir = scratchFolder();
  const clock = new FakeClock();
  const config = hotlistConfig({ sources });
  const audited: AuditEvent[] = [];
  const audit: Audit = { append: (event) => void audited.push({ at: 0, ...event }) };
  const { faults, standing } = memoryFaults();
  const log = memoryLog();
  const library = await openHotlistLibrary({ dir, key: listKey, config, clock, log, faults, audit });
  onTestFinished(() => library.close());
  let n = 0;
  const write = (lines: readonly string[]): string => {
    const path = join(dir, `delivered-${String(++n)}`);
    writeFileSync(path, lines.join("\n") + "\n");
    return path;
  };
  const load = async (
    id: string,
    lines: readonly string[],
    rest: Partial<ImportRequest> = {},
    build?: (job: BuildJob) => ReturnType<typeof buildList>,
  ) => {
    const source = config.sources.find((other) => other.id === id);
    if (!source) throw new Error(id);
    const request = {
      source,
      path: write(lines),
      mode: "full",
      force: false,
      origin: "command",
      actor,
      ...rest,
    } as const;
    // Built in place: worker threads load compiled code only (they are tested by kill.test.ts).
    const report = await importList({ dir, key: listKey, clock, build: build ?? buildList }, request);
    await clock.advance(1);
    await library.refresh();
    return report;
  };
  return { dir, clock, config, library, audited, standing, log, load };
}

const plates = (library: HotlistLibrary, plate: string, at = 0): readonly string[] =>
  library.lookup(keys(plate), at).map((entry) => `${entry.source}:${entry.plate}`);

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
    const isNew = (plate: string): boolean | undefined => second?.isNew(library.lookup(keys(plate), 0)[0]);
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

describe("damaged state", () => {
  /** The same folder opened by a new daemon. */
  const again = async (at: Awaited<ReturnType<typeof place>>) => {
    at.library.close();
    const { faults, standing } = memoryFaults();
    const { dir, config, clock, log } = at;
    const audited: string[] = [];
    const audit: Audit = { append: ({ event }) => void audited.push(event) };
    const library = await openHotlistLibrary({ dir, key: listKey, config, clock, log, faults, audit });
    onTestFinished(() => library.close());
    return { library, standing, audited };
  };

  it.each([
    "null",
    "[]",
    '"x"',
    "{}",
    '{"version":1}',
    "not json",
    '{"version":1,"source":"b","file":"../b"}',
  ])("list.json holding %s is set aside and told, and the list stays in force", async (text) => {
    const at = await place();
    await at.load("a", ["plate", "ABC123"]);
    writeFileSync(join(at.dir, "a", "list.json"), text);
    const { library, standing, audited } = await again(at);
    expect(plates(library, "ABC123")).toEqual(["a:ABC123"]);
    expect(standing.has("HOTLIST_MISSING a")).toBe(false);
    expect(standing.get("HOTLIST_STATE a")).toContain("set aside");
    expect(audited).toContain("hotlist.damage");
    expect(existsSync(join(at.dir, "a", "list.json.damaged"))).toBe(true);
  });

  it("a list.json that is gone is made anew from the list file", async () => {
    const at = await place();
    await at.load("a", ["plate", "ABC123"]);
    rmSync(join(at.dir, "a", "list.json"));
    const { library } = await again(at);
    expect(plates(library, "ABC123")).toEqual(["a:ABC123"]);
    await at.load("a", ["plate", "ABC124"]);
    await library.refresh();
    expect(plates(library, "ABC124")).toEqual(["a:ABC124"]);
  });

  it.each(["refused.json", "matched.json", "held.json", "sequence.json"])(
    "any other JSON in %s stops nothing",
    async (file) => {
      const at = await place();
      await at.load("a", ["plate", "ABC123"]);
      for (const text of ["null", "[1]", '{"loadId":5}', "{"]) {
        writeFileSync(join(at.dir, "a", file), text);
        const { library } = await again(at);
        expect(plates(library, "ABC123")).toEqual(["a:ABC123"]);
        expect(library.unmatched()).toBeDefined();
        await at.load("a", ["plate", "ABC123"]);
      }
    },
  );

  it.each(["null", "{}", "[]", '{"event":1}', "{", '{"at":1,"event":"x","outcome":"success","actor":{}}'])(
    "a line %s for the audit trail is set aside, and the others are taken",
    async (text) => {
      const at = await place();
      const spool = join(at.dir, ".audit-spool");
      writeFileSync(join(spool, "0-bad.json"), text);
      mkdirSync(join(spool, "1-folder.json"));
      await at.load("a", ["plate", "ABC123"]);
      expect(at.audited.map(({ event }) => event)).toEqual([
        "hotlist.damage",
        "hotlist.damage",
        "hotlist.load",
      ]);
      expect(at.standing.get("HOTLIST_STATE audit lines")).toContain("set aside");
      expect(readdirSync(spool).filter((name) => name.endsWith(".json"))).toEqual([]);
    },
  );

  it("an audit trail that cannot be written leaves the lines waiting, and the lists in force", async () => {
    const at = await place();
    at.library.close();
    const audit: Audit = {
      append: () => {
        throw new Error("disk full");
      },
    };
    const { faults, standing } = memoryFaults();
    const { dir, config, clock, log } = at;
    const library = await openHotlistLibrary({ dir, key: listKey, config, clock, log, faults, audit });
    onTestFinished(() => library.close());
    await at.load("a", ["plate", "ABC123"]);
    openAuditSpool(dir).put("1-x", { at: 1, actor, event: "hotlist.lookup", outcome: "success" });
    await library.refresh();
    expect(plates(library, "ABC123")).toEqual(["a:ABC123"]);
    expect(standing.has("AUDIT_WRITE hotlist audit")).toBe(true);
    expect(existsSync(join(dir, ".audit-spool", "1-x.json"))).toBe(true);
  });

  it("a folder that cannot be used is that source's fault; the start and the other sources go on", async () => {
    const at = await place();
    await at.load("b", ["plate", "DEF456"]);
    rmSync(join(at.dir, "a"), { recursive: true });
    writeFileSync(join(at.dir, "a"), "no folder");
    rmSync(join(at.dir, ".audit-spool"), { recursive: true });
    writeFileSync(join(at.dir, ".audit-spool"), "no folder");
    const { library, standing } = await again(at);
    expect(plates(library, "DEF456")).toEqual(["b:DEF456"]);
    expect([...standing.keys()].sort()).toEqual([
      "AUDIT_WRITE hotlist audit",
      "HOTLIST_DELIVERY folder of a",
      "HOTLIST_MISSING a",
    ]);
  });

  it("a source may be called audit-spool", async () => {
    const { library, load, audited } = await place([{ id: "audit-spool", format: "csv" }]);
    await load("audit-spool", ["plate", "ABC123"]);
    expect(plates(library, "ABC123")).toEqual(["audit-spool:ABC123"]);
    expect(audited).toHaveLength(1);
  });

  it("a list file of random bytes is a critical fault, and any good full list replaces it, no matter how short", async () => {
    const at = await place();
    await at.load("a", ["plate", ...Array.from({ length: 50 }, (_, i) => `ABC${String(100 + i)}`)]);
    const folder = openSourceFolder(at.dir, "a");
    writeFileSync(folder.path(folder.manifest()?.file ?? ""), randomBytes(64));
    const { library, standing } = await again(at);
    expect(standing.get("HOTLIST_MISSING a")).toContain("no list of a is in force");
    expect(standing.get("HOTLIST_MISSING a")).not.toContain("stays in force");
    expect(library.status()[0]).toMatchObject({ state: "damaged", entries: 0 });
    await expect(at.load("a", ["plate", "NEW111"], { mode: "add" })).rejects.toThrow(
      /import a full list first/,
    );
    const report = await at.load("a", ["plate", "XYZ789"]);
    expect(report.warnings).toEqual([expect.stringContaining("cannot be read")]);
    await library.refresh();
    expect(plates(library, "XYZ789")).toEqual(["a:XYZ789"]);
    expect([...standing.keys()]).toEqual(["HOTLIST_MISSING b"]);
  });

  it("a list without an entry is taken by a person only, and stays a fault", async () => {
    const at = await place();
    await at.load("a", ["plate", "ABC123"]);
    await expect(at.load("a", ["plate", "ABC123"], { mode: "remove" })).rejects.toThrow(
      /nothing would be left/,
    );
    await at.load("a", ["plate", "ABC123"], { mode: "remove", force: true });
    expect(at.standing.get("HOTLIST_MISSING a")).toContain("it has no entry");
    expect(at.library.status()[0]).toMatchObject({ state: "empty" });
  });

  it("says to commands what it matches against, and that it runs", async () => {
    const at = await place();
    const { loadId } = await at.load("a", ["plate", "ABC123"]);
    const folder = openSourceFolder(at.dir, "a");
    expect(takeoverOf(at.dir, folder, loadId)).toBe("held");
    expect(takeoverOf(at.dir, folder, "another")).toBe("other");
    at.library.close();
    expect(takeoverOf(at.dir, folder, loadId)).toBe("no-daemon");
  });
});

describe("a list from the future", () => {
  it("is refused, and one that was taken all the same keeps nothing out", async () => {
    const dir = scratchFolder();
    const now = Date.UTC(2026, 10, 27);
    const build = (date: string, previous: string | null, rest: Partial<BuildJob> = {}) => {
      const input = join(dir, "input");
      writeFileSync(input, "plate\nABC123\n");
      const target = join(dir, `${String(Math.random()).slice(2)}.list`);
      const source = hotlistConfig({ sources: [{ id: "a", format: "csv" }] }).sources[0];
      if (!source) throw new Error("no source");
      const job = { source, input, target, previous, key: listKey, mode: "full", force: false, now } as const;
      return buildList({ ...job, date: Date.parse(date), ...rest }).then(() => target);
    };
    await expect(build("2099-01-01", null)).rejects.toThrow(/dated 2099-01-01, but today is 2026-11-27/);
    // A clock that was never set can refute nothing.
    const future = await build("2099-01-01", null, { now: null });
    const forced = await build("2099-01-01", null, { force: true });
    const right = await build("2026-11-27", future);
    await build("2026-11-27", forced);
    await expect(build("2026-11-20", right)).rejects.toThrow(/older than 2026-11-27/);
    // Time zones are no future.
    await build("2026-11-28", right);
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
