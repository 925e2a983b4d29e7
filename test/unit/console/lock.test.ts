// A session that falls idle in a vehicle locks: alerts go on, and show no more than a locked screen may.
import { describe, expect, it } from "vitest";
import type {
  EncountersJson,
  LockedJson,
  SessionJson,
  LiveSnapshot,
} from "../../../src/shared/web/api-types.js";
import { passwords, startConsole } from "../../kit/units/console.js";
import { alertOf, restricted, sighting, stolen } from "../../kit/samples/sightings.js";
import { TagwatchError } from "../../../src/shared/domain/faults/errors.js";
import { Client, openLive, signedIn } from "../../kit/units/console-client.js";

const minute = 60_000;

describe("a session that falls idle", () => {
  it("locks in a vehicle: its stream goes on with what a locked screen may show, all else is refused", async () => {
    const unit = await startConsole();
    const client = await signedIn(unit.url, "olive");
    const stream = await openLive(client);
    await stream.next("snapshot");
    await unit.clock.advance(30 * minute);
    expect(await stream.next<LockedJson>("locked")).toMatchObject({
      open: { high: 0, medium: 0, low: 0 },
      watch: { watching: true, seeing: 1, total: 2 },
    });
    const from = stream.events.length;
    for (const one of [stolen, restricted]) {
      const seen = await sighting(one);
      unit.records.add(seen.read, seen.hits, seen.pictures);
      unit.console.live.alert(alertOf(seen));
      unit.console.live.read(seen.read);
    }
    unit.console.live.faults([]);
    await stream.next("faults", from);
    const sent = stream.events.slice(from);
    expect(sent.filter(({ event }) => event === "locked-alert").map(({ data }) => data)).toMatchObject([
      { priority: "high", category: "stolen-vehicle", plate: "738RKT" },
      { priority: "high", category: null, plate: null },
    ]);
    expect(sent.map(({ event }) => event)).not.toContain("alert");
    expect(sent.map(({ event }) => event)).not.toContain("read");
    expect(JSON.stringify(sent)).not.toMatch(/Doe|XQT402|violent|F-150/);
    expect(unit.audit.lines.filter(({ event }) => event === "hit.show")).toMatchObject([
      { detail: { screen: "locked" } },
      { detail: { screen: "locked" } },
    ]);

    for (const path of ["/api/hits", "/api/encounters", "/api/reads", "/api/status"]) {
      expect((await client.request(path)).status, path).toBe(423);
    }
    const hitId = unit.records.hits({ limit: 1 })[0]?.hit.id ?? "";
    for (const path of [
      `/api/hits/${hitId}/record`,
      `/api/hits/${hitId}/disposition`,
      "/api/session/touch",
    ]) {
      expect((await client.post(path, { verdict: "verified" })).status, path).toBe(423);
    }
    expect((await client.post("/api/session/end", { reason: "let me out" })).status).toBe(423);
    expect((await client.request("/api/session")).body).toMatchObject({ locked: true, atIdle: "lock" });
    // A page that is loaded anew while locked learns no more.
    const again = await openLive(client);
    expect(await again.next("locked")).toMatchObject({ open: { high: 2 } });
    expect(again.events.map(({ event }) => event)).toEqual(["locked"]);
  });

  it("says of an alert that it was cancelled", async () => {
    const unit = await startConsole();
    const client = await signedIn(unit.url, "olive");
    await client.post("/api/session/lock", {});
    const stream = await openLive(client);
    await stream.next("locked");
    const seen = await sighting(stolen);
    unit.console.live.alert(alertOf(seen));
    unit.console.live.alert(alertOf(seen, { kind: "cancelled" }));
    unit.console.live.faults([]);
    await stream.next("faults");
    const told = stream.events.filter(({ event }) => event === "locked-alert").map(({ data }) => data);
    expect(told).toMatchObject([{ plate: "738RKT" }, { plate: "738RKT", cancelled: true }]);
    expect(told[0]).not.toHaveProperty("cancelled");
  });

  it("opens by the person's own password, and five wrong ones lock it until an administrator unlocks (CJIS AC-7)", async () => {
    const unit = await startConsole();
    const client = await signedIn(unit.url, "olive");
    await client.post("/api/session/lock", {});
    expect((await client.request("/api/status")).status).toBe(423);
    expect((await client.post("/api/session/renew", { password: "wrong" })).status).toBe(401);
    const opened = await client.post<SessionJson>("/api/session/renew", { password: passwords });
    expect([opened.status, opened.body.locked]).toEqual([200, false]);
    expect((await (await openLive(client)).next<LiveSnapshot>("snapshot")).hits).toEqual([]);
    expect(unit.audit.lines.map(({ event, outcome }) => `${event} ${outcome}`)).toEqual(
      expect.arrayContaining(["session.lock success", "session.renew failure", "session.renew success"]),
    );
    await client.post("/api/session/lock", {});
    const tries = Array.from({ length: 5 }, () => client.post("/api/session/renew", { password: "wrong" }));
    expect((await Promise.all(tries)).map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
    for (const later of [0, 60]) {
      await unit.clock.advance(later * minute);
      const barred = await client.post("/api/session/renew", { password: passwords });
      expect(barred.body).toMatchObject({ error: "locked" });
    }
    expect((await new Client(unit.url).signIn("olive")).status).toBe(423);
    unit.users.unlock("olive", "admin");
    expect((await client.post("/api/session/renew", { password: passwords })).status).toBe(200);
  });

  it("opens whatever strangers type at the sign-in, who lock the account and keep the checks busy", async () => {
    const unit = await startConsole();
    const client = await signedIn(unit.url, "olive");
    await client.post("/api/session/lock", {});
    const stranger = new Client(unit.url);
    for (let n = 0; n < 5; n++) await stranger.signIn("olive", "wrong wrong wrong");
    // An own slip counts for the screen alone.
    await client.post("/api/session/renew", { password: "wrong" });
    const flood = Array.from({ length: 30 }, async (_, n) => {
      const { status } = await stranger.signIn(`someone${String(n)}`, "wrong wrong wrong");
      return status === 429 ? status : Promise.reject(new Error("was checked"));
    });
    await Promise.any(flood);
    expect((await client.post("/api/session/renew", { password: passwords })).status).toBe(200);
    await Promise.allSettled(flood);
    for (let n = 30; n < 60; n++) await stranger.signIn(`someone${String(n)}`, "wrong wrong wrong");
    await client.post("/api/session/lock", {});
    expect((await client.post("/api/session/renew", { password: passwords })).status).toBe(200);
    expect((await stranger.signIn("olive")).status).toBe(429);
    await unit.clock.advance(16 * minute);
    expect((await stranger.signIn("olive")).status).toBe(423);
    // Some thirty hashes, each of 150 ms on a quiet machine.
  }, 120_000);

  it("opens while the list of users cannot be read", async () => {
    const unit = await startConsole();
    const client = await signedIn(unit.url, "olive");
    await client.post("/api/session/lock", {});
    unit.users.find = () => {
      throw new TagwatchError("USERS_FILE", "damaged");
    };
    expect((await client.post("/api/session/renew", { password: "wrong" })).status).toBe(401);
    expect((await client.post("/api/session/renew", { password: passwords })).status).toBe(200);
  });

  it("ends when its shift does, and a renewal begins the shift anew", async () => {
    const unit = await startConsole({ yaml: { sessionMax: "2h" } });
    const client = await signedIn(unit.url, "olive");
    await unit.clock.advance(110 * minute);
    const { body } = await client.post<SessionJson>("/api/session/renew", { password: passwords });
    expect(body.leftMs).toBe(120 * minute);
    await unit.clock.advance(110 * minute);
    expect((await client.request("/api/session")).status).toBe(200);
    await unit.clock.advance(10 * minute);
    expect((await client.request("/api/session")).status).toBe(401);
  });

  it("signs out on a pole, and where the configuration says so", async () => {
    const pole = { id: "pole-1", kind: "pole", name: "Bridge" } as const;
    for (const over of [{ unit: pole }, { yaml: { atIdle: "sign-out" } }]) {
      const unit = await startConsole(over);
      const client = await signedIn(unit.url, "olive");
      const stream = await openLive(client);
      await unit.clock.advance(30 * minute);
      await stream.next("signed-out");
      expect((await client.request("/api/session")).status).toBe(401);
    }
  });

  it("gives way to another person who signs in on the screen", async () => {
    const unit = await startConsole();
    const client = await signedIn(unit.url, "olive");
    const before = client.cookie;
    await client.post("/api/session/lock", {});
    await client.signIn("sam");
    expect((await client.request("/api/session")).body).toMatchObject({ name: "sam", locked: false });
    client.cookie = before;
    expect((await client.request("/api/session")).status).toBe(401);
  });
});

describe("signing out", () => {
  it("asks for a reason while hits are unverified, and writes down what was handed over", async () => {
    const unit = await startConsole();
    const client = await signedIn(unit.url, "olive");
    const seen = await sighting(stolen);
    unit.records.add(seen.read, seen.hits);
    const refused = await client.post("/api/session/end", {});
    expect([refused.status, refused.body["error"]]).toEqual([409, "unverified"]);
    expect((await client.post("/api/session/end", { reason: "Told Sgt. Sample" })).status).toBe(200);
    expect(unit.audit.lines.find(({ event }) => event === "hits.handover")).toMatchObject({
      actor: { name: "olive" },
      detail: { reason: "Told Sgt. Sample", high: 1, medium: 0, low: 0 },
    });
  });

  it("tells the next officer who handed hits over and how, also after the unit was switched off", async () => {
    const unit = await startConsole();
    const seen = await sighting(stolen);
    unit.records.add(seen.read, seen.hits);
    const olive = await signedIn(unit.url, "olive");
    await olive.post("/api/session/end", { reason: "Next officer told" });
    const told = { by: "olive", at: unit.clock.now(), reason: "Next officer told" };
    const handover = { ...told, left: { high: 1, medium: 0, low: 0 } };
    const stream = await openLive(await signedIn(unit.url, "sam"));
    expect(await stream.next("handover")).toEqual(handover);
    const later = await startConsole({ records: unit.records });
    const next = await openLive(await signedIn(later.url, "sam"));
    expect(await next.next("handover")).toEqual(handover);
  });

  it("asks the trail again for a handover it could not look up, and shows a locked screen none", async () => {
    const unit = await startConsole();
    const seen = await sighting(stolen);
    unit.records.add(seen.read, seen.hits);
    await (await signedIn(unit.url, "olive")).post("/api/session/end", { reason: "Dispatch told" });
    let isBroken = true;
    const records = Object.assign(Object.create(unit.records) as typeof unit.records, {
      trailPage: (...asked: Parameters<typeof unit.records.trailPage>) =>
        isBroken ? Promise.reject(new Error("SQLITE_IOERR")) : unit.records.trailPage(...asked),
    });
    const later = await startConsole({ records });
    const sam = await signedIn(later.url, "sam");
    const first = await openLive(sam);
    await first.next("snapshot");
    await expect.poll(() => JSON.stringify(later.log.lines)).toContain("handed hits over");
    isBroken = false;
    await sam.post("/api/session/lock", {});
    const locked = await openLive(sam);
    await locked.next("locked");
    const olive = await openLive(await signedIn(later.url, "olive"));
    expect(await olive.next("handover")).toMatchObject({ by: "olive", reason: "Dispatch told" });
    expect(locked.events.map(({ event }) => event)).not.toContain("handover");
  });

  it("never keeps those who give no verdicts, nor anybody while the store cannot be read", async () => {
    const unit = await startConsole();
    const seen = await sighting(stolen);
    unit.records.add(seen.read, seen.hits);
    expect((await (await signedIn(unit.url, "ada")).post("/api/session/end", {})).status).toBe(200);
    const olive = await signedIn(unit.url, "olive");
    unit.records.broken = true;
    expect((await olive.post("/api/session/end", {})).status).toBe(200);
  });
});

describe("the log of hits", () => {
  it("shows what waits for a verdict even while the trail cannot be written; the rest not", async () => {
    const unit = await startConsole();
    const client = await signedIn(unit.url, "olive");
    const [seen, lost] = [await sighting(stolen), await sighting({ ...stolen, at: 1, text: "739RKT" })];
    unit.records.add(seen.read, seen.hits);
    unit.console.live.alert(alertOf(lost, { recorded: false }));
    unit.audit.broken = true;
    const waiting = await client.request<EncountersJson>("/api/encounters?show=unverified");
    expect(waiting.body.hits.map((hit) => [hit.read.text, hit.recorded])).toEqual([
      ["739RKT", false],
      ["738RKT", true],
    ]);
    expect((await client.request("/api/encounters?show=all")).status).toBe(503);
  });

  it("tells every page the true number after each alert and verdict", async () => {
    const unit = await startConsole();
    const client = await signedIn(unit.url, "olive");
    const stream = await openLive(client);
    expect(await stream.next("snapshot")).toMatchObject({ open: { high: 0, medium: 0, low: 0 } });
    const seen = await sighting(stolen);
    unit.records.add(seen.read, seen.hits);
    unit.console.live.alert(alertOf(seen));
    expect(await stream.next("unverified")).toEqual({ high: 1, medium: 0, low: 0 });
    const from = stream.events.length;
    await client.post(`/api/hits/${seen.hits[0]?.id ?? ""}/disposition`, { result: "misread" });
    expect(await stream.next("unverified", from)).toEqual({ high: 0, medium: 0, low: 0 });
  });
});
