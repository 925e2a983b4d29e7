import { execFileSync } from "node:child_process";
import { buildInPlace } from "../../kit/units/hotlist-place.js";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { keyOf } from "../../../src/shared/domain/confusables.js";
import type { HotlistEntry } from "../../../src/shared/domain/types.js";
import type { BuildJob, BuildResult } from "../../../src/unit/hotlist/import/build-job.js";
import { hashText } from "../../../src/unit/hotlist/list-file/hash.js";
import { isEncrypted } from "../../../src/shared/platform/encrypted.js";
import { checkList, openListReader } from "../../../src/unit/hotlist/list-file/list-reader.js";
import { sourceConfig } from "../../kit/units/hotlist-config.js";
import { scratchFolder } from "../../kit/units/scratch.js";

type Source = Parameters<typeof sourceConfig>[0];

const fixtures = new URL("../../../fixtures/hotlists/", import.meta.url).pathname;
const key = Buffer.alloc(32, 7);
const vendorTemplate = {
  delimiter: ";",
  dateFormat: "mm/dd/yyyy",
  columns: { plate: "PlateNumber", state: "PlateState", category: "Category" },
} as const;

function job(dir: string, source: Source, rest: Partial<BuildJob> & { readonly input: string }): BuildJob {
  return {
    source: sourceConfig({ timeZone: "UTC", ...source }),
    target: join(dir, `out-${String(Math.random()).slice(2)}.list`),
    previous: null,
    key,
    mode: "full",
    force: false,
    now: null,
    expected: {},
    ...rest,
  };
}

/** Builds from lines; resolves to the job and its result. */
async function built(lines: readonly string[], rest: Partial<BuildJob> = {}, source: Partial<Source> = {}) {
  const dir = scratchFolder();
  const input = join(dir, "input");
  writeFileSync(input, lines.join("\n") + "\n");
  const full = job(dir, { id: "demo", format: "csv", ...source }, { input, ...rest });
  return { job: full, result: await buildInPlace(full) };
}

describe("a list packed under a name that says remove", () => {
  it.each(["zip", "gz"])("as %s it is refused as a full list, and taken by force", async (kind) => {
    const dir = scratchFolder();
    writeFileSync(join(dir, "x.remove.csv"), "plate\nABC123\n");
    const pack = 'import zipfile; zipfile.ZipFile("list", "w").write("x.remove.csv")';
    if (kind === "zip") execFileSync("/usr/bin/python3", ["-c", pack], { cwd: dir });
    else {
      execFileSync("gzip", ["x.remove.csv"], { cwd: dir });
      renameSync(join(dir, "x.remove.csv.gz"), join(dir, "list"));
    }
    const full = job(dir, { id: "demo", format: "csv" }, { input: join(dir, "list") });
    await expect(buildInPlace(full)).rejects.toThrow(/says remove, but it is brought as full/);
    const forced = job(dir, { id: "demo", format: "csv" }, { input: join(dir, "list"), force: true });
    expect((await buildInPlace(forced)).accepted).toBe(1);
  });
});

async function find(path: string, plate: string): Promise<readonly HotlistEntry[]> {
  const reader = await openListReader(path, key);
  const found: HotlistEntry[] = [];
  reader.find(keyOf(plate), hashText(keyOf(plate), { high: 0, low: 0 }), found);
  reader.close();
  return found;
}

const expected = JSON.parse(readFileSync(join(fixtures, "expected.json"), "utf8")) as Record<
  string,
  { format: Source["format"]; entries: number; rejected: number; skipped: number }
>;

describe("the corpus of synthetic files", () => {
  it.each(Object.entries(expected))("%s has exactly the expected counts", async (file, counts) => {
    const dir = scratchFolder();
    const template = file === "vendor.csv" ? { template: vendorTemplate } : {};
    const source = { id: "demo", format: counts.format, ...template };
    const full = job(dir, source, { input: join(fixtures, file) });
    const result = await buildInPlace(full);
    const skipped = Object.values(result.skipped).reduce((sum, count) => sum + count, 0);
    expect({ entries: result.meta.entries, rejected: result.rejected, skipped }).toEqual({
      entries: counts.entries,
      rejected: counts.rejected,
      skipped: counts.skipped,
    });
    expect(await checkList(full.target, key)).toBe(result.meta.rows);
    expect(result.rejects.every(({ line, reason }) => line > 0 && !/[A-Z]{3}\d{3}/.test(reason))).toBe(true);
  });
});

describe("what is stored", () => {
  it("comes back with everything, by any plate of its key", async () => {
    const { job: full } = await built([
      "plate,state,category,make,record,expires,covert",
      "AB8-123,KS,sex-offender,FORD,V1,2027-01-01,yes",
    ]);
    const [entry] = await find(full.target, "A8B123");
    expect(entry).toMatchObject({
      source: "demo",
      plate: "AB8123",
      state: "KS",
      category: "sex-offender",
      restricted: true,
      covert: true,
      expiresAt: Date.UTC(2027, 0, 2),
      record: { make: "FORD", record: "V1" },
      lettersOAsZero: false,
    });
    expect(entry?.id).toMatch(/^[0-9a-f]{16}$/);
    expect(await find(full.target, "AB8124")).toEqual([]);
  });

  it("has no other person's plate after a spreadsheet was at it", async () => {
    const { job: full, result } = await built([
      "plate,state,category",
      "KRT401,KS,stolen vehicle",
      "1.23E+47,KS,stolen vehicle",
      "1-Mar,KS,stolen plate",
      '="0042917",KS,stolen vehicle',
    ]);
    expect(result.reasons).toEqual({ "changed by a spreadsheet": 2 });
    for (const plate of ["123E47", "1MAR"]) expect(await find(full.target, plate)).toEqual([]);
    for (const plate of ["KRT401", "0042917"]) expect(await find(full.target, plate)).toHaveLength(1);
  });

  it("has every plate of rows with words nobody knows, counts the words, and keeps such entries apart", async () => {
    const { job: full, result } = await built(
      [
        "plate,state,category",
        "EBN4471,SO,Ebony Alert",
        "EBN4471,BN,Ebony Alert",
        "EBN4471,SO,Kidnapping",
        "FTH4472,Kansas,Ebony Alert",
      ],
      {},
      { category: "missing-person" },
    );
    expect(result.meta.entries).toBe(4);
    expect(result.unknown).toEqual({
      'category "Ebony Alert"': 3,
      'category "Kidnapping"': 1,
      'state "SO"': 2,
      'state "BN"': 1,
    });
    const entries = await find(full.target, "EBN4471");
    expect(entries).toHaveLength(3);
    expect(entries[0]).toMatchObject({
      category: "missing-person",
      record: { listedAs: "Ebony Alert", listedState: "SO" },
    });
    expect(entries[0]?.state).toBeUndefined();
    const [kansas] = await find(full.target, "FTH4472");
    expect(kansas?.state).toBe("KS");
  });

  it("a removal of a state nobody knows takes no other state's plate off", async () => {
    const full = await built(["plate,state", "ABC123,KS", "ABC123,SO", "ABC123,BN"]);
    const change = { previous: full.job.target, mode: "remove" as const, force: true };
    const { job: after } = await built(["plate,state", "ABC123,SO"], change);
    const left = await find(after.target, "ABC123");
    expect(left.map((entry) => entry.state ?? entry.record["listedState"]).sort()).toEqual(["BN", "KS"]);
  });

  it("tells no word that may be a plate or a name's remainder", async () => {
    const { result } = await built(["plate,category", "ABC123,KRT401 red"]);
    expect(result.unknown).toEqual({ "category (with digits or signs)": 1 });
  });

  it("entries hold to the end of the day where the source is", async () => {
    const rows = ["plate,effective,expires", "ABC123,2026-11-27,2026-11-27"];
    const { job: full } = await built(rows, {}, { timeZone: "America/Chicago" });
    const [entry] = await find(full.target, "ABC123");
    expect(entry).toMatchObject({
      effectiveAt: Date.parse("2026-11-27T06:00:00Z"),
      expiresAt: Date.parse("2026-11-28T06:00:00Z"),
    });
  });

  it("is encrypted: no plate and no word of a record in the file, and no other key opens it", async () => {
    const { job: full } = await built(["plate,remarks", "ZZTOP99,very secret remark"]);
    const bytes = readFileSync(full.target).toString("latin1");
    expect(bytes).not.toContain("ZZTOP99");
    expect(bytes).not.toContain("secret");
    expect(bytes.slice(0, 15)).not.toBe("SQLite format 3");
    await expect(openListReader(full.target, Buffer.alloc(32, 8))).rejects.toThrow();
    const reader = await openListReader(full.target, key);
    expect(reader.encrypted).toBe(true);
    reader.close();
    const plain = new Database(join(scratchFolder(), "plain"));
    plain.exec("CREATE TABLE one (id INTEGER)");
    expect(isEncrypted(plain)).toBe(false);
    plain.close();
  });

  it("counts a row that comes twice once, and keeps two records on one plate", async () => {
    const { job: full, result } = await built([
      "plate,state,record",
      "ABC123,KS,1",
      "ABC123,KS,1",
      "ABC123,KS,2",
    ]);
    expect(result.meta.entries).toBe(2);
    expect(await find(full.target, "ABC123")).toHaveLength(2);
  });

  it("finds every row of a list of many buckets and blocks", async () => {
    const lines = [
      "plate",
      ...Array.from({ length: 20_000 }, (_, i) => `A${(i * 7919).toString(36).toUpperCase()}`),
    ];
    const { job: full, result } = await built(lines);
    expect(result.meta.bucketBits).toBeGreaterThan(8);
    expect(await checkList(full.target, key)).toBe(result.meta.rows);
  }, 60_000);

  it("latin-1, UTF-8 and control characters in one file come out as text", async () => {
    const dir = scratchFolder();
    const input = join(dir, "input");
    writeFileSync(
      input,
      Buffer.concat([
        Buffer.from("plate,owner\nAB1,Jos\u00e9\nAB2,M\x1fX\n", "utf8"),
        Buffer.from("AB3,Ren\xe9\n", "latin1"),
      ]),
    );
    const full = job(dir, { id: "demo", format: "csv" }, { input });
    await buildInPlace(full);
    const owners = await Promise.all(
      ["AB1", "AB2", "AB3"].map(async (plate) => (await find(full.target, plate))[0]?.record["owner"]),
    );
    expect(owners).toEqual(["Jos\u00e9", "M X", "Ren\u00e9"]);
  });
});

describe("what is new", () => {
  it("is told against the list before", async () => {
    const old = await built(["plate,state", "ABC123,KS", "ABC124,KS"]);
    const { job: next, result } = await built(["plate,state", "ABC124,KS", "ABC125,KS"], {
      previous: old.job.target,
    });
    expect(result.meta.added).toBe(1);
    const reader = await openListReader(next.target, key);
    const entries = [...(await find(next.target, "ABC124")), ...(await find(next.target, "ABC125"))];
    expect(entries.map((entry) => reader.isNew(entry))).toEqual([false, true]);
    reader.close();
  });

  it("is everything in a first list", async () => {
    const { job: full, result } = await built(["plate", "ABC123"]);
    const reader = await openListReader(full.target, key);
    expect(result.meta.added).toBe("all");
    expect(reader.isNew((await find(full.target, "ABC123"))[0])).toBe(true);
    reader.close();
  });
});

describe("add and remove", () => {
  const base = ["plate,state,record", "ABC123,KS,1", "ABC123,MO,2", "ABC124,KS,3"];

  it("adds rows, replaces the same record, and removes by action", async () => {
    const old = await built(base);
    const lines = [
      "plate,state,record,action,make",
      "XYZ1,KS,9,add,FORD",
      "ABC124,KS,3,add,JEEP",
      "ABC123,MO,,remove,",
    ];
    const { job: next, result } = await built(lines, { previous: old.job.target, mode: "add" });
    expect(result.meta.entries).toBe(3);
    expect((await find(next.target, "ABC123")).map((entry) => entry.state)).toEqual(["KS"]);
    expect((await find(next.target, "ABC124"))[0]?.record["make"]).toBe("JEEP");
    expect(await find(next.target, "XYZ1")).toHaveLength(1);
  });

  it("a remove file without states takes the plate of every state off", async () => {
    const old = await built(base);
    const { job: next } = await built(["plate", "ABC123"], { previous: old.job.target, mode: "remove" });
    expect(await find(next.target, "ABC123")).toEqual([]);
    expect(await find(next.target, "ABC124")).toHaveLength(1);
  });

  it("needs a list to change", async () => {
    await expect(built(["plate", "ABC123"], { mode: "add" })).rejects.toThrow(/import a full one first/);
  });
});

describe("refused as a whole", () => {
  const refuses = (
    lines: readonly string[],
    reason: RegExp,
    rest: Partial<BuildJob> = {},
    source: Partial<Source> = {},
  ) => expect(built(lines, rest, source)).rejects.toThrow(reason);

  it("the wrong hash", () =>
    refuses(["plate", "ABC123"], /SHA-256 differs/, { expected: { sha256: "0".repeat(64) } }));
  it("an empty file", () => refuses([], /no entry/));
  it("more rejects than entries", () =>
    refuses(["plate,state", "ABC123,X,KS", "ABC124,X,KS", "ABC125,KS"], /is csv its format/));
  it("a footer that does not count", () =>
    refuses(
      ["DATE 20261124", "ABC123  CA19", "TOTAL RECORD 2"],
      /promises 2 rows, but there are 1/,
      {},
      { format: "ca-fixed" },
    ));
  it("a missing footer", () =>
    refuses(["DATE 20261124", "ABC123  CA19"], /cut off/, {}, { format: "ca-fixed" }));

  it("a list that lost more than the guard allows, unless forced", async () => {
    const rows = Array.from({ length: 100 }, (_, i) => `ABC${String(100 + i)}`);
    const old = await built(["plate", ...rows]);
    const few = ["plate", ...rows.slice(0, 79)];
    await refuses(few, /more than 20 % lost/, { previous: old.job.target });
    expect(
      (await built(["plate", ...rows.slice(0, 80)], { previous: old.job.target })).result.meta.entries,
    ).toBe(80);
    expect((await built(few, { previous: old.job.target, force: true })).result.meta.entries).toBe(79);
  });

  it("a list older than the one in force, unless forced", async () => {
    const list = (day: string): string[] => [`DATE ${day}`, "ABC123  CA19", "TOTAL RECORD 1"];
    const source = { format: "ca-fixed" as const };
    const old = await built(list("20261124"), {}, source);
    await refuses(list("20261123"), /older than 2026-11-24/, { previous: old.job.target }, source);
    const forced: BuildResult = (
      await built(list("20261123"), { previous: old.job.target, force: true }, source)
    ).result;
    expect(forced.meta.listDate).toBe(Date.UTC(2026, 10, 23));
  });

  it("too many patterns", () =>
    refuses(
      ["plate", ...Array.from({ length: 2_001 }, (_, i) => `AB${String(i)}*`)],
      /wildcards/,
      {},
      { patterns: true },
    ));
});

it("patterns are kept apart and only where allowed", async () => {
  const { job: full, result } = await built(["plate", "AB?12*", "ABC123"], {}, { patterns: true });
  expect(result.meta).toMatchObject({ rows: 1, patterns: 1, entries: 2 });
  const reader = await openListReader(full.target, key);
  expect(reader.patterns.map((entry) => entry.plate)).toEqual(["AB?12*"]);
  reader.close();
});
