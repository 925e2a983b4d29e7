import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openDesk, type Desk } from "../../src/store/desk.js";
import { exportPackage } from "../../src/store/export.js";
import { memoryLog } from "../helpers/log.js";
import { aDraft, aHit, aRead, aRecord, anEntry, idAt, testTime } from "../helpers/records.js";
import { tempFolder, testStore, unitKey } from "../helpers/store.js";

const actor = { name: "jdoe", role: "officer", source: "10.0.0.2" } as const;

/** A package of one read of five, corrected and judged. */
async function aPackage(): Promise<{ out: string; desk: Desk; id: string }> {
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
  store.close();
  const desk = openDesk({ dir, unitKey, now: () => testTime, log: memoryLog() });
  onTestFinished(() => desk.close());
  const out = join(tempFolder(), "package");
  const order = { caseId: "24-1187", recipient: "District attorney", madeBy: "sgt", unit: "car-7", out };
  const report = exportPackage(desk, { ...order, readIds: [read.id] });
  expect(report).toMatchObject({ reads: 1, pictures: 4 });
  return { out, desk, id: read.id };
}

/** Runs the commands of README.txt one by one, as a stranger would. */
function runReadme(out: string): readonly { status: number | null; text: string }[] {
  const commands = readFileSync(join(out, "README.txt"), "utf8")
    .split("\n")
    .filter((line) => line.startsWith("$ "))
    .map((line) => line.slice(2));
  expect(commands).toHaveLength(6);
  return commands.map((command) => {
    const run = spawnSync("bash", ["-c", command], { cwd: out, encoding: "utf8" });
    return { status: run.status, text: `${run.stdout}${run.stderr}`.trim() };
  });
}

// The commands hash each file in a shell loop; that takes seconds on a loaded machine.
const patient = { timeout: 60_000 };

test("a stranger can verify a package with the commands in it", patient, async () => {
  const { out } = await aPackage();
  const [sums, files, head, chain, records, pictures] = runReadme(out);
  expect(sums).toEqual({ status: 0, text: "Signature Verified Successfully" });
  expect(files?.status).toBe(0);
  expect(files?.text.split("\n").every((line) => line.endsWith(": OK"))).toBe(true);
  expect(head).toEqual({ status: 0, text: "Signature Verified Successfully" });
  const [computed, signed] = chain.text.split("\n");
  expect(computed).toMatch(/^[0-9a-f]{64}$/);
  expect(signed).toBe(computed);
  expect(records?.text).toBe("");
  expect(pictures?.text).toBe("");
});

test("the same commands expose a changed picture, record, link and list", patient, async () => {
  const { out } = await aPackage();
  const [picture] = readdirSync(join(out, "pictures"));
  const record = readdirSync(join(out, "records")).find((name) => name.endsWith("-read"))!;
  const change = (name: string): void => {
    const bytes = readFileSync(join(out, name));
    bytes[bytes.length >> 1] ^= 1;
    writeFileSync(join(out, name), bytes);
  };
  change(join("pictures", picture));
  change(join("records", record));
  change("chain/links.jsonl");
  change("chain/head.json");
  change("SHA256SUMS");
  const [sums, files, head, chain, records, pictures] = runReadme(out);
  expect(sums?.text).not.toContain("Verified Successfully");
  expect(files?.status).not.toBe(0);
  expect(head?.text).not.toContain("Verified Successfully");
  expect(chain?.text).toMatch(/BROKEN|\n/);
  expect(new Set(chain.text.split("\n")).size).toBeGreaterThan(1);
  expect(records?.text).toContain("NOT IN THE CHAIN");
  expect(pictures?.text).toContain("NOT IN A RECORD");
});

test("the sheet shows what was read and lets no text become markup", async () => {
  const { out, id } = await aPackage();
  const html = readFileSync(join(out, "sheet.html"), "utf8");
  expect(html).toContain("XY&#60;1&#62;");
  expect(html).not.toContain("<script>");
  expect(html).toContain(`pictures/${id}.2.vehicle.jpg`);
  expect(html).toContain("verified by jdoe");
});

test("nothing is exported for a case without reads, nor into a folder that exists", async () => {
  const { out, desk, id } = await aPackage();
  const order = { caseId: "1", recipient: "x", madeBy: "y", unit: "car-7", out: join(tempFolder(), "p") };
  expect(() => exportPackage(desk, { ...order, readIds: [] })).toThrow(/no reads/);
  expect(() => exportPackage(desk, { ...order, readIds: [id], out })).toThrow(/exists/);
  expect(execFileSync("ls", [out], { encoding: "utf8" })).toContain("SHA256SUMS");
});
