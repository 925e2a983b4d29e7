// Searches against a plain loop over the same rows, page by page, and what happens when one is cut short.
import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Verdict } from "../../../src/shared/domain/closed-sets.js";
import type { GroundBox } from "../../../src/shared/domain/ground-box.js";
import type { Hit, Read, ReadPosition } from "../../../src/shared/domain/types.js";
import type { Near } from "../../../src/unit/core/near.js";
import type { ReadQuery } from "../../../src/unit/core/evidence-queries.js";
import { connect } from "../../../src/unit/store/database/db.js";
import { openStoreHandle } from "../../../src/unit/store/offline.js";
import type { Answer } from "../../../src/unit/store/lookup/questions.js";
import { createLookupLoop } from "../../../src/unit/store/lookup-thread.js";
import { createBodies } from "../../../src/unit/store/tables/bodies.js";
import { beginDensity } from "../../../src/unit/store/tables/density.js";
import { beginSearch } from "../../../src/unit/store/tables/search.js";
import { cursorOf } from "../../../src/unit/store/tables/search-cursor.js";
import type * as StoreModule from "../../../src/unit/store/store.js";
import { createRandom } from "../../kit/samples/random.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { aHit, anEntry, aRead, idAt, testTime } from "../../kit/samples/records.js";
import { someone, testStore, unitKey, type TestStore } from "../../kit/units/store.js";

const rows = 2_500;
const none = { first: 0, last: -1 };
const numbers = (seed: number): (() => number) => {
  const random = createRandom(seed);
  return () => random.next();
};
const pick = <T>(random: () => number, from: readonly T[]): T => from[Math.floor(random() * from.length)];

interface Made extends TestStore {
  readonly reads: readonly Read[];
  readonly hits: ReadonlyMap<string, readonly Hit[]>;
  readonly verdicts: ReadonlyMap<string, Verdict>;
}

const topeka = { lat: 39.0473, lon: -95.6752 };

/** A store of random reads: few letters, so that patterns fit; times that fall together; some corrected; some with hits. */
async function randomStore(count = rows): Promise<Made> {
  const made = await testStore();
  const random = numbers(11);
  const handle = openStoreHandle({ dir: made.dir, unitKey, now: () => testTime, log: memoryLog() });
  const reads = new Map<string, Read>();
  const hits = new Map<string, readonly Hit[]>();
  const verdicts = new Map<string, Verdict>();
  handle.evidence.write(() => {
    for (let n = 0; n < count; n++) {
      const at = testTime + Math.floor(random() * count * 3);
      const text = Array.from({ length: 4 + Math.floor(random() * 4) }, () =>
        pick(random, [..."ABO01I"]),
      ).join("");
      const code = pick(random, ["KS", "MO", "OK", null]);
      const read = aRead({
        id: idAt(testTime + n),
        text,
        camera: pick(random, ["front", "front", "front", "rear"]),
        state: code === null ? null : { code, probability: 0.9 },
        capturedAt: { at, uncertaintyMs: 1, source: "gps" },
        position: random() < 0.1 ? null : nearTopeka(random),
      });
      const own = random() < 0.05 ? [someHit(random, read, n)] : [];
      const base = { vault: null, pictures: null, noPictures: "test", matrices: [], messages: none };
      const common = { ...base, class: own.length > 0 ? ("hit" as const) : ("read" as const), keptFrom: at };
      handle.evidence.reads.insert({ read, ...common }, at);
      for (const hit of own) {
        handle.evidence.hits.insert(hit, none, at);
        const verdict = pick(random, [null, null, "verified", "misread", "withdrawn"] as const);
        if (verdict === null) continue;
        const id = idAt(testTime + n);
        handle.evidence.hits.dispose({ id, hitId: hit.id, verdict, note: "", actor: "olive", at }, none, at);
        verdicts.set(hit.id, verdict);
      }
      if (own.length > 0) hits.set(read.id, own);
      const corrected =
        random() < 0.1 ? { ...read, revision: 2, text: pick(random, ["AB01", "OO11"]) } : null;
      if (corrected) handle.evidence.reads.insert({ read: corrected, ...common }, at);
      reads.set(read.id, corrected ?? read);
    }
  });
  handle.close();
  return { ...made, reads: [...reads.values()], hits, verdicts };
}

/** Some kilometres around the middle of Topeka. */
function nearTopeka(random: () => number): ReadPosition {
  const [lat, lon] = [topeka.lat + (random() - 0.5) / 10, topeka.lon + (random() - 0.5) / 10];
  return { lat, lon, quality: "3d", ageMs: 0 };
}

function someHit(random: () => number, read: Read, n: number): Hit {
  const entry = anEntry({
    source: pick(random, ["ks-merged", "kbi"]),
    category: pick(random, ["stolen-vehicle", "amber-alert"]),
    covert: random() < 0.3,
  });
  const over = { id: idAt(testTime + 10_000 + n), encounterId: idAt(testTime + 20_000 + n) };
  return aHit(read, { ...over, entry, ...(random() < 0.2 ? { cancelled: true } : {}) });
}

/** Metres between a read and the middle of the circle, by the haversine formula. */
function metresFrom(near: Near, { lat, lon }: ReadPosition): number {
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  const [north, east] = [radians(lat - near.lat) / 2, radians(lon - near.lon) / 2];
  const half =
    Math.sin(north) ** 2 + Math.cos(radians(lat)) * Math.cos(radians(near.lat)) * Math.sin(east) ** 2;
  return 2 * 6_371_000 * Math.asin(Math.sqrt(half));
}

/** Positions are stored in steps of a hundred-thousandth of a degree. */
const inStore = (degrees: number): number => Math.round(degrees * 100_000) / 100_000;

function isWithin({ south, west, north, east }: GroundBox, at: ReadPosition | null): boolean {
  if (!at) return false;
  const [lat, lon] = [inStore(at.lat), inStore(at.lon)];
  return south <= lat && lat <= north && west <= lon && lon <= east;
}

function hitFits(made: Made, hit: Hit, { list, category, verdict, covert }: ReadQuery): boolean {
  const said = made.verdicts.get(hit.id);
  return (
    (covert === undefined || (!hit.cancelled && (covert || !hit.entry.covert))) &&
    (list === undefined || hit.entry.source === list) &&
    (category === undefined || hit.entry.category === category) &&
    (verdict === undefined || (said === undefined || said === "withdrawn" ? "unverified" : said) === verdict)
  );
}

function fits(made: Made, read: Read, query: ReadQuery): boolean {
  const { hits } = made;
  const fold = (text: string): string =>
    [
      ...text
        .toUpperCase()
        .replace(/[^0-9A-Z*?]/g, "")
        .replaceAll("O", "0"),
    ]
      .map((one) => (query.similar && one === "1" ? "I" : one))
      .join("");
  const own = hits.get(read.id) ?? [];
  const asksHits = [query.hitsOnly, query.list, query.category, query.verdict].some(Boolean);
  const pattern =
    query.plate === undefined
      ? /./
      : new RegExp(`^${fold(query.plate).replaceAll("*", ".*").replaceAll("?", ".")}$`);
  return (
    pattern.test(fold(read.text)) &&
    (query.camera === undefined || read.camera === query.camera) &&
    (query.state === undefined || read.state?.code === query.state) &&
    (query.from === undefined || read.capturedAt.at >= query.from) &&
    (query.to === undefined || read.capturedAt.at < query.to) &&
    (query.near === undefined ||
      (read.position !== null && metresFrom(query.near, read.position) <= query.near.metres)) &&
    (query.box === undefined || isWithin(query.box, read.position)) &&
    (!asksHits || own.some((hit) => hitFits(made, hit, query)))
  );
}

/** All pages of a search; checks that none is longer than asked for and that capture times never rise. */
async function everything(made: Made, query: ReadQuery): Promise<readonly string[]> {
  const ids: string[] = [];
  let last = Infinity;
  for (let before: string | null | undefined; before !== null;) {
    const page = await made.store.search({ ...query, ...(before ? { before } : {}) }, someone());
    expect(page.found.length).toBeLessThanOrEqual(query.limit);
    for (const { read, hits } of page.found) {
      expect(read.capturedAt.at).toBeLessThanOrEqual(last);
      last = read.capturedAt.at;
      expect(hits).toEqual(made.hits.get(read.id) ?? []);
      ids.push(read.id);
    }
    before = page.next;
  }
  return ids;
}

test("every combination of filters finds what a plain loop over all reads finds, each once, newest first", async () => {
  const made = await randomStore();
  const random = numbers(5);
  const plates = [
    "AB01",
    "OO11",
    "00l1",
    "A*",
    "AB0?",
    "?B*1",
    "*",
    "**?*",
    "A*0*1",
    "BOB0*",
    "*O",
    "-",
    "ZZ9*",
    "AB0I",
    "I*",
  ];
  const boxes = [
    { south: topeka.lat, west: topeka.lon, north: 40, east: -95 },
    { south: 39.03, west: -95.7, north: 39.06, east: -95.66 },
    { south: 12, west: 10, north: 13, east: 11 },
  ];
  for (let n = 0; n < 80; n++) {
    const from = testTime + Math.floor(random() * rows * 3);
    const query: ReadQuery = {
      limit: pick(random, [7, 200, 2_000]),
      ...(random() < 0.6 ? { plate: pick(random, plates) } : {}),
      ...(random() < 0.3 ? { camera: pick(random, ["front", "rear", "none"]) } : {}),
      ...(random() < 0.3 ? { state: pick(random, ["KS", "OK", "ZZ"]) } : {}),
      ...(random() < 0.3 ? { from } : {}),
      ...(random() < 0.3 ? { to: from + Math.floor(random() * rows) } : {}),
      ...(random() < 0.3 ? { similar: true } : {}),
      ...(random() < 0.2 ? { near: { ...topeka, metres: pick(random, [300, 2_000, 20_000]) } } : {}),
      ...(random() < 0.2 ? { box: pick(random, boxes) } : {}),
      ...(random() < 0.2 ? { hitsOnly: true } : {}),
      ...(random() < 0.1 ? { list: pick(random, ["kbi", "none"]) } : {}),
      ...(random() < 0.1 ? { category: "amber-alert" as const } : {}),
      ...(random() < 0.1 ? { verdict: pick(random, ["verified", "unverified"] as const) } : {}),
      ...(random() < 0.5 ? { covert: random() < 0.5 } : {}),
    };
    if (query.limit === 7 && made.reads.filter((read) => fits(made, read, query)).length > 300) continue;
    const expected = made.reads.filter((read) => fits(made, read, query)).map((read) => read.id);
    const found = await everything(made, query);
    expect(new Set(found), JSON.stringify(query)).toEqual(new Set(expected));
    expect(found.length, JSON.stringify(query)).toBe(expected.length);
  }
}, 120_000);

test("a search walks an index alone, whatever it filters by, and stops between slices with what it has", async () => {
  const made = await randomStore();
  const handle = openStoreHandle({ dir: made.dir, unitKey, now: () => testTime, log: memoryLog() });
  onTestFinished(() => handle.close());
  const run = beginSearch(handle.evidence.db, { limit: 50, plate: "*ZZ*" }, createBodies());
  expect(run.result()).toEqual({ found: [], ended: null, position: null, unsearched: null });
  expect(run.step()).toBe(true);
  const first = run.result();
  const sorted = [...made.reads].sort((a, b) => b.capturedAt.at - a.capturedAt.at);
  expect(first.position?.at).toBe(sorted[999].capturedAt.at);
  while (run.step());
  expect(run.result()).toMatchObject({ found: [], ended: "all" });
  // Where it stopped, the next one goes on.
  const before = first.position ? cursorOf(first.position) : "";
  const rest = beginSearch(handle.evidence.db, { limit: rows, before }, createBodies());
  while (rest.step());
  expect(rest.result().found).toHaveLength(made.reads.length - 1_000);
});

test("a search that takes too long, or is asked no longer, answers with what it found and how far it came", async () => {
  const made = await randomStore(1_500);
  const answers = new Map<number, Answer>();
  let wake = (): void => undefined;
  const take = createLookupLoop((answer) => {
    answers.set(answer.id, answer);
    wake();
  });
  const handle = openStoreHandle({ dir: made.dir, unitKey, now: () => testTime, log: memoryLog() });
  const key = handle.keys.database;
  handle.close();
  const ask = (id: number, limitMs: number): void =>
    take({
      id,
      path: join(made.dir, "tagwatch.db"),
      key,
      limitMs,
      question: { kind: "reads", query: { limit: 50, plate: "*ZZ*" } },
    });
  ask(1, 0);
  ask(2, 60_000);
  ask(3, 60_000);
  // By now the first slice of the others may have been searched, never all three.
  take({ cut: 2 });
  while (answers.size < 3) await new Promise<void>((resolve) => (wake = resolve));
  expect(answers.get(1)).toMatchObject({ found: { result: { ended: null, position: null } } });
  expect(answers.get(2)).toMatchObject({ found: { result: { ended: null } } });
  expect(answers.get(3)).toMatchObject({ found: { result: { ended: "all" } } });
});

test("how many reads were taken where is counted as a plain loop counts, in slices, and cut short it says how far it came", async () => {
  const made = await randomStore(6_000);
  const handle = openStoreHandle({ dir: made.dir, unitKey, now: () => testTime, log: memoryLog() });
  onTestFinished(() => handle.close());
  const box = { south: 39.01, west: -95.72, north: 39.06, east: -95.64 };
  const run = beginDensity(handle.evidence.db, { box, covert: true, cell: 500 });
  expect(run.step()).toBe(true);
  const part = run.result();
  const placed = made.reads.filter(({ position }) => position !== null);
  const times = placed.map(({ capturedAt }) => capturedAt.at).sort((a, b) => b - a);
  expect(part.countedTo).toBe(times[4_999]);
  while (run.step());
  const expected = new Map<string, number>();
  for (const { position } of made.reads) {
    if (!position || !isWithin(box, position)) continue;
    const index = [position.lat, position.lon].map((at) => Math.floor(Math.round(at * 100_000) / 500));
    const key = index.join(" ");
    expected.set(key, 1 + (expected.get(key) ?? 0));
  }
  const { cells, countedTo, isCut, cellDegrees } = run.result();
  const found = cells.map(
    ([south, west, count]) => [[south, west].map((at) => Math.round(at * 200)).join(" "), count] as const,
  );
  expect(new Map(found)).toEqual(expected);
  expect(cells.map(([, , count]) => count)).toEqual([...expected.values()].sort((a, b) => b - a));
  expect({ countedTo, isCut, cellDegrees }).toEqual({ countedTo: null, isCut: false, cellDegrees: 0.005 });
  const counted = part.cells.reduce((sum, [, , count]) => sum + count, 0);
  expect(counted).toBeLessThan(cells.reduce((sum, [, , count]) => sum + count, 0));
}, 60_000);

test("one person has one search at a time, and all together a few; who goes away is not waited for", async () => {
  const made = await randomStore(1_500);
  const slow = { limit: 50, plate: "*ZZ*" };
  const first = made.store.search(slow, someone("olive"));
  const second = made.store.search(slow, someone("olive"));
  expect(await first).toMatchObject({ ended: "newer", found: [] });
  expect(await second).toMatchObject({ ended: "all", found: [] });
  const gone = new AbortController();
  const left = made.store.search(slow, { person: "sam", signal: gone.signal });
  gone.abort();
  await expect(left).rejects.toThrow("gone");
  const many = Array.from({ length: 12 }, (_, n) => made.store.search(slow, someone(`person ${String(n)}`)));
  const outcomes = await Promise.allSettled(many);
  const refused = outcomes.filter((one) => one.status === "rejected");
  expect(refused.length).toBeGreaterThanOrEqual(4);
  for (const one of refused) expect(one.reason).toMatchObject({ code: "SEARCH_BUSY" });
  expect((await made.store.search(slow, someone("olive"))).ended).toBe("all");
});

test("with reads in memory, both are one list in pages", async () => {
  const made = await testStore({ config: { nonHits: "memory", memoryFor: "3m" } });
  const ids: string[] = [];
  for (let n = 0; n < 6; n++) {
    const read = aRead({ capturedAt: { at: testTime + Math.floor(n / 2), uncertaintyMs: 1, source: "gps" } });
    const pictures = { plate: Uint8Array.of(1), vehicle: Uint8Array.of(2) };
    await made.store.record({ read, hits: n % 2 ? [aHit(read)] : [], pictures, matrices: [], outbox: [] });
    ids.push(read.id);
  }
  const found: string[] = [];
  for (let before: string | null | undefined; before !== null;) {
    const page = await made.store.search({ limit: 1, ...(before ? { before } : {}) }, someone());
    found.push(...page.found.map(({ read }) => read.id));
    before = page.next;
  }
  expect([...found].sort()).toEqual([...ids].sort());
});

test("a database that proves damaged under a search is set aside, and the search thread goes on with the new one", async () => {
  // The compiled store: there the search has a thread of its own.
  const dist = new URL("../../../dist/unit/store/store.js", import.meta.url).href;
  const { openStore } = (await import(dist)) as typeof StoreModule;
  const made = await randomStore(1_500);
  made.store.close();
  const store = await openStore(made.options);
  onTestFinished(() => store.close());
  const query = { limit: 5, plate: "*1" };
  expect((await store.search(query, someone())).found).toHaveLength(5);
  damage(join(made.dir, "tagwatch.db"), made);
  const after = await store.search({ limit: 5, plate: "*ZZ*" }, someone());
  expect(after).toMatchObject({ found: [], ended: "all" });
  expect(made.faults.raised).toContain("DB_CORRUPT");
  const read = aRead();
  await store.record({
    read,
    hits: [],
    pictures: { plate: Uint8Array.of(1), vehicle: Uint8Array.of(2) },
    matrices: [],
    outbox: [],
  });
  expect((await store.search({ limit: 5 }, someone())).found.map((one) => one.read.id)).toEqual([read.id]);
  expect(await store.hitPage({ limit: 5 }, someone())).toEqual([]);
  expect((await store.trailPage({ limit: 5 }, someone())).lines.map((line) => line.event)).toContain(
    "store.set-aside",
  );
}, 30_000);

/** Spoils the pages of the index that searches walk. */
function damage(file: string, made: Made): void {
  const handle = openStoreHandle({ dir: made.dir, unitKey, now: () => testTime, log: memoryLog() });
  const key = handle.keys.database;
  handle.evidence.db.pragma("wal_checkpoint(TRUNCATE)");
  handle.close();
  const db = connect(file, key, { readonly: true });
  const root = db
    .prepare("SELECT rootpage FROM sqlite_master WHERE name = 'search_by_time'")
    .pluck()
    .get() as number;
  db.close();
  const fd = openSync(file, "r+");
  writeSync(fd, Buffer.alloc(4_096, 5), 0, 4_096, (root - 1) * 4_096);
  closeSync(fd);
}
