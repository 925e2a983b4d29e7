import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, test } from "vitest";
import { openStoreHandle, type StoreHandle } from "../../../src/unit/store/offline.js";
import { exportPackage } from "../../../src/unit/store/export/export.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { aDraft, aHit, aRead, aRecord, anEntry, idAt, testTime } from "../../kit/samples/records.js";
import { testStore, unitKey } from "../../kit/units/store.js";
import { scratchFolder } from "../../kit/units/scratch.js";

const actor = { name: "jdoe", role: "officer", source: "10.0.0.2" } as const;

/** A package of one read of five, corrected and judged; `more` links follow in the chain. */
async function aPackage(more = 0): Promise<{ out: string; handle: StoreHandle; id: string }> {
  const { store, dir } = await testStore();
  const read = aRead({ text: "XY<1>" });
  const hit = aHit(read, { entry: anEntry({ record: { remarks: "<script>alert(1)</script>" } }) });
  await store.record(aRecord());
  await store.record(aRecord(read, [hit]));
  await store.record(aRecord());
  await store.record(aRecord({ ...read, revision: 2, text: "XY1" }, [hit]));
  const verdict = {
    id: idAt(),
    hitId: hit.id,
    verdict: "verified",
    note: "",
    actor: "jdoe",
    at: testTime,
  } as const;
  store.dispose(verdict, actor, [aDraft("disposition")]);
  await store.record(aRecord());
  const line = { actor, event: "evidence.head", outcome: "success" } as const;
  for (let part = 0; part < more; part += 5_000)
    store.appendAll(Array.from({ length: Math.min(5_000, more - part) }, () => line));
  store.close();
  const handle = openStoreHandle({ dir, unitKey, now: () => testTime, log: memoryLog() });
  onTestFinished(() => handle.close());
  const out = join(scratchFolder(), "package");
  const order = { caseId: "24-1187", recipient: "District attorney", madeBy: "sgt", unit: "car-12", out };
  // Of a case's reads one may be gone; it is not counted.
  const report = exportPackage(handle, { ...order, readIds: [read.id, idAt()] });
  expect(report).toMatchObject({ reads: 1, pictures: 4 });
  return { out, handle, id: read.id };
}

interface Run {
  readonly status: number | null;
  readonly text: string;
}

function run(command: string, cwd: string, env: NodeJS.ProcessEnv = {}): Run {
  const done = spawnSync("sh", ["-c", command], { cwd, encoding: "utf8", env: { ...process.env, ...env } });
  return { status: done.status, text: `${done.stdout}${done.stderr}`.trim() };
}

/** Runs the commands of README.txt one by one, as a stranger would. */
function runReadme(out: string): readonly Run[] {
  const commands = readFileSync(join(out, "README.txt"), "utf8")
    .split("\n")
    .filter((line) => line.startsWith("$ "))
    .map((line) => line.slice(2));
  expect(commands).toHaveLength(4);
  return commands.map((command) => run(command, out));
}

// Each check starts processes; that takes seconds on a loaded machine.
const patient = { timeout: 120_000 };
const checks = [
  "the unit signed the list of hashes",
  "no file was changed",
  "no file was added",
  "the unit signed the head of its chain",
  "the chain leads to that head without a gap",
  "each record is the one in the chain",
  "each picture is the one in its record",
] as const;

/** The checks of verify.sh that fail. Its exit status and last line must say the same. */
function failing(out: string, command = "sh verify.sh"): readonly string[] {
  const { status, text } = run(command, out);
  for (const check of checks) expect(text).toMatch(new RegExp(`(holds: |FAILED:) ${check}`));
  const failed = checks.filter((check) => text.includes(`FAILED: ${check}`));
  expect(status).toBe(failed.length === 0 ? 0 : 1);
  expect(text.split("\n").at(-1)).toBe(failed.length === 0 ? "everything holds" : "SOMETHING DOES NOT HOLD");
  return failed;
}

test("a stranger can verify a package with the commands in it", patient, async () => {
  const { out } = await aPackage();
  const [sums, files, head, script] = runReadme(out);
  expect(sums).toEqual({ status: 0, text: "Signature Verified Successfully" });
  expect(files.status).toBe(0);
  expect(files.text.split("\n").every((line) => line.endsWith(": OK"))).toBe(true);
  expect(head).toEqual({ status: 0, text: "Signature Verified Successfully" });
  expect(script).toMatchObject({ status: 0 });
  expect(failing(out)).toEqual([]);
  // A package of an earlier version has no script: another one's checks it.
  const old = join(scratchFolder(), "old package");
  cpSync(out, old, { recursive: true });
  rmSync(join(old, "verify.sh"));
  const own = readFileSync(join(old, "SHA256SUMS"), "utf8");
  writeFileSync(join(old, "SHA256SUMS"), own.replace(/^.* {2}verify\.sh\n/m, ""));
  expect(failing(out, `sh verify.sh '${old}'`)).toEqual(["the unit signed the list of hashes"]);
});

test("the script names a file that nobody signed", patient, async () => {
  const { out } = await aPackage();
  writeFileSync(join(out, "note.txt"), "the driver was armed");
  expect(failing(out)).toEqual(["no file was added"]);
});

describe("the script exposes", patient, () => {
  type Damage = (out: string) => void;
  const file = (out: string, folder: string, end: string): string =>
    join(
      out,
      folder,
      readdirSync(join(out, folder)).find((name) => name.endsWith(end))!,
    );
  const flip = (path: string): void => {
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1] ^= 1;
    writeFileSync(path, bytes);
  };
  const edit = (path: string, change: (text: string) => string): void =>
    writeFileSync(path, change(readFileSync(path, "utf8")));
  const lines = (out: string, change: (lines: readonly string[]) => readonly string[]): void =>
    edit(join(out, "chain/links.jsonl"), (text) => `${change(text.trimEnd().split("\n")).join("\n")}\n`);
  /** Puts the hashes right again, as somebody would who has everything but the unit's key. */
  const list = (out: string): void => {
    const sums = run(
      "find . -type f ! -name 'SHA256SUMS*' -exec sha256sum {} + | sed 's|  ./|  |'",
      out,
    ).text;
    writeFileSync(join(out, "SHA256SUMS"), `${sums}\n`);
  };
  const [signed, , , head, chain, records, pictures] = checks;

  it.each<[string, Damage, readonly string[]]>([
    ["a changed picture", (out) => flip(file(out, "pictures", "plate.jpg")), [signed, pictures]],
    ["a picture of another", (out) => writeFileSync(join(out, "pictures/x.jpg"), "x"), [signed, pictures]],
    ["a changed record", (out) => flip(file(out, "records", "-read")), [signed, records]],
    ["a removed record", (out) => rmSync(file(out, "records", "-hit")), [signed]],
    [
      "a record under another's name",
      (out) => renameSync(file(out, "records", "-hit"), join(out, "records/1-hit")),
      [signed, records],
    ],
    [
      "a changed link",
      (out) => lines(out, (all) => all.with(1, all[1].replace(/"at":\d/, '"at":9'))),
      [signed, chain],
    ],
    ["a link taken out", (out) => lines(out, (all) => all.toSpliced(2, 1)), [signed, chain]],
    [
      "links in another order",
      (out) => lines(out, ([a, b, c, ...rest]) => [a, c, b, ...rest]),
      [signed, chain],
    ],
    ["a cut end", (out) => lines(out, (all) => all.slice(0, -1)), [signed, chain]],
    ["no links at all", (out) => writeFileSync(join(out, "chain/links.jsonl"), ""), [signed, chain, records]],
    ["a missing chain", (out) => rmSync(join(out, "chain/links.jsonl")), [signed, chain, records]],
    [
      "another head",
      (out) => edit(join(out, "chain/head.json"), (text) => text.replace(/"hash":"./, '"hash":"g')),
      [signed, head, chain],
    ],
    ["a missing head", (out) => rmSync(join(out, "chain/head.json")), [signed, head, chain]],
    ["another key", (out) => writeFileSync(join(out, "public-key.pem"), "x"), [signed, head]],
  ])("%s, though the hashes were put right", async (_what, damage, expected) => {
    const { out } = await aPackage();
    damage(out);
    expect(failing(out)).not.toEqual([]);
    list(out);
    expect(failing(out)).toEqual(expected);
  });
});

test(
  "ten thousand links are checked by a bounded number of processes, and a flaw in any of them is found",
  patient,
  async () => {
    const { out, handle } = await aPackage(10_148);
    const count = (): number =>
      readFileSync(join(out, "chain/links.jsonl"), "utf8").trimEnd().split("\n").length;
    expect(count()).toBeGreaterThanOrEqual(10_148);
    // Programs in front of the real ones write down that they were called.
    const bin = scratchFolder();
    const calls = join(bin, "calls");
    for (const tool of ["awk", "cat", "find", "mktemp", "openssl", "rm", "sha256sum", "tr", "wc"]) {
      const real = execFileSync("sh", ["-c", `command -v ${tool}`], { encoding: "utf8" }).trim();
      writeFileSync(join(bin, tool), `#!/bin/sh\necho ${tool} >>${calls}\nexec ${real} "$@"\n`, {
        mode: 0o755,
      });
    }
    const done = run("sh verify.sh", out, { PATH: `${bin}:${process.env["PATH"] ?? ""}` });
    expect(done).toMatchObject({ status: 0 });
    expect(readFileSync(calls, "utf8").trimEnd().split("\n").length).toBeLessThan(60);
    for (const at of [1, 9_999, 10_000, 10_001, count() - 1]) {
      const text = readFileSync(join(out, "chain/links.jsonl"), "utf8");
      const all = text.split("\n");
      all[at] = all[at].replace('"seq":', '"seq": ');
      writeFileSync(join(out, "chain/links.jsonl"), all.join("\n"));
      expect(run("sh verify.sh", out).text).toContain(`BROKEN after line ${String(at + 1)}:`);
      writeFileSync(join(out, "chain/links.jsonl"), text);
    }
    expect(handle.evidence.chain.head().seq).toBeGreaterThan(10_000);
  },
);

test("the sheet shows what was read and lets no text become markup", async () => {
  const { out, id } = await aPackage();
  const html = readFileSync(join(out, "sheet.html"), "utf8");
  expect(html).toContain("XY&#60;1&#62;");
  expect(html).not.toContain("<script>");
  expect(html).toContain(`pictures/${id}.2.vehicle.jpg`);
  expect(html).toContain("verified by jdoe");
});

test("nothing is exported for a case without reads, nor into a folder that exists", async () => {
  const { out, handle, id } = await aPackage();
  const order = { caseId: "1", recipient: "x", madeBy: "y", unit: "car-12", out: join(scratchFolder(), "p") };
  expect(() => exportPackage(handle, { ...order, readIds: [] })).toThrow(/no reads/);
  expect(() => exportPackage(handle, { ...order, readIds: [id], out })).toThrow(/exists/);
  expect(execFileSync("ls", [out], { encoding: "utf8" })).toContain("SHA256SUMS");
});
