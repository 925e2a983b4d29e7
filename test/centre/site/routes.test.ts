// Every route that the centre's site has, asked by those it must not answer. A route that is added is in it by itself.
import { mkdirSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { beforeAll, expect, it, onTestFinished } from "vitest";
import type { SiteArchive } from "../../../src/centre/core/site-archive.js";
import { createSite } from "../../../src/centre/site/server.js";
import { ownLines } from "../../../src/shared/access/refused-requests.js";
import { rights } from "../../../src/shared/access/rights.js";
import { openUsers, type Users } from "../../../src/shared/access/users.js";
import { roles } from "../../../src/shared/domain/closed-sets.js";
import type { AuditEvent } from "../../../src/shared/domain/actor.js";
import { sealingUnder } from "../../../src/shared/evidence/seal.js";
import { createClock } from "../../../src/shared/platform/clock.js";
import { memoryFaults } from "../../kit/doubles/faults.js";
import { quiet } from "../../kit/doubles/quiet.js";
import { makeAuthority } from "../../kit/peers/certificates.js";
import { declaredRoutes, type DeclaredRoute } from "../../kit/units/routes.js";
import { scratchFolder } from "../../kit/units/scratch.js";

/** Routes of the page that answer who is not signed in. */
const openRoutes = ["POST /api/session"];
/** Routes that answer everybody who is signed in. */
const everybodys = [
  "GET /api/session/keys",
  ...["/begin", "", "/remove"].map((end) => `POST /api/session/keys${end}`),
  ...["POST /api/session/password", "GET /api/session", "POST /api/session/end"],
];
const password = "a sentence for the test";

const nameOf = ({ method, url }: DeclaredRoute): string => `${method} ${url}`;
let all: readonly DeclaredRoute[];
let closed: readonly DeclaredRoute[];

beforeAll(async () => {
  all = await declaredRoutes(undefined, "centre/site");
  const api = all.filter(({ audience }) => audience === "api");
  closed = api.filter(({ right }) => right !== undefined);
  expect(api.filter(({ right }) => right === undefined).map(nameOf)).toEqual(openRoutes);
  expect(api.filter(({ right }) => right === null).map(nameOf)).toEqual(everybodys);
  expect(closed.length).toBeGreaterThan(8);
});

interface OpenSite {
  readonly users: Users;
  readonly lines: Omit<AuditEvent, "at">[];
  ask(
    route: Pick<DeclaredRoute, "method" | "url">,
    headers?: Record<string, string>,
    body?: object,
  ): Promise<readonly [status: number, body: Record<string, unknown>, cookie: string]>;
  /** What a page of that person sends. */
  signedIn(name: string): Promise<Record<string, string>>;
}

/** A site on a real socket, with an archive that only takes lines of the trail: a refused request comes no further. */
async function startSite(): Promise<OpenSite> {
  const dir = scratchFolder();
  const server = makeAuthority(dir).issue("server");
  const webDir = join(dir, "web");
  mkdirSync(webDir);
  const clock = createClock();
  const users = openUsers(join(dir, "users.json"), clock, (work) => work());
  const lines: OpenSite["lines"] = [];
  const archive: Partial<SiteArchive> = {
    audit: (events) => Promise.resolve(lines.push(...events)),
    watch: (_changed, signal) => new Promise((end) => signal.addEventListener("abort", () => end())),
    board: () => Promise.resolve([]),
    silent: () => Promise.resolve([]),
    hearing: () => Promise.resolve({ hears: true, since: null }),
    density: () => Promise.resolve({ cells: [], cellDegrees: 0.001, countedTo: null, isCut: false }),
  };
  const stopping = new AbortController();
  let listens = (): void => undefined;
  const up = new Promise<void>((resolve) => (listens = resolve));
  const site = createSite({
    config: {
      site: {
        ...{ host: "127.0.0.1", port: 0, sessionIdle: 900_000, sessionMax: 43_200_000, secondFactor: "off" },
      },
      centre: { name: "Test agency" },
    } as never,
    ...{ archive: archive as SiteArchive, pictures: {} as never, enrolling: {} as never },
    ...{ people: { users, sealing: sealingUnder(Buffer.alloc(32, 1)) }, clock, log: quiet },
    ...{
      faults: memoryFaults(),
      newId: () => "id",

      webDir,
      onListening: () => listens(),
    },
    keys: { tls: () => server, signer: { agency: "Test agency", key: {} as never } },
  });
  const running = site.run(stopping.signal);
  onTestFinished(async () => {
    stopping.abort();
    await running;
  });
  await up;
  const ask: OpenSite["ask"] = ({ method, url }, headers = {}, body) =>
    new Promise((resolve, reject) => {
      const sent = body === undefined ? {} : { "content-type": "application/json" };
      const options = {
        method,
        rejectUnauthorized: false,
        headers: { origin: site.url(), ...sent, ...headers },
      };
      const path = url.replace(/:id|:name/, "LW-234567");
      const asked = request(`${site.url()}${path}`, options, (answer) => {
        const pieces: Buffer[] = [];
        answer.on("data", (piece: Buffer) => pieces.push(piece));
        answer.once("end", () => {
          const said = JSON.parse(Buffer.concat(pieces).toString()) as Record<string, unknown>;
          resolve([answer.statusCode ?? 0, said, answer.headers["set-cookie"]?.[0]?.split(";")[0] ?? ""]);
        });
      });
      asked.once("error", reject).end(body === undefined ? undefined : JSON.stringify(body));
    });
  return {
    ...{ users, lines, ask },
    async signedIn(name) {
      const [, { csrf }, cookie] = await ask({ method: "POST", url: "/api/session" }, {}, { name, password });
      return { cookie, "x-csrf-token": String(csrf) };
    },
  };
}

/** What each route answers: its status and its word. */
async function answers(site: OpenSite, routes: readonly DeclaredRoute[], headers?: Record<string, string>) {
  const found: string[] = [];
  for (const route of routes) {
    const [status, body] = await site.ask(route, headers, route.method === "POST" ? {} : undefined);
    found.push(`${nameOf(route)} ${String(status)} ${String(body["error"])}`);
  }
  return found;
}

const each = (routes: readonly DeclaredRoute[], answer: string) =>
  routes.map((route) => `${nameOf(route)} ${answer}`);

it("answers nobody without a session, with a made-up cookie or token, or who is disabled", async () => {
  const site = await startSite();
  await site.users.add({ name: "olive", role: "supervisor", password }, "test");
  const gone = await site.signedIn("olive");
  expect((await site.ask({ method: "GET", url: "/api/session" }, gone))[0]).toBe(200);
  site.users.setDisabled("olive", true, "test");
  const made = { cookie: `__Host-tagwatch-centre=${"x".repeat(43)}` };
  for (const headers of [{}, made, { authorization: `Bearer tagwatch_${"x".repeat(43)}` }, gone])
    expect(await answers(site, closed, headers)).toEqual(each(closed, "401 signed-out"));
});

it.each(roles)("answers the %s only what the role has a right to, and writes the rest down", async (role) => {
  const site = await startSite();
  await site.users.add({ name: "olive", role, password }, "test");
  const own = rights(role);
  const others = closed.filter(({ right }) => right && !own.includes(right));
  expect(others.length).toBeGreaterThan(0);
  expect(await answers(site, others, await site.signedIn("olive"))).toEqual(each(others, "403 no-right"));
  const refused = site.lines.filter(({ event }) => event === "access.refuse");
  // Of a flood the first are lines of their own, the rest a sum.
  expect(refused.length).toBe(Math.min(others.length, ownLines));
  expect(refused.every(({ actor }) => actor.name === "olive")).toBe(true);
});

it("changes nothing without the page's own token, from another origin, or for another site", async () => {
  const site = await startSite();
  await site.users.add({ name: "olive", role: "supervisor", password }, "test");
  const own = await site.signedIn("olive");
  const changes = closed.filter(({ method }) => method === "POST");
  const asked = async (over: Record<string, string>, routes: readonly DeclaredRoute[] = changes) =>
    answers(site, routes, { ...own, ...over });
  expect(await asked({ "x-csrf-token": "" })).toEqual(each(changes, "403 csrf"));
  expect(await asked({ origin: "https://evil.example" })).toEqual(each(changes, "403 foreign-origin"));
  expect(await asked({ "sec-fetch-site": "cross-site" }, closed)).toEqual(each(closed, "403 foreign-site"));
});

it("takes no body larger than the route declares, from anybody", async () => {
  const site = await startSite();
  await site.users.add({ name: "olive", role: "supervisor", password }, "test");
  const own = await site.signedIn("olive");
  const taking = all.filter(({ method }) => method === "POST");
  expect(taking.map(nameOf)).toEqual(expect.arrayContaining(["POST /enrol", "POST /enrol/renew"]));
  for (const route of taking) {
    expect(route.bodyLimit, nameOf(route)).toBeLessThanOrEqual(32_768);
    for (const headers of [own, {}])
      expect((await site.ask(route, headers, { more: "x".repeat(route.bodyLimit) }))[0], nameOf(route)).toBe(
        413,
      );
  }
});
