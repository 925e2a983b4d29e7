// The commands of docs/cjis.md and docs/operator/evidence.md, as the built program runs them over the store of fixtures/db.
import { chmodSync, cpSync, existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { tagwatch } from "../../kit/units/daemon.js";
import { scratchFolder } from "../../kit/units/scratch.js";

const fixture = new URL("../../../fixtures/db/v1/", import.meta.url).pathname;

function unit(): { readonly dir: string; readonly run: (...args: readonly string[]) => string } {
  const dir = scratchFolder();
  cpSync(fixture, dir, { recursive: true });
  const key = join(dir, "unit.key");
  chmodSync(key, 0o600);
  const config = join(dir, "tagwatch.yaml");
  const settings = {
    unit: { id: "car-12", kind: "vehicle", name: "12" },
    cameras: [{ id: "side", source: "clip.mp4" }],
    gps: { kind: "fixed", lat: 39, lon: -95 },
    store: { dir: join(dir, "store"), key },
  };
  writeFileSync(config, stringify(settings));
  return {
    dir,
    run(...args) {
      const done = tagwatch([...args, "--config", config]);
      return `${String(done.status)} ${done.stdout}${done.stderr}`;
    },
  };
}

test("verify, export, note a breach, and review the week", { timeout: 120_000 }, () => {
  const { dir, run } = unit();
  expect(run("evidence", "verify")).toMatch(/^0 [^]*everything holds/);
  const out = join(dir, "store", "exports", "24-1187");
  const made = run("reads", "export", "--case", "24-1187", "--out", out, "--recipient", "District attorney");
  expect(made).toMatch(/^0 1 reads and 2 pictures/);
  expect(readdirSync(out)).toEqual(expect.arrayContaining(["README.txt", "SHA256SUMS", "sheet.html"]));
  expect(run("audit", "breach", "--what", "seal broken")).toMatch(/^0 noted/);
  expect(run("evidence", "outbox")).toMatch(/^0 18 wait \(2 hits\)/);
  const report = run("audit", "report", "--week", "--lines");
  expect(report).toMatch(/^0 /);
  expect(report).toContain("breach.suspected failure what=seal broken");
  expect(report).toMatch(
    /reads\.export success 24-1187 .*path=.*exports\/24-1187 .*recipient=District attorney/,
  );
  // Hundredths of a second and Z (CJIS AU-8); never a plate.
  expect(report).toMatch(/\d\d:\d\d:\d\d\.\d\dZ root|\d\d:\d\d:\d\d\.\d\dZ \S+\(technician\)/);
  const expected = JSON.parse(readFileSync(join(fixture, "expected.json"), "utf8")) as {
    reads: { read: { text: string } }[];
  };
  for (const { read } of expected.reads) expect(report).not.toContain(read.text);
});

test(
  "a new unit key opens everything, the old one nothing; a wipe leaves nothing",
  { timeout: 120_000 },
  () => {
    const { dir, run } = unit();
    const next = join(dir, "next.key");
    writeFileSync(next, randomBytes(32), { mode: 0o600 });
    expect(run("evidence", "rotate-key", "--new-key", next)).toMatch(/^0 \d+ keys/);
    expect(run("evidence", "verify")).toMatch(/^1 .*belongs to unit key/);
    expect(run("evidence", "verify", "--key", next)).toMatch(/^0 [^]*everything holds/);
    expect(run("wipe", "--unit", "car-13")).toMatch(/^[12] [^]*nothing was destroyed/);
    expect(existsSync(join(dir, "store", "tagwatch.db"))).toBe(true);
    expect(run("wipe", "--unit", "car-12")).toMatch(/^0 CERTIFICATE OF DESTRUCTION/);
    expect(readdirSync(join(dir, "store"))).toEqual([]);
  },
);
