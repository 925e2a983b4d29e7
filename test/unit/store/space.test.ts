import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { requireFips } from "../../../src/unit/store/keys/fips.js";
import { openStoreHandle, type StoreHandle } from "../../../src/unit/store/offline.js";
import { createRecorder } from "../../../src/unit/store/recorder.js";
import type { CurrentDb } from "../../../src/unit/store/tables/current-db.js";
import { createSpaceGuard } from "../../../src/unit/store/retention/space.js";
import { verifyChain } from "../../../src/unit/store/verify/verify.js";
import { createClock } from "../../../src/shared/platform/clock.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { aHit, aRead, aRecord, testTime } from "../../kit/samples/records.js";
import { testStore, unitKey } from "../../kit/units/store.js";
import { memoryFaults } from "../../kit/doubles/faults.js";

const floors = { pictures: 3000, reads: 2000, hits: 1000 };

interface Scene {
  readonly handle: StoreHandle;
  readonly dir: string;
  readonly faults: ReturnType<typeof memoryFaults>;
  readonly guard: ReturnType<typeof createSpaceGuard>;
  readonly recorder: ReturnType<typeof createRecorder>;
  free: number;
  /** Nothing can be written any more. */
  isFull: boolean;
}

/** A store of four plain reads, the first two uploaded, and a hit; each picture file counts 500 bytes of free space. */
async function aScene(): Promise<Scene> {
  const { store, dir } = await testStore();
  for (let i = 0; i < 4; i++) await store.record(aRecord());
  const [first] = store.outbox.next(1, ["read"]);
  const early = store.outbox.next(99).filter((item) => item.seq < first.seq + 6);
  store.outbox.sent(
    early.map((item) => item.seq),
    testTime,
  );
  const read = aRead();
  await store.record(aRecord(read, [aHit(read)]));
  store.close();
  const handle = openStoreHandle({ dir, unitKey, now: () => testTime, log: memoryLog() });
  onTestFinished(() => handle.close());
  const { evidence } = handle;
  const currentDb: CurrentDb = {
    current: () => evidence,
    run(work) {
      if (scene.isFull) throw new Error("database or disk is full");
      return work(evidence);
    },
    replace: () => undefined,
    close: () => undefined,
  };
  const faults = memoryFaults();
  const before = fileCount(dir);
  const scene = { handle, dir, faults, free: 1e9, isFull: false };
  const guard = createSpaceGuard({
    checkpointer: { wake: () => undefined, catchUp: () => Promise.resolve() },
    ...handle,
    currentDb,
    faults,
    floors,
    log: memoryLog(),
    clock: createClock(),
    free: () => Promise.resolve(scene.free + (before - fileCount(dir)) * 500),
  });
  const recorder = createRecorder({
    currentDb,
    pictures: handle.pictures,
    now: () => testTime,
    shortage: () => guard.shortage(),
    memory: null,
    shadows: null,
    faults,
  });
  return Object.assign(scene, { guard, recorder });
}

const fileCount = (dir: string): number =>
  ["2026-01-15.read", "2026-01-15.hit"].reduce(
    (sum, vault) => sum + readdirSync(join(dir, "pictures", vault)).length,
    0,
  );
const plainPictures = (dir: string): number => readdirSync(join(dir, "pictures", "2026-01-15.read")).length;
const check = (scene: Scene): Promise<void> => scene.guard.check(new AbortController().signal);
const problems = ({ handle }: Scene): readonly unknown[] =>
  verifyChain({ ...handle, pictures: true }).findings;

test("a disk that is full to its last bytes is told, though nothing can be removed from it", async () => {
  const scene = await aScene();
  Object.assign(scene, { free: 0, isFull: true });
  await scene.guard.check(new AbortController().signal);
  expect(scene.faults.list()).toMatchObject([{ code: "DISK_FLOOR", severity: "critical" }]);
  expect(scene.guard.shortage()).toBe(3);
});

test("with enough space nothing is given up", async () => {
  const scene = await aScene();
  await check(scene);
  expect(plainPictures(scene.dir)).toBe(4);
  expect(scene.faults.raised).toEqual([]);
});

test("below the first floor, pictures of uploaded plain reads go, oldest first, with a receipt and an audit line", async () => {
  const scene = await aScene();
  scene.free = 2300;
  await check(scene);
  expect(plainPictures(scene.dir)).toBe(2);
  expect(scene.guard.shortage()).toBe(0);
  expect(problems(scene)).toEqual([]);
  const events = [...scene.handle.evidence.audit.between(0, testTime * 2)].map((line) => line.event);
  expect(events).toContain("space.pictures-removed");
});

test("waiting pictures of plain reads stay until the second floor, those of hits always", async () => {
  const scene = await aScene();
  scene.free = 1100;
  await check(scene);
  // Two uploaded ones brought 2100 bytes, which is above the second floor.
  expect(plainPictures(scene.dir)).toBe(2);
  expect(scene.guard.shortage()).toBe(1);
  scene.free = 100;
  await check(scene);
  expect(plainPictures(scene.dir)).toBe(0);
  expect(readdirSync(join(scene.dir, "pictures", "2026-01-15.hit"))).toHaveLength(1);
  expect(scene.faults.list().map((fault) => fault.code)).toEqual(["DISK_FLOOR"]);
  expect(problems(scene)).toEqual([]);
});

test("below the lower floors plain reads lose their pictures, then are refused; hits are recorded whole", async () => {
  const scene = await aScene();
  scene.free = -500;
  await check(scene);
  expect(scene.guard.shortage()).toBe(2);
  const plain = aRead();
  await scene.recorder.record(aRecord(plain));
  expect(scene.handle.evidence.reads.revisions(plain.id)[0]?.body).toMatchObject({
    pictures: null,
    noPictures: "space",
  });
  scene.free = -1500;
  await check(scene);
  expect(scene.guard.shortage()).toBe(3);
  await expect(scene.recorder.record(aRecord())).rejects.toMatchObject({ code: "DISK_FLOOR" });
  const struck = aRead();
  await scene.recorder.record(aRecord(struck, [aHit(struck)]));
  expect(scene.handle.evidence.reads.revisions(struck.id)[0]?.body.pictures).not.toBeNull();
  scene.free = 1e9;
  await check(scene);
  expect(scene.faults.list()).toEqual([]);
  await scene.recorder.record(aRecord());
  expect(problems(scene)).toEqual([]);
});

test("an id that comes twice does not touch the first record's picture", async () => {
  const { store } = await testStore();
  const record = aRecord();
  await store.record(record);
  await expect(store.record(aRecord(record.read))).rejects.toMatchObject({ code: "EVIDENCE_WRITE" });
  expect(await store.picture(`${record.read.id}.1.plate`)).toEqual(Buffer.from(record.pictures.plate));
});

test("FIPS is believed only when the provider really refuses MD5", () => {
  const probe = (active: boolean, refusesMd5: boolean): object => ({
    active: () => active,
    refusesMd5: () => refusesMd5,
  });
  const run = (active: boolean, refuses: boolean) => () =>
    requireFips(probe(active, refuses) as Parameters<typeof requireFips>[0]);
  expect(run(true, true)).not.toThrow();
  expect(run(false, true)).toThrow(/without a FIPS provider/);
  expect(run(true, false)).toThrow(/MD5 works/);
  // This very process: it either runs with a provider or is refused.
  expect(() => requireFips()).toThrow(/FIPS/);
});
