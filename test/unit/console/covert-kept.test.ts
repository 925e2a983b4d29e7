// Reads that are there for a covert hit alone, in a real store behind the real routes: by no way shown to whoever may not
// know of the hit, once reads of the same age are gone.
import { expect, it } from "vitest";
import type { Read } from "../../../src/shared/domain/types.js";
import { addHold, releaseHold } from "../../../src/unit/store/retention/holds.js";
import { createHandOuts } from "../../../src/unit/store/hand-outs.js";
import { openStoreHandle } from "../../../src/unit/store/offline.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { aHit, anEntry, aRead, aRecord, idAt } from "../../kit/samples/records.js";
import { startConsole } from "../../kit/units/console.js";
import { openLive, signedIn, type Client } from "../../kit/units/console-client.js";
import { TickClock, onePass } from "../../kit/units/retention.js";
import { testStore, unitKey, type TestStore } from "../../kit/units/store.js";

const dayMs = 86_400_000;
const covert = anEntry({ covert: true, category: "other" });
const seen = { state: { code: "KS", probability: 0.9 } } as const;

async function aUnit(config: object = {}) {
  const clock = new TickClock();
  const made = await testStore({ clock, config });
  const { dir, store, log } = made;
  const handOuts = createHandOuts({ dir, unitKey, unit: "car-12", clock, log, newId: () => idAt() });
  const unit = await startConsole({ records: store, handOuts });
  const people = {
    officer: await signedIn(unit.url, "olive"),
    supervisor: await signedIn(unit.url, "sam"),
    analyst: await signedIn(unit.url, "ana"),
    auditor: await signedIn(unit.url, "ada"),
  };
  return { ...made, clock, people };
}

const place = { lat: 37.69, lon: -97.33 };
const position = { ...place, quality: "3d", ageMs: 210 } as const;

/** A read at the store's present time. */
const readNow = ({ clock }: Pick<TestStore, "clock">, text: string): Read =>
  aRead({
    ...{ ...seen, text, position, id: idAt(clock.now()) },
    capturedAt: { at: clock.now(), uncertaintyMs: 5, source: "gps" },
  });

interface Found {
  readonly reads: readonly { readonly text: string }[];
}

/** All ways by which a page or a program comes to a read. */
async function shownTo(client: Client, { id, text }: Read) {
  const texts = async (query: string) =>
    (await client.request<Found>(`/api/reads?purpose=case+1&${query}`)).body.reads.map((one) => one.text);
  const searches = [
    "",
    `plate=${text}`,
    `plate=${text.slice(0, 2)}*`,
    "camera=front",
    "state=KS",
    `plate=${text}&similar=true`,
  ];
  // One after the other: of one person's searches a newer one takes the place of the one before.
  const found: boolean[] = [];
  for (const one of searches) found.push((await texts(one)).includes(text));
  const density = await client.request<{ cells: readonly unknown[] }>(
    `/api/map/density?lat=${String(place.lat)}&lon=${String(place.lon)}&purpose=case+1`,
  );
  const hits = await client.request<{ hits: readonly unknown[]; nextBeforeId: string | null }>(
    "/api/hits?limit=1&purpose=case+1",
  );
  return {
    found: [...new Set(found)],
    picture: (await client.request(`/api/pictures/${id}.1.plate`)).status,
    cells: density.body.cells.length,
    hits: [hits.body.hits.length, hits.body.nextBeforeId !== null],
  };
}

const gone = { found: [false], picture: 404, cells: 0, hits: [0, false] };

async function live(client: Client): Promise<string> {
  return JSON.stringify(await (await openLive(client)).next("snapshot"));
}

const holding = (readIds: readonly string[], until: number) => ({
  ...{ caseId: "26-1", why: "homicide", until, legalBasis: "", readIds },
});

async function days(made: TestStore, count: number): Promise<void> {
  await made.clock.advance(count * dayMs);
  await onePass(made);
}

it("is gone for an officer with the reads of its age, in every search, list, picture, map and hold", async () => {
  const made = await aUnit();
  const read = readNow(made, "CVT222");
  await made.store.record(aRecord(read, [aHit(read, { entry: covert })]));
  const { officer, supervisor, analyst, auditor } = made.people;
  const shown = { found: [true], picture: 200, cells: 1 };
  expect(await shownTo(officer, read)).toEqual({ ...shown, hits: [0, false] });
  await days(made, 31);
  expect(await shownTo(officer, read)).toEqual(gone);
  expect(await live(officer)).not.toContain("CVT222");
  const until = made.clock.now() + 90 * dayMs;
  const refused = await officer.post<{ message: string }>("/api/holds", holding([read.id], until));
  const never = await officer.post<{ message: string }>("/api/holds", holding([idAt()], until));
  expect([refused.status, never.status]).toEqual([400, 400]);
  const without = (text: string) => text.replace(/[\da-f-]{36}/, "");
  expect(without(refused.body.message)).toBe(without(never.body.message));
  const check = await officer.post<{ reads: readonly unknown[] }>("/api/check", { plate: "CVT222" });
  expect(check.body.reads).toEqual([]);
  expect(made.store.pastReads(0, Number.POSITIVE_INFINITY, null, 9)).toMatchObject([{ covertly: true }]);
  for (const one of [supervisor, analyst, auditor])
    expect(await shownTo(one, read)).toEqual({ ...shown, hits: [1, true] });
  const held = await analyst.post("/api/holds", holding([read.id], until));
  expect(held.status).toBe(200);
  expect(await shownTo(officer, read)).toEqual(gone);
});

it("is shown to an officer while a hold of before keeps it, and not after its end", async () => {
  const made = await aUnit();
  const read = readNow(made, "CVT333");
  await made.store.record(aRecord(read, [aHit(read, { entry: covert })]));
  const { officer } = made.people;
  await officer.post("/api/holds", holding([read.id], made.clock.now() + 90 * dayMs));
  await days(made, 31);
  expect(await shownTo(officer, read)).toMatchObject({ found: [true], picture: 200 });
  await days(made, 91);
  expect(await shownTo(officer, read)).toEqual(gone);
});

it("stays for everybody where a hit on it is no secret", async () => {
  const made = await aUnit();
  const read = readNow(made, "CVT444");
  await made.store.record(aRecord(read, [aHit(read, { entry: covert }), aHit(read)]));
  await days(made, 31);
  expect(await shownTo(made.people.officer, read)).toMatchObject({ found: [true], picture: 200 });
});

it("is as any other where reads without a hit are only remembered: some minutes, and then gone", async () => {
  const made = await aUnit({ nonHits: "memory", memoryFor: "3m" });
  const { officer, supervisor } = made.people;
  const [plain, read] = [readNow(made, "PLN555"), readNow(made, "CVT555")];
  await made.store.record(aRecord(plain));
  await made.store.record(aRecord(read, [aHit(read, { entry: covert })]));
  for (const one of [plain, read])
    expect(await shownTo(officer, one)).toMatchObject({ found: [true], picture: 200 });
  expect(await live(officer)).toContain("CVT555");
  const past = made.store.pastReads(0, Number.POSITIVE_INFINITY, null, 9);
  expect(
    past
      .filter(({ covertly }) => !covertly)
      .map((one) => one.read.id)
      .sort(),
  ).toEqual([plain.id, read.id].sort());
  const until = made.clock.now() + dayMs;
  for (const one of [plain, read])
    expect((await officer.post("/api/holds", holding([one.id], until))).status).toBe(400);
  await made.clock.advance(181_000);
  for (const one of [plain, read]) expect(await shownTo(officer, one)).toEqual(gone);
  expect(await live(officer)).not.toContain("555");
  expect(await shownTo(supervisor, read)).toMatchObject({ found: [true], picture: 200 });
});

it("is noted by the purge when a hold was released, and forgotten with the read", async () => {
  const made = await aUnit();
  const read = readNow(made, "CVT666");
  await made.store.record(aRecord(read, [aHit(read, { entry: covert })]));
  const handle = openStoreHandle({ dir: made.dir, unitKey, now: () => made.clock.now(), log: memoryLog() });
  const deps = { ...handle, now: () => made.clock.now() };
  const who = { name: "ana", role: "analyst", source: "page" } as const;
  addHold(deps, { caseId: "26-9", why: "trial", until: made.clock.now() + 90 * dayMs }, [read.id], who);
  const noted = () => handle.evidence.db.prepare("SELECT read_id FROM outlived").pluck().all();
  await days(made, 31);
  expect(noted()).toEqual([]);
  releaseHold(deps, "26-9", "over", who);
  await days(made, 1);
  expect(noted()).toEqual([read.id]);
  await days(made, 365);
  expect(noted()).toEqual([]);
  handle.close();
});
