// Every route that the officer's page has, asked by those it must not answer. A route that is added is in it by itself.
import { expect, it } from "vitest";
import { rights } from "../../../src/shared/access/rights.js";
import type { Role } from "../../../src/shared/domain/closed-sets.js";
import { quietUpkeep } from "../../kit/doubles/upkeep.js";
import { startConsole, type TestConsole } from "../../kit/units/console.js";
import { Client, signedIn } from "../../kit/units/console-client.js";
import { declaredRoutes, type DeclaredRoute } from "../../kit/units/routes.js";

/** Routes of the page that answer who is not signed in. */
const openRoutes = ["GET /api/welcome", "POST /api/session"];
/** Routes that answer everybody who is signed in. */
const everybodys = [
  "GET /api/openapi.json",
  "GET /api/session",
  "GET /api/session/keys",
  ...["end", "keys", "keys/begin", "keys/remove", "lock", "password", "renew", "touch"].map(
    (what) => `POST /api/session/${what}`,
  ),
];
const people = { olive: "officer", ada: "auditor", ana: "analyst", tess: "technician", max: "administrator" };

const selfTest = { isRunning: () => false, last: () => null, run: () => Promise.resolve() } as never;
const start = (): Promise<TestConsole> => startConsole({ upkeep: { ...quietUpkeep, selfTest } });

const nameOf = ({ method, url }: DeclaredRoute): string => `${method} ${url}`;
const pathOf = ({ url }: DeclaredRoute): string => url.replace(/:(id|name|token)/, "LW-234567");

async function closedRoutes(): Promise<readonly DeclaredRoute[]> {
  const all = await declaredRoutes("api");
  expect(
    all
      .filter(({ right }) => right === undefined)
      .map(nameOf)
      .sort(),
  ).toEqual(openRoutes);
  expect(
    all
      .filter(({ right }) => right === null)
      .map(nameOf)
      .sort(),
  ).toEqual(everybodys);
  expect(all.length).toBeGreaterThan(35);
  return all.filter(({ right }) => right !== undefined);
}

/** What each route answers a client that sends all a page sends. */
async function answers(client: Client, routes: readonly DeclaredRoute[], over: Record<string, string> = {}) {
  const found: string[] = [];
  for (const route of routes) {
    const path = pathOf(route);
    const { status, body } = await (route.method === "POST"
      ? client.post(path, {}, over)
      : client.request(path, { headers: over }));
    found.push(`${nameOf(route)} ${String(status)} ${String(body["error"])}`);
  }
  return found;
}

const each = (routes: readonly DeclaredRoute[], answer: string) =>
  routes.map((route) => `${nameOf(route)} ${answer}`);

it("answers nobody without a session, with a cookie that is over, or with a token that was revoked", async () => {
  const unit = await start();
  const routes = await closedRoutes();
  const stranger = new Client(unit.url);
  expect(await answers(stranger, routes)).toEqual(each(routes, "401 signed-out"));
  stranger.cookie = `tagwatch=${"x".repeat(43)}`;
  expect(await answers(stranger, routes)).toEqual(each(routes, "401 signed-out"));
  const gone = await signedIn(unit.url, "olive");
  unit.users.setDisabled("olive", true, null);
  expect(await answers(gone, routes)).toEqual(each(routes, "401 signed-out"));
  const program = new Client(unit.url);
  const wish = { name: "cad", purpose: "test", days: 1, from: [] };
  program.token = unit.tokens.add({ ...wish, scopes: ["alerts", "reads", "status", "faults"] }, "root");
  unit.tokens.revoke("cad", "root");
  // After some tries it has to wait.
  for (const answer of await answers(program, routes))
    expect(answer).toMatch(/ (401 no-token|429 too-many)$/);
});

it.each(Object.entries(people))(
  "answers %s, the %s, only what the role has a right to",
  async (name, role) => {
    const unit = await start();
    const own = rights(role as Role);
    const others = (await closedRoutes()).filter(({ right }) => right && !own.includes(right));
    expect(others.length).toBeGreaterThan(5);
    const client = await signedIn(unit.url, name);
    expect(await answers(client, others)).toEqual(each(others, "403 no-right"));
  },
);

it("changes nothing without the page's own token, from another origin, or for another site", async () => {
  const unit = await start();
  const routes = await closedRoutes();
  const changes = routes.filter(({ method }) => method === "POST");
  const client = await signedIn(unit.url, "sam");
  expect(await answers(client, changes, { "x-csrf-token": "" })).toEqual(each(changes, "403 csrf"));
  const foreign = { origin: "http://evil.example" };
  expect(await answers(client, changes, foreign)).toEqual(each(changes, "403 foreign-origin"));
  const site = { "sec-fetch-site": "cross-site" };
  expect(await answers(client, routes, site)).toEqual(each(routes, "403 foreign-site"));
});

it("takes no body larger than the route declares, from anybody", async () => {
  const unit = await start();
  const client = await signedIn(unit.url, "sam");
  for (const route of (await declaredRoutes()).filter(({ method }) => method === "POST")) {
    expect(route.bodyLimit, nameOf(route)).toBeLessThanOrEqual(16_384);
    const huge = { more: "x".repeat(route.bodyLimit) };
    const type: Record<string, string> =
      route.audience === "page" ? { "content-type": "application/x-www-form-urlencoded" } : {};
    for (const who of [client, new Client(unit.url)])
      expect((await who.post(pathOf(route), huge, type)).status, nameOf(route)).toBe(413);
  }
});

it("has beside these a few that are for programs of this machine, and the link of a notice", async () => {
  const others = (await declaredRoutes()).filter(({ audience }) => audience !== "api");
  expect(others.map((route) => `${route.audience} ${nameOf(route)}`).sort()).toEqual([
    "machine GET /healthz",
    "machine GET /metrics",
    "machine GET /status",
    "page GET /acknowledge/:token",
    "page POST /acknowledge/:token",
  ]);
  const { url } = await start();
  for (const route of await declaredRoutes("api"))
    expect((await fetch(`${url}${pathOf(route)}`, { method: "HEAD" })).status, nameOf(route)).toBe(404);
});
