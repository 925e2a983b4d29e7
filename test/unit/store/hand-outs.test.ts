// Holding and handing out beside a store that is open, as the page asks for it.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { HandOuts } from "../../../src/unit/core/hand-outs.js";
import { createHandOuts, type HandOutsDeps } from "../../../src/unit/store/hand-outs.js";
import type * as HandOutsModule from "../../../src/unit/store/hand-outs.js";
import { listHolds } from "../../../src/unit/store/retention/holds.js";
import { openStoreHandle } from "../../../src/unit/store/offline.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { aHit, aRead, aRecord, idAt } from "../../kit/samples/records.js";
import { scratchFolder } from "../../kit/units/scratch.js";
import { someone, testStore, unitKey, type TestStore } from "../../kit/units/store.js";

const sam = { name: "sam", role: "supervisor", source: "10.0.0.2" } as const;

async function aStore(): Promise<
  TestStore & { readonly ids: readonly string[]; readonly deps: HandOutsDeps }
> {
  const made = await testStore();
  const reads = [aRead({ text: "ABC123" }), aRead({ text: "XYZ987" })];
  await made.store.record(aRecord(reads[0], [aHit(reads[0])]));
  await made.store.record(aRecord(reads[1]));
  const { dir, clock, log } = made;
  const deps = { dir, unitKey, unit: "car-12", clock, log, newId: () => idAt() };
  return { ...made, deps, ids: reads.map(({ id }) => id) };
}

const lines = async ({ store }: TestStore, event: string) =>
  (await store.trailPage({ limit: 50 }, someone())).lines.filter((line) => line.event === event);

/** All that lies below `exports`, but for the folder that packages of the page are made in. */
const exportsOf = (dir: string): readonly string[] =>
  existsSync(join(dir, "exports"))
    ? readdirSync(join(dir, "exports"), { recursive: true, encoding: "utf8" }).filter(
        (name) => name !== ".under-way",
      )
    : [];

function packing(ids: readonly string[]): Parameters<HandOuts["pack"]>[0] {
  return { caseId: "26/1187", recipient: "District attorney", purpose: "case 26/1187", readIds: ids };
}

test("a hold keeps the reads and is in the trail; of a read that is gone nothing is held", async () => {
  const made = await aStore();
  const of = createHandOuts(made.deps);
  const order = { caseId: "26-1187", why: "homicide", covert: true, until: made.clock.now() + 86_400_000 };
  expect(await of.hold({ ...order, readIds: made.ids }, sam)).toEqual({ added: 2, until: order.until });
  expect(await of.hold({ ...order, readIds: made.ids }, sam)).toEqual({ added: 0, until: order.until });
  expect(await lines(made, "hold.add")).toMatchObject([
    { actor: sam, object: "26-1187", detail: { reads: 0, why: "homicide" } },
    { actor: sam, object: "26-1187", detail: { reads: 2, why: "homicide" } },
  ]);
  const gone = { ...order, caseId: "26-2", readIds: [...made.ids, idAt()] };
  await expect(of.hold(gone, sam)).rejects.toMatchObject({ code: "USAGE" });
  const longer = { ...order, until: made.clock.now() + 800 * 86_400_000, readIds: made.ids };
  await expect(of.hold(longer, sam)).rejects.toThrow("legal basis");
  const handle = openStoreHandle({ dir: made.dir, unitKey, now: () => 0, log: memoryLog() });
  expect(listHolds(handle.evidence).map(({ caseId, reads }) => [caseId, reads])).toEqual([["26-1187", 2]]);
  handle.close();
});

test("a package is one file that tar opens and its own script checks; once sent nothing is left of it", async () => {
  const made = await aStore();
  // The compiled twin: there a process of its own does it.
  const dist = new URL("../../../dist/unit/store/hand-outs.js", import.meta.url).href;
  const { createHandOuts: create } = (await import(dist)) as typeof HandOutsModule;
  const packed = await create(made.deps).pack(packing(made.ids), sam);
  expect(packed.sha256).toMatch(/^[0-9a-f]{64}$/);
  const out = scratchFolder();
  execFileSync("tar", ["-xf", packed.archive, "-C", out]);
  const [top = ""] = readdirSync(out);
  expect(top).toMatch(/^tagwatch-26-1187-/);
  expect(readdirSync(join(out, top))).not.toContain("package.tar");
  expect(execFileSync("sha256sum", ["SHA256SUMS"], { cwd: join(out, top), encoding: "utf8" })).toContain(
    packed.sha256,
  );
  execFileSync("sh", ["verify.sh"], { cwd: join(out, top) });
  expect(await lines(made, "reads.export")).toMatchObject([
    {
      ...{ actor: sam, object: "26/1187", outcome: "success" },
      detail: { reads: 2, recipient: "District attorney", purpose: "case 26/1187", sha256: packed.sha256 },
    },
  ]);
  await packed.remove();
  expect(exportsOf(made.dir)).toEqual([]);
}, 60_000);

test("a sheet holds its pictures, is in the trail, and leaves nothing on the disk", async () => {
  const made = await aStore();
  const html = await createHandOuts(made.deps).sheet(packing(made.ids.slice(0, 1)), sam);
  expect(html).toContain("ABC123");
  expect(html.match(/src="data:image\/jpeg;base64,[\w+/=]{100,}"/g)).toHaveLength(2);
  expect(html).not.toContain('src="pictures');
  expect(await lines(made, "reads.print")).toMatchObject([
    { actor: sam, detail: { recipient: "District attorney", purpose: "case 26/1187" } },
  ]);
  expect(exportsOf(made.dir)).toEqual([]);
});

test("what a kill left of packages goes at the next start, and what fails half made goes at once", async () => {
  const made = await aStore();
  const [half, byCommand] = ["exports/.under-way/tagwatch-1-x/pictures", "exports/mine/pictures"];
  for (const folder of [half, byCommand]) {
    mkdirSync(join(made.dir, folder), { recursive: true });
    writeFileSync(join(made.dir, folder, "a.jpg"), "in clear");
  }
  const of = createHandOuts({ ...made.deps, newId: () => "00000000-again" });
  const gone = packing([...made.ids, idAt()]);
  await expect(of.pack(gone, sam)).rejects.toMatchObject({ code: "USAGE" });
  await expect(of.sheet(gone, sam)).rejects.toThrow(/no read [\w-]+ is kept/);
  expect(exportsOf(made.dir).filter((name) => name.startsWith("."))).toEqual([]);
  expect(exportsOf(made.dir)).toContain("mine/pictures/a.jpg");
  mkdirSync(join(made.dir, "exports/.under-way/tagwatch-26-1187-00-again/pictures"), { recursive: true });
  await expect(of.pack(packing(made.ids), sam)).rejects.toThrow("exists already");
  expect(exportsOf(made.dir).filter((name) => name.startsWith("."))).toEqual([]);
});

test("a process that is broken off leaves nothing behind, and the next one is not kept waiting", async () => {
  const made = await aStore();
  const dist = new URL("../../../dist/unit/store/hand-outs.js", import.meta.url).href;
  const { createHandOuts: create } = (await import(dist)) as typeof HandOutsModule;
  let late = true;
  const impatient = {
    ...{ now: () => made.clock.now(), monoNs: () => made.clock.monoNs(), slept: () => made.clock.slept() },
    ...{ boot: made.clock.boot },
    sleep: (_ms: number, signal?: AbortSignal) =>
      late
        ? Promise.resolve()
        : new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve())),
  };
  const of = create({ ...made.deps, clock: impatient });
  await expect(of.pack(packing(made.ids), sam)).rejects.toThrow("too long and was broken off");
  expect(exportsOf(made.dir)).toEqual([]);
  late = false;
  expect(existsSync((await of.pack(packing(made.ids), sam)).archive)).toBe(true);
}, 60_000);

test("what cannot be written leaves no half package, and its reason is told; too many wait for nobody", async () => {
  const made = await aStore();
  writeFileSync(join(made.dir, "exports"), "no folder");
  const of = createHandOuts({ ...made.deps, clock: new FakeClock() });
  await expect(of.pack(packing(made.ids), sam)).rejects.toThrow(/handing out failed: ENOTDIR|EEXIST/);
  const olive = { ...sam, name: "olive" };
  const many = await Promise.allSettled(
    [sam, sam, sam, olive, olive].map(async (person) => of.sheet(packing(made.ids), person)),
  );
  // Two of one person, three of all.
  const isRefused = many.map((one) => one.status === "rejected" && String(one.reason).includes("too many"));
  expect(isRefused).toEqual([false, false, true, false, true]);
});

test("packages that are not sent yet are counted: their number on the disk is bounded, of one person and of all", async () => {
  const made = await aStore();
  let n = 0;
  const of = createHandOuts({ ...made.deps, newId: () => `0000000${String(n++)}` });
  const [olive, ada] = [
    { ...sam, name: "olive" },
    { ...sam, name: "ada" },
  ];
  const packed = [];
  for (const person of [sam, sam]) packed.push(await of.pack(packing(made.ids), person));
  await expect(of.pack(packing(made.ids), sam)).rejects.toMatchObject({ code: "SEARCH_BUSY" });
  for (const person of [olive, olive]) packed.push(await of.pack(packing(made.ids), person));
  await expect(of.pack(packing(made.ids), ada)).rejects.toMatchObject({ code: "SEARCH_BUSY" });
  expect(await of.sheet(packing(made.ids), sam)).toContain("ABC123");
  // Whoever says it twice frees one place.
  await packed[0]?.remove();
  await packed[0]?.remove();
  await expect(of.pack(packing([idAt()]), sam)).rejects.toMatchObject({ code: "USAGE" });
  expect(existsSync((await of.pack(packing(made.ids), sam)).archive)).toBe(true);
  for (const person of [sam, ada])
    await expect(of.pack(packing(made.ids), person)).rejects.toMatchObject({ code: "SEARCH_BUSY" });
});
