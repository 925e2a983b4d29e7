import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { takeProcessLock } from "../../../src/shared/platform/process-lock.js";
import { daemonLock } from "../../../src/unit/hotlist/folder/takeover.js";
import { runTagwatch } from "../../kit/units/program.js";
import { scratchFolder } from "../../kit/units/scratch.js";

const fixture = (name: string): string =>
  new URL(`../../../fixtures/hotlists/${name}`, import.meta.url).pathname;

const twoSources = `
  - {id: demo, format: csv}
  - {id: kbi, format: kbi}`;

/** A unit with these sources; its commands take the configuration by themselves. */
function aUnit(sources = "\n  - {id: demo, format: csv}") {
  const dir = scratchFolder();
  writeFileSync(join(dir, "unit.key"), Buffer.alloc(32, 5), { mode: 0o600 });
  const config = join(dir, "tagwatch.yaml");
  writeFileSync(
    config,
    `unit: {id: car-12, kind: vehicle, name: Patrol 12}
cameras: [{id: front, source: "rtsp://10.0.0.5/1"}]
store: {dir: ${join(dir, "store")}, key: ${join(dir, "unit.key")}}
hotlist:
  sources: ${sources}
`,
  );
  return {
    dir,
    file: (name: string, content: string | Buffer): string => {
      writeFileSync(join(dir, name), content);
      return join(dir, name);
    },
    hotlist: (...args: readonly string[]) => runTagwatch("hotlist", ...args, "--config", config),
    /** The list file in force. */
    listFile: (source: string): string => {
      const folder = join(dir, "store", "hotlists", source);
      const name = readdirSync(folder).find((other) => other.endsWith(".list"));
      return join(folder, name ?? "none");
    },
    /** Everything the commands left for the audit trail. */
    audit: (): string => {
      const spool = join(dir, "store", "hotlists", ".audit-spool");
      return readdirSync(spool)
        .map((name) => readFileSync(join(spool, name), "utf8"))
        .join("\n");
    },
  };
}

const list = (rows: readonly string[]): string => ["plate,state,category,make", ...rows].join("\n") + "\n";
const good = list(["ABC128,KS,stolen-vehicle,FORD", "1234XYZ,MO,wanted-person,KIA"]);

describe("import", () => {
  it("says what is in force, by category, and which lines were rejected and why", async () => {
    const { hotlist, file, audit } = aUnit();
    const { status, text } = await hotlist(
      "import",
      file("l.csv", good + "1.11E+47,KS,,\nNOTAG,KS,,\nQQQ111,Sonora,Ebony Alert,\n"),
    );
    expect(status).toBe(0);
    expect(text).toContain("demo: 3 entries in force (before: 0), 1 rows rejected");
    expect(text).toMatch(/stolen-vehicle +1/);
    expect(text).toMatch(/skipped: dummy +1/);
    expect(text).toContain("line 4 rejected: changed by a spreadsheet");
    expect(text).toContain('not known: category "Ebony Alert" in 1 rows');
    expect(text).toContain("FAULT HOTLIST_REJECTS: 1 of 4 rows rejected: 1 changed by a spreadsheet");
    expect(text).not.toMatch(/ABC128|1234XYZ|QQQ111|1\.11E/);
    const trail = audit();
    expect(trail).toContain("hotlist.load");
    expect(trail).toContain("4: changed by a spreadsheet");
    expect(trail).toContain("Ebony Alert");
    expect((await hotlist("status")).text).toContain('state "Sonora" 1');
    expect(trail).not.toMatch(/ABC128|1234XYZ|QQQ111/);
  });

  it("prints one JSON object with --json", async () => {
    const { hotlist, file } = aUnit();
    const { text } = await hotlist("import", file("l.csv", good), "--json");
    expect(JSON.parse(text)).toMatchObject({ entries: 2, rejected: 0, previousEntries: null });
  });

  it("names the sources when none or a strange one is named, and exits with 2", async () => {
    const { hotlist, file } = aUnit(twoSources);
    const none = await hotlist("import", file("l.csv", good));
    expect(none).toMatchObject({ status: 2 });
    expect(none.text).toContain("--source: demo, kbi");
    const strange = await hotlist("import", file("l.csv", good), "--source", "fbi");
    expect(strange).toMatchObject({ status: 2 });
    expect(strange.text).toContain("no source fbi; there is demo, kbi");
  });

  it("says which file is missing", async () => {
    const { status, text } = await aUnit().hotlist("import", "/nowhere/list.csv");
    expect(status).not.toBe(0);
    expect(text).toContain("/nowhere/list.csv does not exist");
  });

  it.each([
    [
      "UTF-16",
      Buffer.from("\ufeffplate\r\nABC123\r\n", "utf16le"),
      /UTF-16: save the list as UTF-8|NUL bytes/,
    ],
    ["NUL bytes", Buffer.from("plate\nABC\u0000123\n"), /NUL bytes/],
    ["no line end", Buffer.alloc(3 << 20, 65), /no line end within/],
    ["another format", Buffer.from("plate,state\n" + "ABC,ZZ,\n".repeat(9)), /no entry/],
    ["an empty file", Buffer.alloc(0), /the file is empty/],
    ["a picture", Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 74, 70, 73, 70, 0]), /NUL bytes/],
  ])("refuses %s with its reason, exits with 1, and leaves the list in force", async (_, bytes, reason) => {
    const { hotlist, file } = aUnit();
    await hotlist("import", file("good.csv", good));
    const refused = await hotlist("import", file("bad.csv", bytes));
    expect(refused.status).toBe(1);
    expect(refused.text).toMatch(reason);
    expect((await hotlist("lookup", "ABC128")).text).toContain("= ABC128");
    expect((await hotlist("status")).text).toMatch(/demo .* 2 entries[^]*last error .*: /);
  });

  it("guards against a shrunken list, and takes it with --force", async () => {
    const { hotlist, file, audit } = aUnit();
    const rows = Array.from({ length: 20 }, (_, i) => `XYZ${String(100 + i)},KS,,`);
    await hotlist("import", file("full.csv", list(rows)));
    const short = file("short.csv", list(rows.slice(0, 10)));
    const refused = await hotlist("import", short);
    expect(refused.status).toBe(1);
    expect(refused.text).toContain("it has 10 entries, the list in force 20: more than 20 % lost");
    const forced = await hotlist("import", short, "--force");
    expect(forced).toMatchObject({ status: 0 });
    expect(forced.text).toContain("10 entries in force (before: 20)");
    expect(audit()).toContain('"forced":true');
  });

  it("adds and removes", async () => {
    const { hotlist, file } = aUnit();
    await hotlist("import", file("l.csv", good));
    const added = await hotlist("import", file("a.csv", list(["NEW777,KS,,"])), "--mode", "add");
    expect(added.text).toContain("3 entries in force (before: 2)");
    const removed = await hotlist("import", file("r.csv", list(["ABC128,KS,,"])), "--mode", "remove");
    expect(removed.text).toContain("2 entries in force (before: 3)");
    expect((await hotlist("lookup", "ABC128")).text).not.toContain("= ABC128");
  });

  it("takes no file whose name may mean a change for a full list, unless the mode is said", async () => {
    const { hotlist, file } = aUnit();
    await hotlist("import", file("l.csv", good));
    const doubtful = file("one.remove (1).csv", list(["ABC128,KS,,"]));
    const refused = await hotlist("import", doubtful);
    expect(refused.status).toBe(2);
    expect(refused.text).toContain("may mean that it adds or removes");
    const said = await hotlist("import", file("one.remove.csv", list(["ABC128,KS,,"])));
    expect(said.text).toContain("1 entries in force (before: 2)");
    expect((await hotlist("import", doubtful, "--mode", "full")).text).toContain(
      "1 entries in force (before: 1)",
    );
  });

  it("says when the daemon has not taken the list over, and when it does not run", async () => {
    const { hotlist, file, dir } = aUnit();
    await hotlist("import", file("l.csv", good));
    // A daemon that runs (this process), and holds another load.
    const lists = join(dir, "store", "hotlists");
    const unlock = takeProcessLock(daemonLock(lists));
    writeFileSync(
      join(lists, "demo", "held.json"),
      JSON.stringify({ loadId: null, entries: 0, fault: "stuck" }),
    );
    const status = await hotlist("status");
    expect(status.text).toContain("THE DAEMON HAS NOT TAKEN IT OVER: it matches against no list (stuck)");
    unlock?.();
    expect((await hotlist("status")).text).toContain("no daemon runs on this store");
  });

  it("takes a quoted field over several lines as one row", async () => {
    const { hotlist, file } = aUnit();
    const remark = 'plate,remarks\nABC128,"armed,\ndo not stop,\nalone"\n1234XYZ,plain\n';
    expect((await hotlist("import", file("q.csv", remark))).text).toContain("2 entries in force");
    expect((await hotlist("lookup", "ABC128")).text).toContain("remarks armed, do not stop, alone");
    expect((await hotlist("lookup", "DONOTSTOP")).text).not.toContain("=");
  });
});

describe("lookup", () => {
  it("names the lists that were not looked at: one that rests, one that is missing", async () => {
    const hour = (ahead: number): string => {
      const at = new Date(Date.now() + ahead * 3_600_000);
      return `${String(at.getHours()).padStart(2, "0")}:00`;
    };
    const { hotlist, file } = aUnit(`
  - {id: demo, format: csv, activeHours: "${hour(3)}-${hour(4)}"}
  - {id: kbi, format: kbi}`);
    const taken = await hotlist("import", "--source", "demo", file("l.csv", good));
    expect(taken.text).toContain("RESTS NOW: outside its activeHours");
    expect((await hotlist("status")).text).toContain("RESTS NOW: outside its activeHours");
    const { text } = await hotlist("lookup", "ABC128");
    expect(text).toMatch(/^on no list\ndemo was not looked at: RESTS NOW/);
    expect(text).toContain("kbi was not looked at: it is missing");
  });

  it("shows exact entries, what may be confused, the state, and the record; leaves no plate in the audit trail", async () => {
    const { hotlist, file, audit } = aUnit();
    await hotlist("import", file("l.csv", good));
    const exact = await hotlist("lookup", "abc-128", "--state", "KS");
    expect(exact).toMatchObject({ status: 0 });
    expect(exact.text).toMatch(/= ABC128 +KS +stolen-vehicle, medium, demo; state match\n +make FORD/);
    const alike = await hotlist("lookup", "ABC12B", "--state", "MO");
    expect(alike.text).toMatch(/≈ ABC128 .*state mismatch differs at 6/);
    expect((await hotlist("lookup", "ZZZ999")).text).toBe("on no list");
    expect(audit()).toContain("hotlist.lookup");
    expect(audit()).not.toMatch(/ABC128|ABC12B/);
    const [found] = JSON.parse((await hotlist("lookup", "1234XYZ", "--json")).text) as unknown[];
    expect(found).toMatchObject({ exact: true, entry: { plate: "1234XYZ", state: "MO" } });
  });

  it("finds O for 0 exactly in lists that write it so", async () => {
    const { hotlist } = aUnit(twoSources);
    await hotlist("import", fixture("KBI-LPR.csv"), "--source", "kbi");
    const row = readFileSync(fixture("KBI-LPR.csv"), "utf8")
      .split("\n")
      .map((line) => line.split(",")[3] ?? "")
      .find((plate) => /^[0-9A-Z]*[A-Z]0[0-9A-Z]*$/.test(plate) && plate.length > 4);
    const { text } = await hotlist("lookup", (row ?? "").replaceAll("0", "O"));
    expect(text).toContain(`= ${row ?? "?"}`);
  });

  it("says what is no plate and no state, and exits with 2", async () => {
    const { hotlist } = aUnit();
    expect(await hotlist("lookup", "...")).toMatchObject({ status: 2 });
    const state = await hotlist("lookup", "ABC128", "--state", "XX");
    expect(state).toMatchObject({ status: 2 });
    expect(state.text).toContain("no state XX");
  });
});

describe("status", () => {
  it("shows every source: state, age, entries, rejected rows, next expected", async () => {
    const { hotlist, file } = aUnit(twoSources);
    await hotlist("import", file("l.csv", good + "A,KS,,\n"), "--source", "demo");
    const { status, text } = await hotlist("status");
    expect(status).toBe(0);
    expect(text).toMatch(/^demo +in-force +2 entries +age 0 min +rejected 1 +next expected 20\d\d-/m);
    expect(text).toMatch(/^kbi +missing +0 entries +age - /m);
    const statuses = JSON.parse((await hotlist("status", "--json")).text) as unknown[];
    expect(statuses).toMatchObject([{ source: "demo" }, { source: "kbi" }]);
  });
});

describe("verify", () => {
  it("reads every row again, and exits with 1 when the file is damaged or missing", async () => {
    const { hotlist, file, listFile } = aUnit();
    expect(await hotlist("verify")).toMatchObject({ status: 1 });
    await hotlist("import", file("l.csv", good));
    expect(await hotlist("verify")).toEqual({ status: 0, text: "demo: 2 rows read and found again" });
    const path = listFile("demo");
    truncateSync(path, Math.floor(statSync(path).size / 2));
    const damaged = await hotlist("verify");
    expect(damaged.status).toBe(1);
    expect(damaged.text).toContain("demo");
  });

  it("goes on behind a list that is missing", async () => {
    const { hotlist, file } = aUnit("\n  - {id: demo, format: csv}\n  - {id: other, format: csv}");
    await hotlist("import", file("l.csv", good), "--source", "other");
    const { status, text } = await hotlist("verify");
    expect(status).toBe(1);
    expect(text).toContain("demo has no list in force");
    expect(text).toContain("other: 2 rows read and found again");
  });
});
