import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { aDraft, aHit, aMatrix, aRead, aRecord, idAt, testTime } from "../../kit/samples/records.js";
import { testStore, someone } from "../../kit/units/store.js";
import { scratchFolder } from "../../kit/units/scratch.js";

const actor = { name: "jdoe", role: "officer", source: "10.0.0.2" } as const;

test("a record survives a restart with its hits, pictures, matrices and messages", async () => {
  const dir = scratchFolder();
  const first = await testStore({ dir });
  const read = aRead();
  const hit = aHit(read);
  const record = aRecord(read, [hit]);
  await first.store.record(record);
  first.store.close();

  const { store } = await testStore({ dir });
  expect(store.read(read.id)).toEqual(read);
  expect(store.hitsOf(read.id)).toEqual([hit]);
  expect(store.hit(hit.id)).toEqual({ hit, read, disposition: null });
  const plate = await store.picture(`${read.id}.1.plate`);
  const vehicle = await store.picture(`${read.id}.1.vehicle`);
  expect(plate).toEqual(Buffer.from(record.pictures.plate));
  expect(vehicle).toEqual(Buffer.from(record.pictures.vehicle));
  const past = store.pastReads(testTime - 1, testTime + 1, null, 10);
  expect(past[0]?.matrices).toHaveLength(2);
  expect(past[0]?.matrices[1]?.data[5]).toBeCloseTo(aMatrix(3).data[5], 0);
  expect(store.outbox.next(10).map((item) => item.kind)).toEqual([
    "hit",
    "read",
    "hit-picture",
    "hit-picture",
  ]);
});

test("nothing readable lies on the disk", async () => {
  const { store, dir } = await testStore();
  const record = aRecord(aRead({ text: "SECRET77" }));
  await store.record(record);
  const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const { readFileSync } = await import("node:fs");
  for (const file of files) {
    const bytes = readFileSync(join(file.parentPath, file.name));
    expect(bytes.includes("SECRET77"), file.name).toBe(false);
    expect(bytes.includes("SQLite format"), file.name).toBe(false);
    expect(bytes.includes(Buffer.from(record.pictures.plate).subarray(0, 64)), file.name).toBe(false);
  }
});

test("a correction is a further revision; both stay, the newest is shown", async () => {
  const { store } = await testStore();
  const read = aRead();
  await store.record(aRecord(read));
  const corrected = { ...read, revision: 2, text: "ABC128" };
  await store.record(aRecord(corrected));
  expect(store.read(read.id)?.text).toBe("ABC128");
  expect(store.newestReads(10)).toHaveLength(1);
  expect(await store.picture(`${read.id}.1.plate`)).not.toBeNull();
  expect(await store.picture(`${read.id}.2.plate`)).not.toBeNull();
});

test("a read that becomes a hit takes its pictures into the class of hits", async () => {
  const { store, dir } = await testStore();
  const read = aRead();
  const record = aRecord(read);
  await store.record(record);
  const corrected = { ...read, revision: 2 };
  await store.record(aRecord(corrected, [aHit(corrected)]));
  expect(readdirSync(join(dir, "pictures", "2026-01-15.read"))).toEqual([]);
  expect(readdirSync(join(dir, "pictures", "2026-01-15.hit"))).toHaveLength(2);
  expect(await store.picture(`${read.id}.1.plate`)).toEqual(Buffer.from(record.pictures.plate));
});

test("a hit found later moves the read into its own class and promises a message", async () => {
  const { store, dir } = await testStore();
  const read = aRead();
  await store.record(aRecord(read));
  await store.recordHistoricalHit(read, aHit(read, { historical: true }), [aDraft("hit")]);
  expect(readdirSync(join(dir, "pictures", "2026-01-15.historical"))).toHaveLength(1);
  expect(store.hits({ limit: 5 })).toHaveLength(1);
  expect(store.outbox.counts().hitsWaiting).toBe(1);
});

test("search finds by plate with O and 0 alike, wildcard, time, camera and hits only, newest first in pages", async () => {
  const { store } = await testStore();
  const plates = ["OAK100", "0AK100", "ELM200", "OAK1007"];
  const reads = plates.map((text, i) =>
    aRead({
      text,
      camera: i === 2 ? "rear" : "front",
      capturedAt: { at: testTime + i, uncertaintyMs: 1, source: "gps" },
    }),
  );
  for (const read of reads) await store.record(aRecord(read, read.text === "ELM200" ? [aHit(read)] : []));
  const find = (query: object) => store.search({ limit: 10, ...query }, someone());
  const texts = async (query: object): Promise<string[]> =>
    (await find(query)).found.map(({ read }) => read.text);
  expect(await texts({ plate: "oak 100" })).toEqual(["0AK100", "OAK100"]);
  expect(await texts({ plate: "OAK*" })).toEqual(["OAK1007", "0AK100", "OAK100"]);
  expect(await texts({ from: testTime + 1, to: testTime + 3 })).toEqual(["ELM200", "0AK100"]);
  expect(await texts({ camera: "rear" })).toEqual(["ELM200"]);
  expect(await texts({ hitsOnly: true })).toEqual(["ELM200"]);
  const first = await find({ limit: 1 });
  expect(first.ended).toBe("page");
  expect(await texts({ before: first.next })).toEqual(["ELM200", "0AK100", "OAK100"]);
});

test("past reads come newest first in pages without gaps", async () => {
  const { store } = await testStore();
  for (let i = 0; i < 7; i++) {
    await store.record(
      aRecord(aRead({ capturedAt: { at: testTime + Math.floor(i / 2), uncertaintyMs: 1, source: "gps" } })),
    );
  }
  const seen: string[] = [];
  const times: number[] = [];
  for (let after: string | null = null; ;) {
    const page = store.pastReads(testTime, Number.POSITIVE_INFINITY, after, 3);
    if (page.length === 0) break;
    seen.push(...page.map((one) => one.read.id));
    times.push(...page.map((one) => one.read.capturedAt.at - testTime));
    after = seen.at(-1)!;
  }
  expect(new Set(seen).size).toBe(7);
  expect(times).toEqual([3, 2, 2, 1, 1, 0, 0]);
  expect(store.pastReads(testTime + 2, testTime + 3, null, 10)).toHaveLength(2);
});

test("a verdict is kept with its message and an audit line", async () => {
  const { store } = await testStore();
  const read = aRead();
  const hit = aHit(read);
  await store.record(aRecord(read, [hit]));
  const disposition = {
    id: idAt(),
    hitId: hit.id,
    verdict: "misread",
    note: "",
    actor: "jdoe",
    at: testTime,
  } as const;
  store.dispose(disposition, actor, [aDraft("disposition")]);
  expect(store.hits({ limit: 1 })[0]?.disposition).toEqual(disposition);
  expect(store.outbox.next(2).map((item) => item.kind)).toEqual(["hit", "disposition"]);
});
