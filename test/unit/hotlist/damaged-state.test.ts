import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { Audit } from "../../../src/shared/domain/ports.js";
import type { BuildJob } from "../../../src/unit/hotlist/import/build-job.js";
import { openHotlistLibrary } from "../../../src/unit/hotlist/library.js";
import { openSourceFolder } from "../../../src/unit/hotlist/folder/source-folder.js";
import { openAuditSpool } from "../../../src/unit/hotlist/folder/spool.js";
import { takeoverOf } from "../../../src/unit/hotlist/folder/takeover.js";
import { buildInPlace, actor, listKey, place, plates } from "../../kit/units/hotlist-place.js";
import { memoryFaults } from "../../kit/doubles/faults.js";
import { hotlistConfig } from "../../kit/units/hotlist-config.js";
import { scratchFolder } from "../../kit/units/scratch.js";

/** The class of prepared statements, which the package does not export. */
const Statement = (
  Object.getPrototypeOf(new Database(":memory:").prepare("SELECT 1")) as {
    readonly constructor: { readonly prototype: { get: (...values: readonly unknown[]) => unknown } };
  }
).constructor;

describe("damaged state", () => {
  /** The same folder opened by a new daemon. */
  const again = async (at: Awaited<ReturnType<typeof place>>) => {
    at.library.close();
    const faults = memoryFaults();
    const { standing } = faults;
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
    const faults = memoryFaults();
    const { standing } = faults;
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

  it("a look-up that fails once costs neither the other plates nor that one for longer than it fails", async () => {
    const at = await place();
    await at.load("a", ["plate", "ABC123", "DEF456"]);
    const pragma = vi.spyOn(Statement.prototype, "get").mockImplementation(() => {
      throw new Error("disk I/O error");
    });
    expect(plates(at.library, "ABC123")).toEqual([]);
    await at.library.refresh();
    expect(at.standing.get("HOTLIST_MISSING a")).toBe(
      "not every plate of a is in force: a part of the list file cannot be read: disk I/O error",
    );
    expect(at.library.status()[0]).toMatchObject({ state: "damaged", entries: 2 });
    pragma.mockRestore();
    expect(plates(at.library, "ABC123")).toEqual(["a:ABC123"]);
    await at.library.refresh();
    expect([...at.standing.keys()]).toEqual(["HOTLIST_MISSING b"]);
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
      return buildInPlace({ ...job, expected: { date: Date.parse(date) }, ...rest }).then(() => target);
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
