// A unit on duty that is not heard is a fault, once, until it is heard again; whoever went off duty is not.
import { afterAll, beforeAll, expect, it } from "vitest";
import { startArchive, type TestArchive } from "../../kit/peers/archive.js";
import { idAt } from "../../kit/samples/records.js";
import { keptArchive } from "../../kit/units/keeper.js";

let archive: TestArchive;
beforeAll(async () => {
  archive = await startArchive();
});
afterAll(() => archive.stop());

async function units() {
  const all = await keptArchive(archive);
  const { owner, clock, faults } = all;
  const says = (name: string, state: string, reason: string): Promise<unknown> =>
    owner.change(
      `WITH u AS (INSERT INTO units (name) VALUES ($1) ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING unit)
       INSERT INTO unit_status SELECT unit, $2, $3, $3, jsonb_build_object('reason', $4::text) FROM u
       ON CONFLICT (unit) DO UPDATE SET state = excluded.state, at = excluded.at, received_at = excluded.received_at, body = excluded.body`,
      [name, state, new Date(clock.now()).toISOString(), reason],
    );
  const silent = (): readonly string[] =>
    [...faults.standing.keys()].filter((key) => key.startsWith("UNIT_SILENT")).sort();
  return { ...all, says, silent };
}

it("raises one fault for each unit that is silent on duty, and ends it once", async () => {
  const { says, silent, minutes, owner, clock, site } = await units();
  await says("car-1", "online", "running");
  await says("car-2", "offline", "stopped");
  await says("car-3", "offline", "connection lost");
  await says("car-4", "offline", "connection lost");
  const [ended, began] = [clock.now() - 300_000, clock.now() - 8 * 3_600_000];
  await owner.change(
    "INSERT INTO tours (tour_id, unit, began_at, ended_at, received_at, packed, body) SELECT $1, unit, $2, $3, $3, false, '' FROM units WHERE name = 'car-3'",
    [idAt(), new Date(began).toISOString(), new Date(ended).toISOString()],
  );
  await minutes(10, false);
  expect(silent()).toEqual([]);
  await minutes(2, false);
  expect(silent()).toEqual(["UNIT_SILENT car-1", "UNIT_SILENT car-4"]);
  expect((await site.silent()).map(({ unit }) => unit)).toEqual(["car-1", "car-4"]);
  // The broker's word of a lost connection is none of the unit's.
  await says("car-1", "offline", "connection lost");
  await minutes(15, false);
  expect(await owner.rows("SELECT 1 FROM unit_silences")).toHaveLength(2);
  expect(
    (await site.units()).map(({ unit, isOnDuty, silentSince }) => [unit, isOnDuty, silentSince !== null]),
  ).toEqual([
    ["car-1", true, true],
    ["car-2", false, false],
    ["car-3", false, false],
    ["car-4", true, true],
  ]);
  await says("car-1", "online", "running");
  await says("car-4", "offline", "stopped");
  await minutes(2, false);
  expect(silent()).toEqual([]);
  expect(await site.silent()).toEqual([]);
  expect(await owner.rows("SELECT 1 FROM unit_silences WHERE ended_at IS NOT NULL")).toHaveLength(2);
});

it("takes neither a clock that is set nor a centre that was off for silence, nor hears of a unit whose certificates are revoked", async () => {
  const { says, silent, minutes, owner, clock } = await units();
  await says("car-1", "online", "running");
  await says("car-2", "online", "running");
  await owner.change(
    "INSERT INTO unit_certificates (serial, unit, certificate, expires_at, revoked_at) VALUES ('1', 'car-2', '', now() + interval '1 day', now())",
  );
  await minutes(1, false);
  clock.step(3_600_000);
  await minutes(1, false);
  expect(silent()).toEqual([]);
  await minutes(10, false);
  expect(silent()).toEqual(["UNIT_SILENT car-1"]);
  // Certified anew and still not heard: it is silent since the same word.
  await owner.change("UPDATE unit_certificates SET revoked_at = NULL");
  await minutes(1, false);
  expect(silent()).toEqual(["UNIT_SILENT car-1", "UNIT_SILENT car-2"]);
  await owner.change("UPDATE unit_certificates SET revoked_at = now()");
  await minutes(1, false);
  await owner.change("UPDATE unit_certificates SET revoked_at = NULL");
  await minutes(2, false);
  expect(silent()).toEqual(["UNIT_SILENT car-1", "UNIT_SILENT car-2"]);
  expect(await owner.rows("SELECT 1 FROM unit_silences WHERE ended_at IS NULL")).toHaveLength(2);
});

const deaf = "CENTRE_DEAF centre";

it("says that it hears nobody instead of calling units silent, and counts anew when it hears again", async () => {
  const { says, silent, minutes, faults, site, owner } = await units();
  const said = (): readonly string[] => [...faults.standing.keys()].filter((key) => key === deaf);
  await says("car-1", "online", "running");
  await says("car-2", "online", "running");
  await minutes(1, false);
  // The broker or the collector is down for longer than a unit may be silent.
  await minutes(30, false, false);
  expect([silent(), said()]).toEqual([[], [deaf]]);
  expect(faults.standing.get(deaf)).toContain("hears none of its units since");
  // PostgreSQL's clock is the real one here.
  await owner.change(
    "UPDATE collectors_heard SET since = now() - interval '1 hour', heard_at = now() - interval '30 minutes'",
  );
  expect(await site.hearing()).toMatchObject({ hears: false });
  await minutes(1, false);
  expect([silent(), said()]).toEqual([[], []]);
  expect(await site.hearing()).toMatchObject({ hears: true });
  await minutes(9, false);
  expect(silent()).toEqual([]);
  await says("car-2", "online", "running again");
  await minutes(2, false);
  expect(silent()).toEqual(["UNIT_SILENT car-1"]);
  // Who was silent before stays so; nobody else becomes it.
  await minutes(30, false, false);
  expect([silent(), said()]).toEqual([["UNIT_SILENT car-1"], [deaf]]);
});

it("counts anew when it was deaf between two looks, as after a loss of PostgreSQL", async () => {
  const { says, silent, minutes, clock, owner, keeper } = await units();
  await says("car-1", "online", "running");
  await minutes(5, false);
  await clock.advance(30 * 60_000);
  await owner.change("UPDATE collectors_heard SET since = now(), heard_at = now()");
  await keeper.turn();
  expect(silent()).toEqual([]);
  await minutes(11, false);
  expect(silent()).toEqual(["UNIT_SILENT car-1"]);
});
