import { describe, expect, it } from "vitest";
import { alertJson } from "../../../src/unit/console/views.js";
import { matchRead, type MatchResult } from "../../../src/unit/core/matching/match.js";
import type { Alert, Fix } from "../../../src/shared/domain/types.js";
import type { ReadRecord } from "../../../src/unit/core/ports.js";
import { whenOf } from "../../../src/unit/core/when.js";
import { createFaults } from "../../../src/shared/platform/fault-board.js";
import {
  createIntake,
  type IntakeDeps,
  type MatchingHotlists,
  type ReadOutcome,
} from "../../../src/unit/intake.js";
import { alertMessage, hitMessage } from "../../../src/unit/upload/messages.js";
import { messageSchemas } from "../../../src/shared/protocol/message-schemas.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { memoryIndex, testMatchSettings } from "../../kit/doubles/hotlist.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { anEntry, aTrackEvent } from "../../kit/samples/records.js";

const found: MatchResult = {
  entry: anEntry(),
  match: "exact",
  probability: 0.96,
  stateMatch: "match",
  differs: [],
};

const hotlists = (over: Partial<MatchingHotlists>): MatchingHotlists => ({
  match: () => [found],
  place: () => ({ encounterId: "enc-1", alerts: true }),
  retract: () => undefined,
  ...over,
});

function setUp(changes: Partial<IntakeDeps> = {}) {
  const clock = new FakeClock();
  const log = memoryLog();
  const alerts: Alert[] = [];
  const records: ReadRecord[] = [];
  const outcomes: ReadOutcome[] = [];
  const faults = createFaults({
    clock,
    log,
    newId: () => "f",
    shown: (text) => text,
    onChange: () => undefined,
  });
  let ids = 0;
  const intake = createIntake({
    unit: () => ({ id: "car-12", kind: "vehicle", name: "12", assignedTo: "A. Officer" }),
    clock,
    log,
    newId: () => `id-${String(++ids)}`,
    faults,
    positions: { latest: () => null, at: () => null },
    stamp: (monoNs) => ({ at: Number(monoNs / 1_000_000n), uncertaintyMs: 50, source: "ntp" }),
    hotlists: hotlists({}),
    writer: { record: (record) => Promise.resolve(void records.push(record)) },
    messages: () => [],
    live: { alert: (a) => void alerts.push(a), read: () => undefined, faults: () => undefined },
    onRead: (outcome) => void outcomes.push(outcome),
    ...changes,
  });
  return { clock, log, alerts, records, outcomes, faults, intake };
}

describe("intake", () => {
  it("records a read with its hit and alerts after the commit", async () => {
    const fix: Fix = { at: 0, monoNs: 940_000_000n, lat: 39.05, lon: -95.68, quality: "3d", speedMps: 12 };
    const t = setUp({ positions: { latest: () => fix, at: () => fix } });
    t.intake.takeIn(aTrackEvent());
    expect(t.alerts).toEqual([]);
    await t.clock.advance(0);
    expect(t.records).toHaveLength(1);
    expect(t.records[0]?.read).toMatchObject({
      text: "ABC123",
      revision: 1,
      unit: { id: "car-12", assignedTo: "A. Officer" },
      position: { lat: 39.05, ageMs: 10, quality: "3d" },
    });
    expect(t.alerts).toMatchObject([
      { kind: "new", recorded: true, hit: { match: "exact", encounterId: "enc-1" } },
    ]);
  });

  it("alerts at once, marked not recorded, when evidence cannot be written", async () => {
    const t = setUp({ writer: { record: () => Promise.reject(new Error("ENOSPC: no space left")) } });
    t.intake.takeIn(aTrackEvent());
    await t.clock.advance(0);
    expect(t.alerts).toMatchObject([{ kind: "new", recorded: false }]);
    expect(t.faults.list()).toMatchObject([{ code: "EVIDENCE_WRITE", text: "ENOSPC: no space left" }]);
  });

  it("recovers by itself: the next record that is written clears the fault", async () => {
    let full = true;
    const t = setUp({
      writer: { record: () => (full ? Promise.reject(new Error("ENOSPC")) : Promise.resolve()) },
    });
    t.intake.takeIn(aTrackEvent());
    await t.intake.drain();
    full = false;
    t.intake.takeIn(aTrackEvent({ trackId: "t2" }));
    await t.intake.drain();
    expect(t.faults.list()).toEqual([]);
  });

  it("does not wait more than half a second for a disk that hangs, and tells later that it was recorded", async () => {
    let finish: () => void = () => undefined;
    const t = setUp({ writer: { record: () => new Promise<void>((resolve) => (finish = resolve)) } });
    t.intake.takeIn(aTrackEvent());
    await t.clock.advance(499);
    expect(t.alerts).toEqual([]);
    await t.clock.advance(1);
    expect(t.alerts).toMatchObject([{ kind: "new", recorded: false }]);
    finish();
    await t.clock.advance(0);
    expect(t.alerts.slice(1)).toMatchObject([{ kind: "corrected", recorded: true }]);
  });

  it("bounds what waits for a hanging disk, and says so", async () => {
    const t = setUp({ writer: { record: () => new Promise<void>(() => undefined) } });
    for (let i = 0; i < 501; i++) t.intake.takeIn(aTrackEvent({ trackId: `t${String(i)}` }));
    await t.clock.advance(0);
    expect(t.faults.list()[0]?.text).toBe("500 reads wait for a disk that does not answer");
    expect(t.alerts).toMatchObject([{ recorded: false }]);
  });

  it("tells the officer when a correction cancels a hit, and keeps the earlier revision", async () => {
    const results = [[found], []];
    const retracted: string[] = [];
    const t = setUp({
      hotlists: hotlists({
        match: () => results.shift() ?? [],
        retract: (_, encounterId) => void retracted.push(encounterId),
      }),
    });
    t.intake.takeIn(aTrackEvent());
    await t.clock.advance(0);
    t.intake.takeIn(aTrackEvent({ kind: "corrected", candidates: [{ text: "ABC128", probability: 0.99 }] }));
    await t.clock.advance(0);
    expect(t.alerts.map((alert) => alert.kind)).toEqual(["new", "cancelled"]);
    expect(retracted).toEqual(["enc-1"]);
    expect(t.records.map((record) => [record.read.id, record.read.revision, record.read.text])).toEqual([
      [aTrackEvent().trackId, 1, "ABC123"],
      [aTrackEvent().trackId, 2, "ABC128"],
    ]);
    const told = t.records.map(({ hits }) => hits.map(({ id, cancelled }) => [id, cancelled]));
    expect(told).toEqual([[["id-1", undefined]], [["id-1", true]]]);
  });

  it("keeps the hit's id and does not sound again when a correction confirms it", async () => {
    const t = setUp();
    t.intake.takeIn(aTrackEvent());
    await t.clock.advance(0);
    t.intake.takeIn(aTrackEvent({ kind: "corrected" }));
    await t.clock.advance(0);
    expect(t.alerts.map((alert) => [alert.kind, alert.hit.id])).toEqual([
      ["new", "id-1"],
      ["corrected", "id-1"],
    ]);
  });

  it("records covert hits without a word to the unit", async () => {
    const covert = { ...found, entry: anEntry({ covert: true }) };
    const t = setUp({ hotlists: hotlists({ match: () => [covert] }) });
    t.intake.takeIn(aTrackEvent());
    await t.clock.advance(0);
    expect(t.records[0]?.hits).toHaveLength(1);
    expect(t.alerts).toEqual([]);
  });

  it("stays silent on a repeated encounter, but records the hit", async () => {
    const t = setUp({ hotlists: hotlists({ place: () => ({ encounterId: "enc-1", alerts: false }) }) });
    t.intake.takeIn(aTrackEvent());
    await t.clock.advance(0);
    expect(t.alerts).toEqual([]);
    expect(t.records[0]?.hits[0]?.encounterId).toBe("enc-1");
  });

  it("stays silent when the read of a repeated encounter is corrected, or is the listed plate no more", async () => {
    let listed = true;
    const t = setUp({
      hotlists: hotlists({
        match: () => (listed ? [found] : []),
        place: () => ({ encounterId: "enc-1", alerts: false }),
      }),
    });
    t.intake.takeIn(aTrackEvent());
    t.intake.takeIn(aTrackEvent({ kind: "corrected" }));
    listed = false;
    t.intake.takeIn(aTrackEvent({ kind: "corrected", candidates: [{ text: "ABC128", probability: 0.99 }] }));
    await t.clock.advance(0);
    expect(t.records.map(({ hits }) => hits.map((hit) => hit.cancelled ?? false))).toEqual([
      [false],
      [false],
      [true],
    ]);
    expect(t.alerts).toEqual([]);
  });

  it("sounds for a vehicle that came behind an alert which was taken back", async () => {
    let sounds = false;
    const t = setUp({
      hotlists: hotlists({
        place: () => ({ encounterId: sounds ? "enc-2" : "enc-1", alerts: sounds }),
      }),
    });
    t.intake.takeIn(aTrackEvent());
    sounds = true;
    t.intake.takeIn(aTrackEvent({ kind: "corrected" }));
    t.intake.takeIn(aTrackEvent({ kind: "corrected" }));
    await t.clock.advance(0);
    expect(t.alerts.map(({ kind }) => kind)).toEqual(["new", "corrected"]);
    expect(t.records.map(({ hits }) => hits[0]?.encounterId)).toEqual(["enc-1", "enc-2", "enc-2"]);
  });

  it("never logs a plate", async () => {
    const t = setUp({ writer: { record: () => Promise.reject(new Error("EIO")) } });
    t.intake.takeIn(aTrackEvent());
    await t.clock.advance(0);
    expect(JSON.stringify(t.log.lines)).not.toContain("ABC123");
  });

  it("forgets the tracks of a vision process that is gone, and never follows more than a thousand", async () => {
    const t = setUp();
    t.intake.takeIn(aTrackEvent());
    t.intake.forget();
    t.intake.takeIn(aTrackEvent());
    const others = Array.from({ length: 1_000 }, (_, i) => `other-${String(i)}`);
    for (const trackId of others) t.intake.takeIn(aTrackEvent({ trackId }));
    t.intake.takeIn(aTrackEvent());
    t.intake.takeIn(aTrackEvent({ trackId: "other-999" }));
    await t.intake.drain();
    await t.clock.advance(1_000);
    const revisions = (trackId: string): readonly number[] =>
      t.outcomes.filter((one) => one.event.trackId === trackId).map(({ read }) => read.revision);
    expect(revisions(aTrackEvent().trackId)).toEqual([1, 1, 1]);
    expect(revisions("other-999")).toEqual([1, 2]);
  });
});

it("a clock that is unset keeps no dated entry back: the hit is recorded, sent and shown with its dates not checked", async () => {
  const year = 365 * 86_400_000;
  const entry = anEntry({ effectiveAt: 56 * year, expiresAt: 57 * year });
  const stamps = [
    { at: 600_000, uncertaintyMs: 2 ** 31, source: "unset" },
    { at: 56.5 * year, uncertaintyMs: 50, source: "ntp" },
    { at: 58 * year, uncertaintyMs: 50, source: "ntp" },
  ] as const;
  const hits = await Promise.all(
    stamps.map(async (stamp) => {
      const match: MatchingHotlists["match"] = (event, at) =>
        matchRead(event, memoryIndex([entry]), whenOf(at), testMatchSettings);
      const t = setUp({ stamp: () => stamp, hotlists: hotlists({ match }) });
      t.intake.takeIn(aTrackEvent());
      await t.clock.advance(0);
      return t;
    }),
  );
  const [unset, known, over] = hits.map(({ records }) => records[0]?.hits[0]);
  expect(unset).toMatchObject({ match: "exact", datesNotChecked: true });
  expect(known).not.toHaveProperty("datesNotChecked");
  expect(over).toBeUndefined();

  const [alert] = hits[0].alerts;
  expect(alertJson(alert, null)).toMatchObject({ datesNotChecked: true });
  expect(alertJson({ ...alert, hit: known }, null)).toMatchObject({ datesNotChecked: false });
  const uuid = "0197c3a0-0000-7000-8000-000000000001";
  const read = { ...alert.read, id: uuid };
  const hit = { ...alert.hit, id: uuid, encounterId: uuid, readId: uuid };
  for (const message of [hitMessage(hit, read), alertMessage({ ...alert, hit, read })]) {
    const body: unknown = JSON.parse(Buffer.from(message.body).toString());
    expect(body).toMatchObject({ datesNotChecked: true });
    const schema = messageSchemas[message.topic.startsWith("alerts") ? "alert" : "hit"];
    expect(schema.strict().safeParse(body).error).toBeUndefined();
  }
});
