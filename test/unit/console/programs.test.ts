// Programs with a token (docs/api.md): what they are let in to, and what ends that. Over real sockets.
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { TokenScope } from "../../../src/shared/domain/closed-sets.js";
import type { Hit } from "../../../src/shared/domain/types.js";
import type { LiveSnapshot } from "../../../src/shared/web/api-types.js";
import { someStatus, startConsole, type TestConsole } from "../../kit/units/console.js";
import { quietUpkeep } from "../../kit/doubles/upkeep.js";
import { aHit, aRead, anEntry } from "../../kit/samples/records.js";
import { Client, openLive, signedIn } from "../../kit/units/console-client.js";
import { declaredRoutes } from "../../kit/units/routes.js";

const wish = { name: "cad", purpose: "wanted person", days: 30, from: [] };

/** A program with a token of these scopes. */
function program(unit: TestConsole, scopes: readonly TokenScope[], over: object = {}): Client {
  const client = new Client(unit.url);
  client.token = unit.tokens.add({ ...wish, ...over, scopes }, "root");
  return client;
}

function withHits(unit: TestConsole) {
  const [read, other] = [aRead(), aRead({ text: "OTHER1" })];
  const hit = aHit(read, { entry: anEntry({ restricted: true, record: { note: "armed" } }) });
  const covert = aHit(aRead({ text: "SECRET" }), { entry: anEntry({ covert: true, plate: "SECRET" }) });
  unit.records.add(read, [hit]);
  unit.records.add(other);
  unit.records.add(aRead({ id: covert.readId, text: "SECRET" }), [covert]);
  return { read, other, hit, covert };
}

const linesOf = (unit: TestConsole, event: string) => unit.audit.lines.filter((line) => line.event === event);
const alertOf = (hit: Hit, read = aRead({ id: hit.readId })) =>
  ({ hit, read, recorded: true, kind: "new", raisedAt: 0 }) as const;

describe("a token", () => {
  it("opens what its scopes name, and nothing else that is there", async () => {
    const selfTest = { isRunning: () => false, last: () => null, run: () => Promise.resolve() } as never;
    const unit = await startConsole({ upkeep: { ...quietUpkeep, selfTest } });
    const { hit, read, other } = withHits(unit);
    const ids = { ":id": hit.id } as const;
    const opened: Record<string, string[]> = {};
    for (const scope of ["alerts", "reads", "status", "faults", "restricted", "covert"] as const) {
      const client = program(unit, [scope], { name: scope });
      opened[scope] = [];
      for (const { method, url } of await declaredRoutes("api")) {
        if (url === "/api/live" || (method === "POST" && url === "/api/session")) continue;
        const path = url
          .replace("/api/pictures/:id", `/api/pictures/${read.id}.1.plate`)
          .replace(/:id/, ids[":id"]);
        const answer = await client.request(path, { method });
        if (answer.status === 200) opened[scope].push(`${method} ${url}`);
        else if (url !== "/api/welcome")
          expect([answer.status, answer.body["error"]], `${scope} ${url}`).toEqual([403, "no-scope"]);
      }
      // What it is given is what it may see: pictures of reads that were no hit are for "reads".
      const picture = await client.request(`/api/pictures/${other.id}.1.plate`);
      expect([scope, picture.status === 200]).toEqual([scope, scope === "reads"]);
    }
    const hits = ["GET /api/encounters", "GET /api/hits", "GET /api/hits/:id"];
    const all = (more: readonly string[]) => [...more, "GET /api/openapi.json", "GET /api/welcome"].sort();
    expect(Object.fromEntries(Object.entries(opened).map(([scope, found]) => [scope, found.sort()]))).toEqual(
      {
        alerts: all([...hits, "GET /api/pictures/:id"]),
        reads: all(["GET /api/pictures/:id", "GET /api/reads"]),
        status: all(["GET /api/self-test", "GET /api/status"]),
        faults: all(["GET /api/faults"]),
        restricted: all(["POST /api/hits/:id/record"]),
        covert: all([]),
      },
    );
  });

  it("shows restricted records and covert hits to those scopes alone, and leaves the lines of a person", async () => {
    const unit = await startConsole();
    const { hit, covert, read } = withHits(unit);
    const plain = program(unit, ["alerts"]);
    const list = await plain.request("/api/hits");
    expect(list.status).toBe(200);
    expect(JSON.stringify(list.body)).not.toMatch(/armed|SECRET/);
    expect((await plain.request(`/api/hits/${covert.id}`)).status).toBe(404);
    expect((await plain.request(`/api/pictures/${covert.readId}.1.plate`)).status).toBe(404);
    await plain.request(`/api/pictures/${read.id}.1.plate`);
    await plain.request(`/api/pictures/${read.id}.1.vehicle`);
    const full = program(unit, ["alerts", "restricted", "covert"], { name: "intel" });
    expect(JSON.stringify((await full.request("/api/hits")).body)).toContain("SECRET");
    const opened = await full.request(`/api/hits/${hit.id}/record`, { method: "POST" });
    expect(JSON.stringify(opened.body)).toContain("armed");
    const actor = { name: "program:cad", role: "program", source: "127.0.0.1" };
    expect(linesOf(unit, "hits.view")[0]).toMatchObject({ actor, detail: { purpose: wish.purpose } });
    expect(linesOf(unit, "picture.view")).toMatchObject([{ actor, object: read.id }]);
    expect(linesOf(unit, "hit.reveal")).toMatchObject([{ actor: { name: "program:intel" }, object: hit.id }]);
  });

  it("searches under its own purpose, whatever the request says", async () => {
    const unit = await startConsole();
    withHits(unit);
    const client = program(unit, ["reads"]);
    expect((await client.request("/api/reads?plate=OTHER1&purpose=curiosity")).status).toBe(200);
    expect(linesOf(unit, "reads.search")).toMatchObject([
      { actor: { role: "program" }, object: "OTHER1", detail: { purpose: wish.purpose } },
    ]);
  });

  it("is taken from its header alone, never beside a cookie, and stands in no log, trail or answer", async () => {
    const unit = await startConsole();
    const client = program(unit, ["status"]);
    const { token } = client;
    const bare = new Client(unit.url);
    for (const path of [`/api/status?access_token=${token}`, `/api/status?token=${token}`])
      expect((await bare.request(path)).status).toBe(401);
    expect((await bare.request("/api/status", { headers: { "x-api-key": token } })).status).toBe(401);
    expect((await bare.request("/api/status", { headers: { cookie: `tagwatch=${token}` } })).status).toBe(
      401,
    );
    for (const header of [`Basic ${token}`, token, `Bearer ${token}x`, "Bearer ", "Bearer null"])
      expect((await bare.request("/api/status", { headers: { authorization: header } })).status, header).toBe(
        401,
      );
    expect((await client.request("/api/status")).status).toBe(200);
    const olive = await signedIn(unit.url, "olive");
    const both = await olive.request("/api/status", { headers: { authorization: `Bearer ${token}` } });
    expect([both.status, both.body["error"]]).toEqual([400, "two-keys"]);
    const said = JSON.stringify([unit.log.lines, unit.audit.lines, unit.faults.list(), both.body]);
    expect(said).not.toContain(token.slice(9));
    // From another site's page the browser says so, and is refused before the token counts.
    const other = { "sec-fetch-site": "cross-site" };
    expect((await client.request("/api/status", { headers: other })).status).toBe(403);
  });

  it("is refused from elsewhere, after its end, and while the clock is not set, each with its line", async () => {
    const unit = await startConsole();
    const client = program(unit, ["status"], { from: ["192.0.2.0/24"] });
    expect((await client.request("/api/status")).status).toBe(401);
    const home = program(unit, ["status"], { name: "home", from: ["127.0.0.0/8"] });
    expect((await home.request("/api/status")).status).toBe(200);
    // A proxy on the unit passes on what comes from anywhere.
    const headers = { "x-forwarded-for": "127.0.0.1" };
    expect((await home.request("/api/status", { headers })).status).toBe(401);
    expect(
      (await program(unit, ["status"], { name: "all" }).request("/api/status", { headers })).status,
    ).toBe(200);
    expect(linesOf(unit, "token.refuse")).toMatchObject([
      { actor: { name: "program:cad", role: "nobody" }, outcome: "failure", detail: { reason: "address" } },
      { actor: { name: "program:home" }, detail: { reason: "address" } },
    ]);
  });

  it("goes by the time that is vouched for, and else by the latest that any clock says", async () => {
    let aheadMs = 0;
    let at: number | null = null;
    const sources = [{ source: "gps", steadyMs: 0, heardMsAgo: 0 }] as const;
    const status = () => {
      const one = someStatus();
      return { ...one, time: { ...one.time, at, sources: sources.map((each) => ({ ...each, aheadMs })) } };
    };
    const unit = await startConsole({ status });
    const client = program(unit, ["status"]);
    const ask = async () => (await client.request("/api/status")).status;
    expect(await ask()).toBe(200);
    aheadMs = 31 * 86_400_000;
    expect(await ask()).toBe(401);
    at = unit.clock.now();
    expect(await ask()).toBe(200);
    at = unit.clock.now() - 5 * 86_400_000;
    expect(await ask()).toBe(401);
    expect(linesOf(unit, "token.refuse").map(({ detail }) => detail?.["reason"])).toEqual([
      "expired",
      "clock",
    ]);
  });

  it("opens nothing while the file of tokens is damaged, which is a fault; people stay", async () => {
    const unit = await startConsole();
    const client = program(unit, ["status"]);
    const stream = await openLive(program(unit, ["alerts"], { name: "live" }));
    const olive = await signedIn(unit.url, "olive");
    chmodSync(join(unit.dir, "tokens.json"), 0o600);
    writeFileSync(join(unit.dir, "tokens.json"), "{}");
    const refused = await client.request("/api/status");
    expect([refused.status, refused.body["error"]]).toEqual([503, "tokens-file"]);
    await unit.clock.advance(5_000);
    await stream.ended;
    expect(unit.faults.list()).toMatchObject([{ code: "TOKENS_FILE", subject: "console" }]);
    expect((await olive.request("/api/status")).status).toBe(200);
  });

  it("cannot guess without end, and costs the trail some lines a minute", async () => {
    const unit = await startConsole();
    const stranger = new Client(unit.url);
    const statuses = [];
    for (let n = 0; n < 60; n++) {
      stranger.token = `tagwatch_${String(n).padStart(43, "0")}`;
      statuses.push((await stranger.request("/api/status")).status);
    }
    expect([statuses[0], statuses.at(-1)]).toEqual([401, 429]);
    expect(linesOf(unit, "token.refuse").length).toBeLessThanOrEqual(10);
    expect((await program(unit, ["status"]).request("/api/status")).status).toBe(200);
  });

  it("asks no faster than a person's page", async () => {
    const unit = await startConsole();
    const client = program(unit, ["status"]);
    let status = 200;
    let asked = 0;
    for (; status === 200 && asked < 600; asked++) status = (await client.request("/api/status")).status;
    expect(status).toBe(429);
    expect(asked).toBeGreaterThan(350);
  });
});

describe("a program's stream", () => {
  it("tells alerts and what becomes of them; reads and faults to those scopes alone", async () => {
    const unit = await startConsole();
    const { read, hit } = withHits(unit);
    const plain = await openLive(program(unit, ["alerts"]));
    const wide = await openLive(program(unit, ["alerts", "reads", "faults"], { name: "wide" }));
    unit.faults.raise({ code: "CAMERA_LOST", subject: "front", severity: "critical", text: "lost" });
    unit.console.live.read(aRead({ text: "PASSER" }));
    unit.console.live.faults(unit.faults.list());
    unit.console.live.alert(alertOf(hit, read));
    for (const stream of [plain, wide]) await stream.next("unverified");
    const snapshot = await plain.next<LiveSnapshot>("snapshot");
    expect(snapshot.hits.map(({ id }) => id)).toEqual([hit.id]);
    expect([snapshot.reads, snapshot.faults]).toEqual([[], []]);
    const told = new Set(plain.events.map(({ event }) => event));
    expect(["snapshot", "watch", "alert", "unverified"].filter((event) => !told.delete(event))).toEqual([]);
    expect([...told]).toEqual([]);
    expect(JSON.stringify(plain.events)).not.toMatch(/PASSER|OTHER1|SECRET|armed/);
    expect(wide.events.map(({ event }) => event)).toEqual(
      expect.arrayContaining(["read", "faults", "watch"]),
    );
    expect(linesOf(unit, "live.open")).toMatchObject([{ detail: { purpose: wish.purpose, reads: 0 } }, {}]);
    expect(
      linesOf(unit, "hit.show")
        .map(({ actor }) => actor.name)
        .sort(),
    ).toEqual(["program:cad", "program:wide"]);
  });

  it("is told nothing more once its token is revoked, and ends with the next beat at the latest", async () => {
    const unit = await startConsole();
    const { read, hit } = withHits(unit);
    const client = program(unit, ["alerts"]);
    const first = await openLive(client);
    const idle = await openLive(client);
    for (const stream of [first, idle]) await stream.next("snapshot");
    unit.tokens.revoke("cad", "root");
    unit.console.live.alert(alertOf(hit, read));
    await first.ended;
    expect(first.events.map(({ event }) => event)).toEqual(["snapshot", "signed-out"]);
    await unit.clock.advance(5_000);
    await idle.ended;
    expect((await client.request("/api/hits")).status).toBe(401);
    expect(linesOf(unit, "hit.show")).toEqual([]);
    const changes = unit.audit.lines.filter(({ event }) => event.startsWith("token."));
    expect(changes.map(({ event, object }) => [event, object])).toEqual(
      expect.arrayContaining([
        ["token.add", "cad"],
        ["token.revoke", "cad"],
      ]),
    );
  });

  it("ends by the clock too", async () => {
    const time = { ...someStatus().time };
    const unit = await startConsole({ status: () => ({ ...someStatus(), time }) });
    time.at = unit.clock.now();
    const stream = await openLive(program(unit, ["alerts"]));
    await stream.next("snapshot");
    time.at += 31 * 86_400_000;
    await unit.clock.advance(5_000);
    await stream.ended;
    expect(stream.events.at(-1)?.event).toBe("signed-out");
  });

  it("takes the place of its own oldest, and never that of a person", async () => {
    const unit = await startConsole();
    const olive = await openLive(await signedIn(unit.url, "olive"));
    const first = await openLive(program(unit, ["alerts"]));
    const ends: Promise<void>[] = [];
    for (let n = 0; n < 20; n++) {
      const stream = await openLive(program(unit, ["alerts"], { name: `cad-${String(n)}` }));
      await stream.next("snapshot");
      ends.push(stream.ended);
    }
    await first.ended;
    await Promise.all(ends.slice(0, 4));
    unit.console.live.faults([]);
    await olive.next("faults");
    const client = program(unit, ["alerts"], { name: "twice" });
    const own = await openLive(client);
    for (let n = 0; n < 2; n++) await (await openLive(client)).next("snapshot");
    await own.next("replaced");
  });
});
