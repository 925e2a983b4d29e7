import { describe, expect, it } from "vitest";
import type { Disposition } from "../../../src/shared/domain/verification.js";
import type { Hit } from "../../../src/shared/domain/types.js";
import { builtAt } from "../../../src/shared/domain/time-trust.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { aHit, aRead, aRecord, anEntry, idAt, testTime } from "../../kit/samples/records.js";
import { someone, testStore, type TestStore } from "../../kit/units/store.js";

const dayMs = 86_400_000;
const edges = [testTime - dayMs, testTime, testTime + dayMs];
const sam = { name: "sam", role: "supervisor", source: "10.0.0.5" } as const;

/** A read at a time by a camera, with the hits that are asked for; returns these. */
async function seen(
  { store }: TestStore,
  at: number,
  camera: string,
  ...hits: readonly Partial<Hit>[]
): Promise<readonly Hit[]> {
  const read = aRead({ camera, capturedAt: { at, uncertaintyMs: 40, source: "gps" } });
  const own = hits.map((over) => aHit(read, over));
  await store.record(aRecord(read, own));
  return own;
}

function judge({ store }: TestStore, hitId: string, verdict: Disposition["verdict"]): void {
  store.dispose({ id: idAt(), hitId, verdict, note: "", actor: "sam", at: testTime }, sam, []);
}

describe("the statistics", () => {
  it("count reads by slot and camera, and each encounter once, with the verdict in force", async () => {
    const made = await testStore();
    await seen(made, testTime - 5, "front");
    await seen(made, testTime, "front");
    const encounterId = idAt();
    const [verified] = await seen(made, testTime + 1, "rear", { encounterId });
    // The same car again, at the same stop.
    await seen(made, testTime + 2, "front", { encounterId });
    const [withdrawn] = await seen(made, testTime + 3, "rear", {});
    await seen(made, testTime + 4, "rear", { cancelled: true });
    await seen(made, testTime + 5, "rear", { entry: anEntry({ covert: true }) });
    // Outside of what is asked for.
    await seen(made, testTime + dayMs, "front", {});
    judge(made, verified?.id ?? "", "verified");
    judge(made, withdrawn?.id ?? "", "misread");
    judge(made, withdrawn?.id ?? "", "withdrawn");
    const counted = await made.store.statistics({ edges, covert: true }, someone());
    expect(counted.slots).toEqual([
      { from: edges[1], to: edges[2], reads: 6, hits: 3 },
      { from: edges[0], to: edges[1], reads: 1, hits: 0 },
    ]);
    expect(counted.cameras).toEqual([
      { camera: "front", reads: 3, hits: 0 },
      { camera: "rear", reads: 4, hits: 3 },
    ]);
    expect(counted.verdicts).toMatchObject({ verified: 1, unverified: 2, misread: 0 });
    expect(counted).toMatchObject({ oldest: testTime - 5, isPart: false, onlyHits: false });
    const plain = await made.store.statistics({ edges, covert: false }, someone());
    expect(plain.slots.map(({ hits }) => hits)).toEqual([2, 0]);
  });

  it("say what is not counted: reads that this unit only remembers", async () => {
    const made = await testStore({ config: { nonHits: "memory" } });
    await seen(made, testTime, "front");
    const counted = await made.store.statistics({ edges, covert: true }, someone());
    expect(counted).toMatchObject({ onlyHits: true, oldest: null });
  });

  it("count faults that began in the time or still stand, and for how long within it", async () => {
    const made = await testStore();
    const put = (id: string, code: string, since: number, clearedAt: number | null): void =>
      made.store.upkeep.put("fault", {
        ...{ id, at: since, open: clearedAt === null },
        body: { fault: { code, subject: "rear", since }, clearedAt },
      });
    put("a", "CAMERA_LOST", testTime - 60_000, testTime - 30_000);
    put("b", "CAMERA_LOST", testTime - 20_000, testTime - 10_000);
    put("c", "GPS_LOST", testTime - 3 * dayMs, null);
    put("d", "CAMERA_LOST", testTime - 3 * dayMs, testTime - 3 * dayMs + 5);
    made.store.upkeep.put("fault", {
      id: "e",
      at: testTime - 5,
      open: false,
      body: { of: "another version" },
    });
    const { faults } = await made.store.statistics({ edges, covert: true }, someone());
    expect(faults).toEqual([
      { code: "GPS_LOST", subject: "rear", times: 1, ms: made.clock.now() - edges[0] },
      { code: "CAMERA_LOST", subject: "rear", times: 2, ms: 40_000 },
    ]);
  });
  it("say of no fault from before the clock was set how long it stood", async () => {
    const { store } = await testStore({ clock: new FakeClock(builtAt + dayMs) });
    const body = { fault: { code: "GPS_LOST", subject: "gps", since: 30_000 }, clearedAt: null };
    store.upkeep.put("fault", { id: "a", at: 30_000, open: true, body });
    const time = { edges: [builtAt, builtAt + 2 * dayMs], covert: true };
    expect((await store.statistics(time, someone())).faults).toEqual([
      { code: "GPS_LOST", subject: "gps", times: 1, ms: 0 },
    ]);
  });
});
