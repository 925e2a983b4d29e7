import { spawnSync } from "node:child_process";
import { buildInPlace } from "../../kit/units/hotlist-place.js";
import { hkdfSync } from "node:crypto";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { runProgram } from "../../../src/unit/cli/program.js";
import { importList } from "../../../src/unit/hotlist/import/import-list.js";
import { openListDb, readMeta } from "../../../src/unit/hotlist/list-file/list-db.js";
import { openSourceFolder } from "../../../src/unit/hotlist/folder/source-folder.js";
import { openListKeys } from "../../../src/unit/store/keys/list-key.js";
import { storePaths } from "../../../src/unit/store/database/paths.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { hotlistConfig } from "../../kit/units/hotlist-config.js";
import { aHit, aRead, aRecord } from "../../kit/samples/records.js";
import { testStore, unitKey } from "../../kit/units/store.js";
import { scratchFolder } from "../../kit/units/scratch.js";

const camera = "cameras: [{id: front, source: rtsp://10.0.0.5/1}]";

/** A unit with one plain read and one hit, and its configuration. */
async function aUnit(): Promise<{ config: string; dir: string; hitRead: string }> {
  const base = scratchFolder();
  const dir = join(base, "store");
  writeFileSync(join(base, "unit.key"), unitKey, { mode: 0o600 });
  const config = join(base, "tagwatch.yaml");
  const store = `store: {dir: ${dir}, key: ${join(base, "unit.key")}}`;
  writeFileSync(config, `unit: {id: car-12, kind: vehicle, name: Patrol 12}\n${camera}\n${store}\n`);
  const made = await testStore({ dir });
  const read = aRead({ text: "HIT777" });
  await made.store.record(aRecord());
  await made.store.record(aRecord(read, [aHit(read)]));
  made.store.close();
  return { config, dir, hitRead: read.id };
}

/** Runs a command in this process. */
async function tagwatch(...args: readonly string[]): Promise<{ status: number; text: string }> {
  const lines: string[] = [];
  const print = (line: unknown): void => void lines.push(String(line));
  const log = vi.spyOn(console, "log").mockImplementation(print);
  const error = vi.spyOn(console, "error").mockImplementation(print);
  process.exitCode = undefined;
  const status = await runProgram(["node", "tagwatch", ...args]);
  process.exitCode = undefined;
  log.mockRestore();
  error.mockRestore();
  return { status, text: lines.join("\n") };
}

test("evidence verify says that everything holds, and exits with 1 when something does not", async () => {
  const { config, dir } = await aUnit();
  const good = await tagwatch("evidence", "verify", "--config", config);
  expect(good).toMatchObject({ status: 0 });
  expect(good.text).toContain("everything holds");
  const folder = join(dir, "pictures", "2026-01-15.read");
  writeFileSync(join(folder, readdirSync(folder)[0]), "not a picture");
  const bad = await tagwatch("evidence", "verify", "--config", config);
  expect(bad.status).toBe(1);
  expect(bad.text).toContain("2 read");
  expect((await tagwatch("evidence", "verify", "--config", config, "--no-pictures")).status).toBe(0);
  expect((await tagwatch("evidence", "verify", "--config", config, "--from", "3")).status).toBe(0);
});

test("reads search needs a purpose, finds with wildcards, and leaves the purpose but no plate in the audit trail", async () => {
  const { config } = await aUnit();
  expect((await tagwatch("reads", "search", "--config", config)).status).toBe(2);
  const found = await tagwatch(
    "reads",
    "search",
    "--config",
    config,
    "--purpose",
    "case 9",
    "--plate",
    "hit*",
  );
  expect(found.text).toContain("HIT777");
  expect(found.text).not.toContain("ABC123");
  const audit = await tagwatch("audit", "report", "--config", config, "--week", "--lines");
  expect(audit.text).toContain("reads.search");
  expect(audit.text).toContain("purpose=case 9");
  expect(audit.text).not.toContain("HIT777");
});

test("hold, export, release: the package verifies and every step is audited", async () => {
  const { config, hitRead } = await aUnit();
  const until = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  const order = ["--config", config, "--case", "24-1187", "--why", "homicide"];
  const held = await tagwatch("hold", "add", ...order, "--until", until, "--plate", "HIT777");
  expect(held.text).toContain("1 more reads are held");
  expect((await tagwatch("hold", "list", "--config", config)).text).toContain("24-1187  1 reads");
  // What is left out is purged one day, while the case believes that it is held.
  const more = ["hold", "add", ...order.with(3, "24-1188"), "--until", until];
  const mistyped = await tagwatch(...more, "--read", hitRead, `${hitRead}x`);
  expect([mistyped.status, mistyped.text]).toEqual([2, expect.stringContaining(`no read ${hitRead}x`)]);
  const tooMany = await tagwatch(...more, "--from", "2020-01-01", "--limit", "1");
  expect([tooMany.status, tooMany.text]).toEqual([2, expect.stringContaining("more than 1 reads fit")]);
  expect((await tagwatch("hold", "list", "--config", config)).text).not.toContain("24-1188");
  const out = join(scratchFolder(), "package");
  const given = ["--case", "24-1187", "--out", out, "--recipient", "DA"];
  expect((await tagwatch("reads", "export", "--config", config, ...given)).status).toBe(0);
  expect(readdirSync(join(out, "pictures")).every((name) => name.startsWith(hitRead))).toBe(true);
  expect(spawnSync("sha256sum", ["--quiet", "-c", "SHA256SUMS"], { cwd: out }).status).toBe(0);
  expect((await tagwatch("hold", "release", ...order)).status).toBe(0);
  expect((await tagwatch("hold", "release", ...order)).status).toBe(2);
  const audit = await tagwatch("audit", "report", "--config", config, "--lines");
  for (const event of ["hold.add", "reads.export", "hold.release"]) expect(audit.text).toContain(event);
  expect(audit.text).toContain("recipient=DA");
});

test("hold add without saying which reads, beyond two years, or with a bad time is refused", async () => {
  const { config } = await aUnit();
  const order = ["hold", "add", "--config", config, "--case", "1", "--why", "x"];
  expect((await tagwatch(...order, "--until", "2030-01-01")).text).toContain("say which reads");
  const all = [...order, "--from", "2026-01-01"];
  expect((await tagwatch(...all, "--until", "2099-01-01")).text).toContain("legal basis");
  expect((await tagwatch(...all, "--until", "tomorrow")).text).toContain("is no time");
});

test("rotate-key, outbox and wipe", async () => {
  const { config, dir } = await aUnit();
  const next = join(scratchFolder(), "next.key");
  writeFileSync(next, Buffer.alloc(32, 9), { mode: 0o600 });
  expect((await tagwatch("evidence", "outbox", "--config", config)).text).toContain("7 wait (1 hits)");
  const rotated = await tagwatch("evidence", "rotate-key", "--config", config, "--new-key", next);
  expect(rotated.status).toBe(0);
  expect((await tagwatch("evidence", "outbox", "--config", config)).text).toContain("belongs to unit key");
  expect((await tagwatch("evidence", "verify", "--config", config, "--key", next)).status).toBe(0);
  expect((await tagwatch("wipe", "--config", config, "--unit", "car-8")).status).toBe(2);
  expect(readdirSync(dir)).not.toEqual([]);
  expect((await tagwatch("wipe", "--config", config, "--unit", "car-12")).text).toContain(
    "CERTIFICATE OF DESTRUCTION",
  );
  expect(readdirSync(dir)).toEqual([]);
});

test("rotate-key over a list of version 0.1.0: it stays in force, and the old unit key opens it no more", async () => {
  const { config, dir } = await aUnit();
  const [source] = hotlistConfig({ sources: [{ id: "a", format: "csv" }] }).sources;
  const path = join(scratchFolder(), "list.csv");
  writeFileSync(path, "plate\nABC123\n");
  const actor = { name: "tester", role: "technician", source: "cli" } as const;
  const request = { source, path, mode: "full", force: false, origin: "command", actor } as const;
  const lists = join(dir, "hotlists");
  // As version 0.1.0 left it: sealed under the derived key, and no key of the lists among the keys.
  const old = Buffer.from(hkdfSync("sha256", unitKey, "", "tagwatch hotlist 1", 32));
  await importList({ dir: lists, key: old, clock: new FakeClock(), build: buildInPlace }, request);
  const folder = openSourceFolder(lists, "a");
  const file = folder.path(folder.manifest()?.file ?? "");
  openListDb(file, openListKeys(storePaths(dir), unitKey)).close();

  const next = Buffer.alloc(32, 9);
  const nextFile = join(scratchFolder(), "next.key");
  writeFileSync(nextFile, next, { mode: 0o600 });
  expect((await tagwatch("evidence", "rotate-key", "--config", config, "--new-key", nextFile)).status).toBe(
    0,
  );
  const after = openListDb(file, openListKeys(storePaths(dir), next));
  expect(readMeta(after).entries).toBe(1);
  after.close();
  expect(() => openListDb(file, old)).toThrow();
});

test("a store that is not there is said so", async () => {
  const { config, dir } = await aUnit();
  await tagwatch("wipe", "--config", config, "--unit", "car-12");
  const answer = await tagwatch("evidence", "verify", "--config", config);
  expect(answer).toMatchObject({ status: 1 });
  expect(answer.text).toContain(`there is no store in ${dir}`);
});
