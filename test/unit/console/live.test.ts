import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import type { HitJson, LiveSnapshot } from "../../../src/shared/web/api-types.js";
import { someStatus, startConsole } from "../../kit/units/console.js";
import { alertOf, likely, restricted, sighting, stolen } from "../../kit/samples/sightings.js";
import { aHit, aRead, anEntry, aRecord } from "../../kit/samples/records.js";
import { testStore } from "../../kit/units/store.js";
import { openLive, signedIn } from "../../kit/units/console-client.js";

describe("the event stream", () => {
  it("begins with the whole picture and brings an alert with all its card needs", async () => {
    const unit = await startConsole();
    const old = await sighting(likely);
    unit.records.add(old.read, old.hits, old.pictures);
    const client = await signedIn(unit.url, "olive");
    const stream = await openLive(client);
    const snapshot = await stream.next<LiveSnapshot>("snapshot");
    expect(snapshot.hits.map((hit) => hit.read.text)).toEqual(["4B8LZM"]);
    expect(snapshot.cameras).toEqual({ front: "Front left", rear: "Rear" });

    const seen = await sighting(stolen);
    unit.records.add(seen.read, seen.hits, seen.pictures);
    unit.console.live.alert(alertOf(seen));
    const alert = await stream.next<HitJson>("alert");
    expect(alert).toMatchObject({
      kind: "new",
      recorded: true,
      match: "exact",
      stateMatch: "match",
      entry: { plate: "738RKT", category: "stolen-vehicle", priority: "high" },
      read: { text: "738RKT", camera: "front" },
    });
    expect(alert.entry.record?.[0]).toEqual(["make", "Ford"]);
    for (const [address, jpeg] of [
      [alert.read.plate, seen.pictures.plate],
      [alert.read.vehicle, seen.pictures.vehicle],
    ] as const) {
      const response = await fetch(`${unit.url}${address}`, { headers: { cookie: client.cookie } });
      expect(response.headers.get("content-type")).toBe("image/jpeg");
      expect(Buffer.from(await response.arrayBuffer()).equals(jpeg)).toBe(true);
    }
    const shown = unit.audit.lines.filter((line) => line.event === "hit.show");
    expect(shown).toEqual([
      expect.objectContaining({ object: alert.id, actor: expect.anything() as unknown }),
    ]);
  });

  it("shows a page that comes back what it missed, also what could not be recorded", async () => {
    const unit = await startConsole();
    const client = await signedIn(unit.url, "olive");
    const first = await openLive(client);
    await first.next("snapshot");
    first.close();
    await first.ended;
    const [stored, lost] = [await sighting(stolen), await sighting({ ...likely, at: 1 })];
    unit.records.add(stored.read, stored.hits, stored.pictures);
    unit.console.live.alert(alertOf(stored));
    unit.console.live.alert(alertOf(lost, { recorded: false }), lost.pictures);
    const snapshot = await (await openLive(client)).next<LiveSnapshot>("snapshot");
    expect(snapshot.hits.map((hit) => [hit.read.text, hit.recorded])).toEqual([
      ["4B8LZM", false],
      ["738RKT", true],
    ]);
    const picture = await client.request(snapshot.hits[0]?.read.plate ?? "");
    expect(picture.status).toBe(200);
  });

  it("keeps alerts coming when the store cannot be read", async () => {
    const unit = await startConsole();
    const seen = await sighting(stolen);
    unit.console.live.alert(alertOf(seen, { recorded: false }), seen.pictures);
    unit.records.broken = true;
    const client = await signedIn(unit.url, "olive");
    const snapshot = await (await openLive(client)).next<LiveSnapshot>("snapshot");
    expect(snapshot.hits.map((hit) => hit.read.text)).toEqual(["738RKT"]);
    expect(snapshot.reads).toEqual([]);
  });

  it("keeps its pages and its people when the state of the unit cannot be told", async () => {
    let isBroken = false;
    const status = (): ReturnType<typeof someStatus> => {
      if (isBroken) throw new Error("disk I/O error");
      return someStatus();
    };
    const unit = await startConsole({ status });
    const client = await signedIn(unit.url, "olive");
    const stream = await openLive(client);
    await stream.next("snapshot");
    isBroken = true;
    await unit.clock.advance(11_000);
    expect(unit.log.lines.some(({ text }) => text === "a beat of the page failed")).toBe(true);
    isBroken = false;
    await unit.clock.advance(5_000);
    await stream.next("beat");
    expect((await client.request("/api/session")).status).toBe(200);
  });

  it("remembers after a reload that a hit was cancelled", async () => {
    const unit = await startConsole();
    const seen = await sighting(stolen);
    unit.records.add(seen.read, seen.hits, seen.pictures);
    unit.console.live.alert(alertOf(seen));
    unit.console.live.alert(alertOf(seen, { kind: "cancelled" }));
    const client = await signedIn(unit.url, "olive");
    const snapshot = await (await openLive(client)).next<LiveSnapshot>("snapshot");
    expect(snapshot.hits.map((hit) => hit.kind)).toEqual(["cancelled"]);
  });

  it("shows one card per encounter", async () => {
    const unit = await startConsole();
    const first = aRead();
    const again = aRead({ capturedAt: { ...first.capturedAt, at: first.capturedAt.at + 60_000 } });
    const hit = aHit(first);
    unit.records.add(first, [hit]);
    unit.records.add(again, [aHit(again, { encounterId: hit.encounterId })]);
    const client = await signedIn(unit.url, "olive");
    const snapshot = await (await openLive(client)).next<LiveSnapshot>("snapshot");
    expect(snapshot.hits.map((shown) => shown.id)).toEqual([hit.id]);
  });

  it("never sends covert hits, and masks restricted records until they are asked for", async () => {
    const unit = await startConsole();
    const client = await signedIn(unit.url, "olive");
    const stream = await openLive(client);
    const read = aRead();
    const covert = aHit(read, { entry: anEntry({ covert: true }) });
    unit.console.live.alert({ hit: covert, read, recorded: true, kind: "new", raisedAt: 0 });
    const seen = await sighting(restricted);
    unit.records.add(seen.read, seen.hits, seen.pictures);
    unit.console.live.alert(alertOf(seen));
    const alert = await stream.next<HitJson>("alert");
    expect(alert.read.text).toBe("XQT402");
    expect(alert.entry.record).toBeNull();
    expect(JSON.stringify(stream.events)).not.toMatch(/Doe|Approach/);
    const opened = await client.post(`/api/hits/${alert.id}/record`, {});
    expect(JSON.stringify(opened.body)).toContain("Doe, Jane");
    expect(unit.audit.lines.at(-1)).toMatchObject({
      event: "hit.reveal",
      object: alert.id,
      actor: { name: "olive" },
    });
  });

  it("beats, and tells of reads and faults", async () => {
    const unit = await startConsole();
    const stream = await openLive(await signedIn(unit.url, "olive"));
    await stream.next("snapshot");
    await unit.clock.advance(5_000);
    expect(await stream.next("beat")).toMatchObject({ position: { lat: 37.69224 } });
    unit.console.live.read(aRead({ text: "529BHN" }));
    expect(await stream.next("read")).toMatchObject({ text: "529BHN", hits: [] });
    unit.console.live.faults([]);
    expect(await stream.next("faults")).toEqual([]);
  });

  it("cuts off a page that does not drain, without holding up the others", async () => {
    const unit = await startConsole();
    const [slow, quick] = [await signedIn(unit.url, "sam"), await signedIn(unit.url, "olive")];
    const stream = await openLive(quick);
    await stream.next("snapshot");
    const { hostname, port } = new URL(unit.url);
    const socket = connect(Number(port), hostname);
    socket.write(`GET /api/live HTTP/1.1\r\nHost: ${hostname}:${port}\r\nCookie: ${slow.cookie}\r\n\r\n`);
    await new Promise((resolve) => socket.once("readable", resolve));
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.on("error", () => undefined);
    // The socket is never read: kernel buffers fill first, then the server's own, which is bounded.
    const cutOff = (): boolean => unit.log.lines.some((line) => line.text.includes("cut off"));
    for (let i = 0; i < 500 && !cutOff(); i++) {
      const from = stream.events.length;
      unit.console.live.read(aRead({ text: "X".repeat(100_000) }));
      await stream.next("read", from);
    }
    const cut = unit.log.lines.find((line) => line.text.includes("cut off"));
    expect(cut?.fields["pendingBytes"]).toBeLessThanOrEqual(256 * 1024);
    socket.resume();
    await closed;
    const before = stream.events.length;
    unit.console.live.read(aRead({ text: "LAST1" }));
    expect(await stream.next("read", before)).toBeDefined();
    const closing = unit.audit.lines.find((line) => line.event === "live.close");
    expect(closing).toMatchObject({ actor: { name: "sam" }, detail: { ended: "slow" } });
  });

  it("shows a hit that a correction cancelled as cancelled, also after a restart", async () => {
    const { store } = await testStore();
    const read = aRead();
    const hit = aHit(read);
    await store.record(aRecord(read, [hit]));
    const corrected = { ...read, revision: 2, text: "ZZZ999" };
    await store.record(aRecord(corrected, [{ ...hit, cancelled: true }]));
    const unit = await startConsole({ records: store, audit: store });
    const stream = await openLive(await signedIn(unit.url, "olive"));
    const snapshot = await stream.next<LiveSnapshot>("snapshot");
    expect(snapshot.hits).toMatchObject([{ id: hit.id, kind: "cancelled", read: { text: "ZZZ999" } }]);
    expect(snapshot.reads).toMatchObject([{ text: "ZZZ999", hits: [] }]);
  });

  it("ends all streams when it stops", async () => {
    const unit = await startConsole();
    const stream = await openLive(await signedIn(unit.url, "olive"));
    await stream.next("snapshot");
    await unit.stop();
    // Now the daemon closes its store: what is not in the trail by then is lost.
    unit.audit.broken = true;
    await stream.ended;
    expect(unit.console.url()).toBe("");
    expect(unit.audit.lines.at(-1)).toMatchObject({ event: "live.close", detail: { ended: "stopping" } });
    expect(unit.log.lines.filter(({ level }) => level === "error")).toEqual([]);
  });
});
