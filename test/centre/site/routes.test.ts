// Every route that the centre's site has, asked by those it must not answer. A route that is added is in it by itself.
import { beforeAll, expect, it } from "vitest";
import { ownLines } from "../../../src/shared/access/refused-requests.js";
import { rights } from "../../../src/shared/access/rights.js";
import { roles } from "../../../src/shared/domain/closed-sets.js";
import { siteWord as password, startSite, type OpenSite } from "../../kit/units/open-site.js";
import { declaredRoutes, type DeclaredRoute } from "../../kit/units/routes.js";

/** Routes of the page that answer who is not signed in. */
const openRoutes = ["POST /api/session"];
/** Routes that answer everybody who is signed in. */
const everybodys = [
  "GET /api/session/keys",
  ...["/begin", "", "/remove"].map((end) => `POST /api/session/keys${end}`),
  ...["POST /api/session/password", "GET /api/session", "POST /api/session/end"],
];

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
