// What strangers, floods and sloppy clients may cost: connections, bodies, audit lines, streams. Over real sockets.
import { createServer } from "node:http";
import { connect, type Socket } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { capConnections, limits } from "../../../src/unit/console/connections.js";
import { neighbourhood } from "../../../src/shared/access/networks.js";
import { startConsole, type TestConsole } from "../../kit/units/console.js";
import { aHit, aRead } from "../../kit/samples/records.js";
import { Client, openLive, signedIn } from "../../kit/units/console-client.js";

/** A socket of its own; resolves with all that was answered when the server closes it. */
function speak(
  url: string,
  text: string,
  from?: string,
): { readonly closed: Promise<string>; readonly socket: Socket } {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), ...(from ? { localAddress: from } : {}) });
  onTestFinished(() => void socket.destroy());
  const closed = new Promise<string>((resolve) => {
    let answer = "";
    socket.on("data", (bytes: Buffer) => (answer += bytes.toString()));
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(answer));
  });
  socket.write(text);
  return { closed, socket };
}

const refusals = (unit: TestConsole, event: string) =>
  unit.audit.lines.filter((line) => line.event === event && line.outcome === "failure");

it("closes a body and headers that never end, however many, and serves others meanwhile", async () => {
  const unit = await startConsole();
  const body =
    "POST /api/session HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 400\r\n\r\n{";
  const slow = Array.from({ length: 60 }, (_, n) => speak(unit.url, n % 2 ? body : "GET /healthz HT"));
  expect((await new Client(unit.url).request("/healthz")).status).toBe(200);
  const answers = await Promise.all(slow.map(({ closed }) => closed));
  expect(answers.filter((answer) => answer !== "" && !answer.startsWith("HTTP/1.1 408"))).toEqual([]);
}, 30_000);

it("takes no more connections of one machine than it may have, and the unit's own screen is never shut out", async () => {
  const refused: string[] = [];
  const server = createServer((_, response) => response.end("served"));
  capConnections(server, (address) => void refused.push(address));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as { port: number };
  const url = `http://127.0.0.1:${String(port)}`;
  const held = Array.from({ length: limits.ofLoopback }, () => speak(url, "GET / HT"));
  await Promise.all(held.map(({ socket }) => new Promise((resolve) => socket.once("connect", resolve))));
  expect(await speak(url, "GET / HTTP/1.1\r\nhost: x\r\n\r\n").closed).toBe("");
  expect(refused).toEqual(["127.0.0.1"]);
  held[0].socket.destroy();
  await held[0].closed;
  const again = await fetch(url);
  expect(await again.text()).toBe("served");
});

it("counts an IPv6 network as one machine", () => {
  expect(neighbourhood("2001:db8:1:2:aaaa::1")).toBe(neighbourhood("2001:db8:1:2:bbbb::2"));
  expect(neighbourhood("2001:db8::1")).not.toBe(neighbourhood("2001:db8:0:1::1"));
  expect(neighbourhood("::ffff:10.0.0.7")).toBe("10.0.0.7");
});

it("takes no body beyond what the route can use", async () => {
  const unit = await startConsole();
  const client = await signedIn(unit.url, "olive");
  expect((await client.post("/api/session/touch", { more: "x".repeat(2_000) })).status).toBe(413);
  expect((await client.post("/api/session", { name: "x".repeat(9_000) })).status).toBe(413);
});

it("writes a flood of refused sign-ins as a few lines and one sum a minute", async () => {
  const unit = await startConsole();
  const stranger = new Client(unit.url);
  for (let n = 0; n < 5; n++) await stranger.signIn("olive", "wrong wrong wrong");
  for (let n = 0; n < 200; n++)
    expect((await stranger.signIn("olive", "wrong wrong wrong")).status).toBe(423);
  const told = refusals(unit, "sign-in").length;
  expect(told).toBeLessThanOrEqual(20);
  await unit.clock.advance(66_000);
  const lines = refusals(unit, "sign-in");
  expect(lines.length).toBeLessThanOrEqual(told + 2);
  expect(lines.at(-1)).toMatchObject({ actor: { name: "several", source: "127.0.0.1" } });
  const counted = lines.reduce((sum, line) => sum + Number(line.detail?.["more"] ?? 1), 0);
  expect(counted).toBe(205);
});

it("writes one transaction for an alert, whatever the number of pages, and names each person", async () => {
  const unit = await startConsole();
  const olive = await signedIn(unit.url, "olive");
  const sam = await signedIn(unit.url, "sam");
  const streams = [];
  for (const client of [olive, olive, olive, sam]) streams.push(await openLive(client));
  for (const stream of streams) await stream.next("snapshot");
  const before = unit.audit.writes;
  const read = aRead();
  const hit = aHit(read);
  unit.console.live.alert({ hit, read, recorded: true, kind: "new", raisedAt: 0 });
  for (const stream of streams) await stream.next("alert");
  expect(unit.audit.writes - before).toBe(1);
  const shown = unit.audit.lines.filter((line) => line.event === "hit.show");
  expect(shown.map((line) => line.actor.name).sort()).toEqual(["olive", "sam"]);
});

it("lets one person watch on eight pages; the oldest is told why it ends, and others stay", async () => {
  const unit = await startConsole();
  const sam = await openLive(await signedIn(unit.url, "sam"));
  const olive = await signedIn(unit.url, "olive");
  const first = await openLive(olive);
  for (let n = 0; n < 8; n++) await (await openLive(olive)).next("snapshot");
  await first.next("replaced");
  await first.ended;
  unit.console.live.faults([]);
  await sam.next("faults");
  expect(unit.audit.lines.filter((line) => line.event === "live.close")).toMatchObject([
    { actor: { name: "olive" }, detail: { ended: "replaced" } },
  ]);
});

it("refuses a session that asks too much, as one line, and lets it go on later", async () => {
  const unit = await startConsole();
  const client = await signedIn(unit.url, "olive");
  let status = 200;
  let asked = 0;
  for (; status === 200 && asked < 600; asked++) status = (await client.request("/api/status")).status;
  expect(status).toBe(429);
  expect(asked).toBeGreaterThan(350);
  for (let n = 0; n < 50; n++) await client.request("/api/status");
  expect(refusals(unit, "access.refuse").length).toBeLessThanOrEqual(10);
  await unit.clock.advance(5_000);
  expect((await client.request("/api/status")).status).toBe(200);
});

it("applies every check to a route, however its address is spelled", async () => {
  const unit = await startConsole();
  const client = await signedIn(unit.url, "olive");
  for (const path of ["/%61pi/reads", "/api/%72eads", "/%61%70%69/session"]) {
    const other = await client.request(path, { headers: { "sec-fetch-site": "cross-site" } });
    expect([path, other.status]).toEqual([path, 403]);
    const own = await client.request(path);
    expect([path, own.headers.get("cache-control")]).toEqual([path, "no-store"]);
  }
});

it("ends a search whose page went away, and the trail has it all the same", async () => {
  const unit = await startConsole();
  const client = await signedIn(unit.url, "olive");
  const page = new AbortController();
  const ended = new Promise<void>((resolve) => {
    unit.records.searching = async ({ signal }) => {
      page.abort();
      await new Promise((done) => signal.addEventListener("abort", done, { once: true }));
      resolve();
      throw new Error("gone");
    };
  });
  await client.request("/api/reads?plate=AB*&purpose=case+1", { signal: page.signal }).catch(() => undefined);
  await ended;
  await expect
    .poll(() => refusals(unit, "reads.search"))
    .toMatchObject([{ object: "AB*", detail: { ended: "gone" } }]);
});
