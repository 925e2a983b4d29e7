// Deletion at the centre, on a real PostgreSQL and real files: what goes, what stays, and whose word it goes by.
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { clockErrors, findClockErrors } from "../../../src/centre/archive/keeper/clock-errors.js";
import { verifyDisposals } from "../../../src/centre/archive/keeper/disposal.js";
import { verifyHeads } from "../../../src/centre/archive/keeper/heads.js";
import { writeWord } from "../../../src/centre/archive/keeper/time.js";
import { verifyTrail } from "../../../src/centre/archive/trail.js";
import { restamped } from "../../../src/unit/core/time/restamped.js";
import { hitMessage, readMessage } from "../../../src/unit/upload/messages.js";
import { startArchive, type TestArchive } from "../../kit/peers/archive.js";
import { aHit, aRead, idAt } from "../../kit/samples/records.js";
import { testKeeping } from "../../kit/units/centre.js";
import { agencyKey, dayMs, keptArchive } from "../../kit/units/keeper.js";

let archive: TestArchive;
beforeAll(async () => {
  archive = await startArchive();
});
afterAll(() => archive.stop());

const key = agencyKey.publicKey;
const kept = () => keptArchive(archive);

it("deletes a day only by a time that two sources vouch for, and moves on what has a hit, came late or is held", async () => {
  const all = await kept();
  const { owner, delivered, minutes, faults, found, opened, site, clock } = all;
  const plain = await delivered("PLN111");
  const hit = await delivered("HIT222", { hit: true });
  const held = await delivered("HLD333");
  const late = await delivered("LTE444", { receivedAt: clock.now() });
  // A watch that was entered weeks later finds it: its picture came as one of a read without a hit.
  const retro = await delivered("RET555");
  await all.send("hits", hitMessage(aHit(retro.read), retro.read).body, clock.now());
  await all.seenLongAgo();
  const hold = {
    id: idAt(),
    caseNumber: "26-1",
    reason: "trial",
    by: "analyst",
    until: clock.now() + 90 * dayMs,
  };
  expect(await site.hold({ ...hold, plate: "HLD333" })).toBe(1);

  await minutes(20, false);
  expect([...faults.standing.keys()]).toEqual(["PURGE_WAITS retention"]);
  expect(faults.standing.get("PURGE_WAITS retention")).toContain("only ntp tells the time");
  for (const { read } of [plain, hit, held, late, retro]) expect(await found(read.text)).toHaveLength(1);
  // The held picture is copied all the same, at once.
  expect(await owner.rows("SELECT picture_id FROM pictures_held")).toEqual([{ picture_id: held.picture }]);

  await minutes(12, true);
  expect([...faults.standing.keys()]).toEqual([]);
  expect(await found("PLN111")).toEqual([]);
  expect(await opened(plain.picture)).toBeNull();
  for (const { read } of [hit, held, retro])
    expect(await found(read.text)).toMatchObject([{ isUndated: false }]);
  expect(await found("LTE444")).toMatchObject([{ isUndated: true }]);
  expect(await opened(hit.picture)).toBe("picture of HIT222");
  expect(await opened(held.picture)).toBe("picture of HLD333");
  expect(await opened(late.picture)).toBe("picture of LTE444");
  expect(await opened(retro.picture)).toBe("picture of RET555");
  expect(
    await owner.rows("SELECT 1 FROM plate_days UNION ALL SELECT 1 FROM plates WHERE key LIKE 'P%'"),
  ).toEqual([]);
  expect(await owner.rows("SELECT class, records::int, held::int FROM disposals ORDER BY disposal")).toEqual([
    { class: "reads", records: 5, held: 1 },
    { class: "pictures of reads", records: 4, held: 3 },
  ]);
  const auditor = all.as("auditor");
  expect([...(await verifyTrail(auditor)), ...(await verifyHeads(auditor, key))]).toEqual([]);
  expect([...(await verifyDisposals(auditor, key)), ...(await findClockErrors(auditor))]).toEqual([]);
  await owner.change("DELETE FROM disposals WHERE class = 'reads'");
  expect((await verifyDisposals(auditor, key)).join()).toMatch(/^a certificate is gone: .* 5 of reads, /);
});

it("shows a read that stays for a covert hit alone to nobody who may not know of it", async () => {
  const { delivered, seenLongAgo, minutes, owner, site, found } = await kept();
  await delivered("CVT111", { hit: true });
  await owner.change("UPDATE hits SET covert = true");
  await seenLongAgo();
  await minutes(32, true);
  expect(await found("CVT111")).toHaveLength(1);
  expect((await site.search({ plate: "CVT111", limit: 10 }, false)).reads).toEqual([]);
  await owner.change("UPDATE hits SET covert = false");
  expect((await site.search({ plate: "CVT111", limit: 10 }, false)).reads).toHaveLength(1);
});

it("a read whose time became known later goes when that time is over, also in its first revision", async () => {
  const { minutes, owner, clock, send } = await kept();
  const unset = { at: 60_000, uncertaintyMs: 2 ** 31, source: "unset" } as const;
  const [read, other] = [aRead({ capturedAt: unset }), aRead({ capturedAt: unset })];
  const stamp = (at: number) => ({ at, uncertaintyMs: 120_000, source: "system" }) as const;
  const later = restamped(read, stamp(clock.now() - 2 * dayMs), read.unit);
  // A unit that says years ago cannot shorten what is kept.
  const wrong = restamped(other, stamp(clock.now() - 300 * dayMs), other.unit);
  for (const one of [read, other, later, wrong]) await send("reads", readMessage(one, []).body, clock.now());
  const left = async () =>
    (await owner.rows<{ id: string }>("SELECT read_id::text AS id FROM reads_unset WHERE revision = 1")).map(
      ({ id }) => id,
    );
  await minutes(12, true);
  expect((await left()).sort()).toEqual([read.id, other.id].sort());
  await clock.advance(29 * dayMs);
  await minutes(1, true);
  expect(await left()).toEqual([other.id]);
  await clock.advance(2 * dayMs);
  await minutes(1, true);
  expect(await left()).toEqual([]);
});

it("keeps what comes late under an old date for its whole span, and gives up a hold that is over", async () => {
  const all = await kept();
  const { delivered, minutes, found, opened, site, clock, owner } = all;
  const { picture } = await delivered("LTE555", { receivedAt: clock.now() });
  const until = clock.now() + 33 * dayMs;
  await site.hold({
    ...{ id: idAt(), caseNumber: "26-1", reason: "trial", by: "analyst", until },
    plate: "LTE555",
  });
  await minutes(12, true);
  expect(await found("LTE555")).toHaveLength(1);
  await clock.advance(29 * dayMs);
  await minutes(1, true);
  expect(await found("LTE555")).toMatchObject([{ isUndated: false }]);
  expect(await owner.rows("SELECT 1 FROM disposals")).toEqual([]);
  await clock.advance(3 * dayMs);
  await minutes(1, true);
  expect(await owner.rows("SELECT 1 FROM reads")).toEqual([]);
  expect(await found("LTE555")).toHaveLength(1);
  expect(await opened(picture)).toBe("picture of LTE555");
  await clock.advance(2 * dayMs);
  await minutes(1, true);
  expect(await found("LTE555")).toEqual([]);
  expect(await opened(picture)).toBeNull();
  // The clock of the test ran ahead of PostgreSQL's: to the trail that is a clock error, and it says so.
  const doubtful = await findClockErrors(all.as("auditor"));
  expect(doubtful[0]).toMatch(
    /looks like a clock error: .* was vouched for by ntp, gps, while PostgreSQL's clock said/,
  );
});

it("goes by a person's word, but by none of another boot, and deletes what the site wants ended only a month later", async () => {
  const all = await kept();
  const { delivered, keeper, found, site, clock, as, source, owner, minutes } = all;
  source.ntp = false;
  await delivered("PLN666");
  await delivered("HLD777");
  await all.seenLongAgo();
  const hold = {
    id: idAt(),
    caseNumber: "26-1",
    reason: "trial",
    by: "analyst",
    until: clock.now() + 900 * dayMs,
  };
  await site.hold({ ...hold, plate: "HLD777" });
  const word = { at: clock.now(), who: "test", why: "compared with a watch" };
  await writeWord(as("keeper"), word, { monoNs: () => clock.monoNs(), boot: "another" });
  await keeper.turn();
  expect(await found("PLN666")).toHaveLength(1);
  await writeWord(as("keeper"), word, clock);
  await keeper.turn();
  expect(await found("PLN666")).toEqual([]);
  const ended = "INSERT INTO holds_ended (hold_id, ended_by, reason) VALUES ($1, 'x', 'y')";
  await expect(
    as("site").change(
      "INSERT INTO holds_ended (hold_id, ended_by, reason, seen_at) VALUES ($1, 'x', 'y', '2020-01-01')",
      [hold.id],
    ),
  ).rejects.toThrow(/permission denied/);
  await as("site").change(ended, [hold.id]);
  await minutes(61, false);
  await clock.advance(29 * dayMs);
  await minutes(1, false);
  expect(await found("HLD777")).toHaveLength(1);
  await clock.advance(2 * dayMs);
  await minutes(1, false);
  expect(await found("HLD777")).toEqual([]);
  expect(await owner.rows("SELECT 1 FROM reads_held")).toEqual([]);
});

it("lets no role but the keeper's delete, and none change, what is kept and who did what", async () => {
  const parts = await testKeeping(archive);
  const opened = new Map<string, ReturnType<typeof parts.as>>();
  const as = (role: Parameters<typeof parts.as>[0]) => {
    const database = opened.get(role) ?? parts.as(role);
    opened.set(role, database);
    return database;
  };
  const tables =
    "reads reads_hit reads_held reads_unset pictures pictures_held trail trail_heads disposals holds holds_ended days_seen".split(
      " ",
    );
  for (const role of ["site", "collector", "auditor"] as const)
    for (const table of tables)
      for (const statement of [
        `DELETE FROM ${table}`,
        `UPDATE ${table} SET ${table === "days_seen" ? "day" : "ctid"} = NULL`,
        `TRUNCATE ${table}`,
      ])
        await expect(as(role).change(statement), `${role}: ${statement}`).rejects.toThrow(
          /permission denied|cannot assign to system column/,
        );
  for (const table of ["reads", "trail", "trail_heads", "disposals", "holds", "holds_ended"])
    await expect(as("keeper").change(`DELETE FROM ${table}`), table).rejects.toThrow(/permission denied/);
  for (const role of ["site", "collector"] as const)
    for (const call of ["drop_day('2026-01-15', now(), '1 day')", "hold_unset(now())"])
      await expect(as(role).rows(`SELECT ${call}`), `${role}: ${call}`).rejects.toThrow(/permission denied/);
});

it("finds a trail that was rewritten as a whole by its signed heads", async () => {
  const { owner, keeper, site, as } = await kept();
  const actor = { name: "analyst", role: "analyst", source: "::1" } as const;
  await site.audit([{ actor, event: "reads.search", outcome: "success", object: "ABC123" }]);
  await keeper.turn();
  expect(await verifyHeads(as("auditor"), key)).toEqual([]);
  await owner.change("DELETE FROM trail");
  await site.audit([{ actor, event: "board.open", outcome: "success" }]);
  expect(await verifyTrail(as("auditor"))).toEqual([]);
  expect((await verifyHeads(as("auditor"), key)).join()).toContain(
    "line 1 is another since its head was signed",
  );
  await owner.change("UPDATE trail_heads SET signature = $1", [randomBytes(64)]);
  expect((await verifyHeads(as("auditor"), key)).join()).toContain("not signed by this centre");
});

it("names disposals that look like a clock error", () => {
  const at = (days: number): number => Date.UTC(2026, 0, 1) + days * dayMs;
  const told = (lines: readonly (readonly [days: number, purge?: readonly [days: number, by: string]])[]) => {
    const errors = clockErrors();
    for (const [i, [days, purge]] of lines.entries())
      errors.take({
        ...{ seq: i + 1, at: at(days) },
        ...(purge ? { disposal: { at: at(purge[0]), by: purge[1] } } : {}),
      });
    return errors.found().join("\n");
  };
  expect(told([[0], [1, [1, "gps, ntp"]], [2], [40, [40, "gps, ntp"]], [41]])).toBe("");
  expect(told([[0], [40, [40, "person"]]])).toContain("only a person vouched, right after the clock went");
  expect(told([[0], [40, [40, "gps, ntp"]], [1]])).toContain("afterwards the clock said 2026-01-02");
  expect(told([[0], [1, [400, "gps, ntp"]]])).toContain("while PostgreSQL's clock said 2026-01-02");
  expect(told([[0], [1, [1, ""]]])).toContain("nobody vouched");
});
