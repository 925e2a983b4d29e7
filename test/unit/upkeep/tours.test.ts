import { expect, test } from "vitest";
import { assignedAt, type Assignment } from "../../../src/unit/core/upkeep/assignment.js";
import { newTour, sumTours, type Tour } from "../../../src/unit/core/upkeep/tour.js";
import { tourSchema } from "../../../src/shared/protocol/tour-schema.js";
import { anEntry } from "../../kit/samples/records.js";
import { startConsole } from "../../kit/units/console.js";
import { signedIn } from "../../kit/units/console-client.js";
import { startUpkeep } from "../../kit/units/upkeep.js";

const olive = { name: "olive", role: "officer", source: "10.0.0.2" } as const;
const crew = { badge: "417", partner: "Lee", vehicle: "Car 12", purpose: "Patrol" } as const;
const minute = 60_000;
const hit = { entry: anEntry() };

test("counts what each camera watched and was blind, reads, hits, verdicts and defects, and reports at sign-off", async () => {
  const { upkeep, parts, clock, faults, messages } = await startUpkeep({});
  upkeep.tours.begin(olive, crew);
  await clock.advance(10 * minute);
  faults.raise({ code: "CAMERA_LOST", subject: "rear", severity: "warning", text: "gone" });
  await clock.advance(5 * minute);
  faults.clear("CAMERA_LOST", "rear");
  // A clock that is set says nothing of how long a tour lasted.
  clock.step(86_400_000);
  parts.countRead({ camera: "front", revision: 1 }, []);
  parts.countRead({ camera: "front", revision: 1 }, [hit]);
  // Corrected, it is the same read.
  parts.countRead({ camera: "front", revision: 2 }, []);
  parts.countVerdict();
  await clock.advance(5 * minute);
  const tour = upkeep.tours.end(olive, "quiet night, saw ABC1234");
  const about = (span: number): unknown => expect.closeTo(span * minute, -4);
  expect(tour).toMatchObject({
    ...{ person: "olive", end: "sign-off", lastedMs: about(20), reads: 2, hits: 1, verdicts: 1 },
    cameras: [
      { id: "front", watchedMs: about(20), blindMs: 0 },
      { id: "rear", watchedMs: about(15), blindMs: about(5) },
    ],
    defects: [{ code: "CAMERA_LOST", subject: "rear", ms: about(5) }],
  });
  expect(upkeep.tours.end(olive, "")).toBeNull();
  const sent = messages().find(({ type }) => type === "tour");
  expect(tourSchema.strict().parse(sent)).toMatchObject({ id: tour?.id, person: "olive", crew, hits: 1 });
  expect(JSON.stringify(sent)).not.toContain("ABC1234");
});

test("a tour goes on over a restart, blind meanwhile, and ends when the unit was off for hours", async () => {
  const first = await startUpkeep({});
  first.upkeep.tours.begin(olive, crew);
  await first.clock.advance(10 * minute);
  await first.end();
  await first.clock.advance(2 * minute);
  const second = await startUpkeep({ dir: first.dir, clock: first.clock });
  await second.clock.advance(minute);
  expect(second.upkeep.tours.running()).toMatchObject({
    person: "olive",
    crew,
    cameras: [{ id: "front", blindMs: expect.closeTo(2 * minute, -4) as number }, { id: "rear" }],
  });
  await second.end();
  const offAt = second.clock.now();
  await second.clock.advance(5 * 60 * minute);
  const third = await startUpkeep({ dir: first.dir, clock: first.clock });
  await third.clock.advance(minute);
  expect(third.upkeep.tours.running()).toBeNull();
  expect(third.upkeep.tours.between({ from: 0, to: Number.MAX_SAFE_INTEGER, limit: 9 }, null)).toMatchObject([
    { end: "unit off", endedAt: offAt },
  ]);
});

test("a vehicle that drives begins a tour, a standstill ends it, and a tunnel does not", async () => {
  let speed: number | null = 0;
  const status = () => ({
    cameras: [],
    vision: { running: true, restarts: 0, rssMb: null },
    position:
      speed === null ? null : { lat: 39, lon: -95, quality: "3d" as const, ageMs: 0, speedMps: speed },
  });
  const { upkeep, clock } = await startUpkeep({
    status,
    yaml: { tours: { by: "movement", standstill: "10m" } },
  });
  await clock.advance(minute);
  expect(upkeep.tours.running()).toBeNull();
  speed = 12;
  await clock.advance(minute);
  expect(upkeep.tours.running()).toMatchObject({ person: "" });
  speed = null;
  await clock.advance(20 * minute);
  expect(upkeep.tours.running()).not.toBeNull();
  speed = 0.2;
  await clock.advance(11 * minute);
  expect(upkeep.tours.running()).toBeNull();
});

test("of the rows that cover a time the one set last counts, and outside all of them the configuration", async () => {
  const row = (id: string, assignedTo: string, from: number, to: number | null): Assignment => {
    return { id, assignedTo, kind: "team", from, to, setBy: "sam", setAt: 0 };
  };
  const rows = [row("1", "A", 0, null), row("3", "C", 50, 60), row("2", "B", 40, 80)];
  expect([10, 45, 55, 70, 80].map((at) => assignedAt(rows, at))).toEqual(["A", "B", "C", "B", "A"]);
  expect(assignedAt(rows, -1)).toBeNull();
  const { upkeep, parts, clock, dir, end } = await startUpkeep({});
  const sam = { name: "sam", role: "supervisor", source: "10.0.0.3" } as const;
  upkeep.assignments.set({ assignedTo: "Team B", kind: "team", from: clock.now(), to: null }, sam);
  expect(parts.unitAt(clock.now()).assignedTo).toBe("Team B");
  await end();
  const again = await startUpkeep({ dir, clock });
  expect(again.parts.unitAt(clock.now()).assignedTo).toBe("Team B");
});

test("officers sign on and off on the page and see their own tours, a supervisor sees all and assigns", async () => {
  const unit = await startUpkeep({});
  const { url } = await startConsole({ upkeep: unit.upkeep });
  const officer = await signedIn(url, "olive");
  expect((await officer.post("/api/tour/begin", {})).body).toMatchObject({ running: { person: "olive" } });
  expect((await officer.post("/api/tour/end", { note: "" })).status).toBe(200);
  expect((await officer.post("/api/tour/end", {})).status).toBe(409);
  const sam = await signedIn(url, "sam");
  await sam.post("/api/tour/begin", {});
  expect((await officer.request("/api/tours")).body["tours"]).toHaveLength(1);
  expect((await sam.request("/api/tours")).body["tours"]).toHaveLength(2);
  const order = { assignedTo: "Team B", kind: "team", from: 0 };
  expect((await officer.post("/api/assignments", order)).status).toBe(403);
  expect((await sam.post("/api/assignments", order)).status).toBe(200);
  expect((await sam.post("/api/assignments", { ...order, from: 5, to: 4 })).status).toBe(400);
  expect((await officer.request("/api/tour")).body).toMatchObject({ assignedTo: "Team B" });
});

test("a covert hit is no hit of the tour, for its officer sees the report: neither sent nor on the page", async () => {
  const unit = await startUpkeep({});
  const { url } = await startConsole({ upkeep: unit.upkeep });
  const officer = await signedIn(url, "olive");
  await officer.post("/api/tour/begin", {});
  const covert = { entry: anEntry({ covert: true }) };
  unit.parts.countRead({ camera: "front", revision: 1 }, [covert]);
  unit.parts.countRead({ camera: "front", revision: 1 }, [covert, hit]);
  const shown = async (): Promise<unknown> => (await officer.request("/api/tours")).body["tours"];
  expect(await shown()).toMatchObject([{ end: null, reads: 2, hits: 1 }]);
  await officer.post("/api/tour/end", {});
  expect(await shown()).toMatchObject([{ end: "sign-off", reads: 2, hits: 1 }]);
  expect(unit.messages().find(({ type }) => type === "tour")).toMatchObject({ reads: 2, hits: 1 });
});

test("somebody's tours are found among many of others, with the one that runs as it stands now", async () => {
  const unit = await startUpkeep({});
  const { url } = await startConsole({ upkeep: unit.upkeep });
  const officer = await signedIn(url, "olive");
  const listed = async (query = ""): Promise<readonly Tour[]> =>
    (await officer.request(`/api/tours${query}`)).body["tours"] as readonly Tour[];
  await officer.post("/api/tour/begin", {});
  unit.parts.countRead({ camera: "front", revision: 1 }, [hit]);
  await unit.clock.advance(1_000);
  unit.parts.countRead({ camera: "front", revision: 1 }, [hit]);
  expect(await listed()).toMatchObject([{ person: "olive", end: null, reads: 2, hits: 2 }]);
  await officer.post("/api/tour/end", {});
  for (let i = 0; i < 450; i++) {
    // Many begin in one millisecond: none of them is lost between two pages.
    if (i % 100 === 0) await unit.clock.advance(1);
    const beganAt = unit.clock.now();
    const tour = newTour({ id: `other-${String(i)}`, person: "sam", crew: null, assignedTo: null, beganAt });
    const body = { tour: { ...tour, end: "sign-off", endedAt: beganAt }, boot: "b", ms: 0, at: beganAt };
    unit.store.upkeep.put("tour", { id: tour.id, at: beganAt, open: false, body });
  }
  expect(await listed("?limit=1")).toMatchObject([{ person: "olive" }]);
  const sam = await signedIn(url, "sam");
  expect((await sam.request("/api/tours?limit=500")).body["tours"]).toHaveLength(451);
});

test("sums tours by week and person", () => {
  const tour = (id: string, person: string, beganAt: number) => ({
    ...newTour({ id, person, crew: null, assignedTo: "Team B", beganAt }),
    ...{ lastedMs: 10, reads: 3 },
  });
  const sums = sumTours(
    [tour("1", "olive", 1), tour("2", "olive", 2), tour("3", "", 9)],
    (at) => `w${at > 5 ? "2" : "1"}`,
  );
  expect(sums).toMatchObject([
    { week: "w1", person: "olive", tours: 2, lastedMs: 20, reads: 6 },
    { week: "w2", person: "Team B", tours: 1 },
  ]);
});
