// Rows whose body is not what was written: told, counted and gone round, wherever they are met.
import { onTestFinished, describe, expect, it } from "vitest";
import { openStoreHandle, type StoreHandle } from "../../../src/unit/store/offline.js";
import { openStore, type Store } from "../../../src/unit/store/store.js";
import { verifyChain } from "../../../src/unit/store/verify/verify.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { aDraft, aHit, aRead, aRecord, idAt, testTime } from "../../kit/samples/records.js";
import { someone, testStore, unitKey } from "../../kit/units/store.js";
import { memoryFaults } from "../../kit/doubles/faults.js";

const actor = { name: "jdoe", role: "officer", source: "10.0.0.2" } as const;
const garbage = [
  ["no JSON", "\u0000\u0001garbage"],
  ["null", "null"],
  ["another shape", '{"read":{"id":7},"id":[],"event":{}}'],
  ["a time no calendar holds", JSON.stringify({ at: 1e300, actor, event: "x", outcome: "success" })],
] as const;

function openedHandle(dir: string): StoreHandle {
  const handle = openStoreHandle({ dir, unitKey, now: () => testTime, log: memoryLog() });
  onTestFinished(() => handle.close());
  return handle;
}

/** Writes over a row as somebody with the key may. */
function overwrite(handle: StoreHandle, table: string, where: string, body: string): void {
  const { db } = handle.evidence;
  db.exec(`DROP TRIGGER IF EXISTS ${table}_fixed`);
  expect(db.prepare(`UPDATE ${table} SET body = ? WHERE ${where}`).run(body).changes).toBe(1);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Three reads with a hit each, the middle one judged; closed. */
async function filled() {
  const made = await testStore();
  const reads = [0, 1, 2].map((n) =>
    aRead({ capturedAt: { at: testTime + n, uncertaintyMs: 1, source: "gps" } }),
  );
  const hits = reads.map((read) => aHit(read));
  for (const [n, read] of reads.entries()) await made.store.record(aRecord(read, [hits[n]]));
  const verdict = {
    id: idAt(),
    hitId: hits[1].id,
    verdict: "verified",
    note: "",
    actor: "jdoe",
    at: testTime,
  } as const;
  made.store.dispose(verdict, actor, [aDraft("disposition")]);
  made.store.close();
  return { ...made, reads, hits };
}

/** Everything the daemon asks of its store, and the fault that its next look raises. */
async function use(store: Store, faults: ReturnType<typeof memoryFaults>, advance: () => Promise<void>) {
  const found = await store.search({ limit: 50 }, someone());
  const hits = store.hits({ limit: 500 });
  const page = await store.hitPage({ limit: 2 }, someone());
  const past = store.pastReads(testTime - 1, testTime + 10, null, 2);
  const lines = (await store.trailPage({ limit: 50 }, someone())).lines;
  store.newestReads(20);
  const stop = new AbortController();
  const running = store.retention.run(stop.signal);
  await advance();
  stop.abort();
  await running;
  const texts = faults.list().flatMap(({ code, text }) => (code === "RECORD_UNREADABLE" ? [text] : []));
  return { found: found.found.map(({ read }) => read.id), hits, page, past, lines, texts };
}

describe.each(garbage)("a body that is %s", (_what, body) => {
  it.each([
    ["hits", 3, 2],
    ["dispositions", 3, 3],
    ["audit", 3, 3],
  ] as const)("of %s is told and gone round", async (table, foundReads, foundHits) => {
    // Columns of these are derived from the body: SQLite itself keeps what is no JSON out.
    if (table !== "dispositions" && !isJson(body)) return;
    const { dir, options, clock, hits } = await filled();
    const handle = openedHandle(dir);
    overwrite(
      handle,
      table,
      table === "hits" ? `id = '${hits[1].id}'` : `seq = (SELECT max(seq) FROM ${table})`,
      body,
    );
    const faults = memoryFaults();
    const store = await openStore({ ...options, faults });
    onTestFinished(() => store.close());
    const seen = await use(store, faults, () => clock.advance(10_000));
    expect(seen.found).toHaveLength(foundReads);
    expect(seen.hits).toHaveLength(foundHits);
    expect(seen.page).toHaveLength(2);
    expect(seen.past).toHaveLength(2);
    expect(seen.texts).toEqual([
      expect.stringMatching(/^1 records cannot be read and are left out: (hit|disposition|audit) \d+$/),
    ]);
    expect(verifyChain({ ...handle, pictures: false }).findings.map(({ problem }) => problem)).toContain(
      "altered",
    );
  });
});

it("a read of another shape leaves the others to searches, to new lists and to hits", async () => {
  const { dir, options, clock, reads } = await filled();
  const handle = openedHandle(dir);
  // Its place in time is still there; all else is gone.
  const body = JSON.stringify({ read: { capturedAt: reads[1].capturedAt, text: "ABC123" } });
  overwrite(handle, "reads", `id = '${reads[1].id}'`, body);
  const faults = memoryFaults();
  const store = await openStore({ ...options, faults });
  onTestFinished(() => store.close());
  const seen = await use(store, faults, () => clock.advance(10_000));
  const others = [reads[2].id, reads[0].id];
  expect(seen.found).toEqual(others);
  // A page is full although one of its rows cannot be shown.
  expect((await store.search({ limit: 2 }, someone())).found.map(({ read }) => read.id)).toEqual(others);
  expect(seen.past.map(({ read }) => read.id)).toEqual(others);
  expect(seen.hits.map(({ read }) => read.id)).toEqual(others);
  expect(store.read(reads[1].id)).toBeNull();
  expect(seen.texts).toEqual([expect.stringMatching(/^1 records .*: read \d+$/)]);
});

it("a head whose words were written over is a finding, not an exception", async () => {
  const made = await filled();
  const store = await openStore(made.options);
  const stop = new AbortController();
  const running = store.retention.run(stop.signal);
  await made.clock.advance(1_000);
  stop.abort();
  await running;
  store.close();
  const handle = openedHandle(made.dir);
  handle.evidence.db.prepare("UPDATE heads SET body = 'garbage'").run();
  expect(verifyChain({ ...handle, pictures: false }).findings).toContainEqual(
    expect.objectContaining({ kind: "head", problem: "unsigned" }),
  );
});
