// The archive goes away: whatever the site is asked then, it says so with a 503, and never that something went wrong.
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { connectDatabase } from "../../../src/centre/archive/database.js";
import { createSiteArchive } from "../../../src/centre/archive/site-archive.js";
import { ArchiveAway } from "../../../src/centre/core/archive-away.js";
import type { SiteArchive } from "../../../src/centre/core/site-archive.js";
import { startArchive, type TestArchive } from "../../kit/peers/archive.js";
import { siteWord, startSite, type OpenSite } from "../../kit/units/open-site.js";
import { declaredRoutes } from "../../kit/units/routes.js";
import { idAt } from "../../kit/samples/records.js";

let archive: TestArchive;
beforeAll(async () => {
  archive = await startArchive();
});
afterAll(() => archive.stop());

const soon = (): number => Date.now() + 86_400_000;
const order = { purpose: "crime investigation", caseNumber: "26-1" } as const;
const box = { south: 38.9, west: -94.7, north: 39.1, east: -94.4 };
const id = idAt();
const proof = "A".repeat(64);

/** What is asked of a route, by whom. `asks`: the archive, also after the line of the trail. */
interface Asked {
  readonly route: string;
  readonly by?: "sam" | "max" | null;
  readonly path?: string;
  readonly body?: object;
  readonly asks?: boolean;
}

/** Of every route that needs the archive; `ticket` is that of a search of sam's. The last one ends sam's session. */
const asked = (ticket: string): readonly Asked[] => [
  { route: "POST /api/session", by: null, body: { name: "sam", password: siteWord } },
  { route: "POST /api/search", body: { ...order, plate: "ABC123" }, asks: true },
  {
    route: "POST /api/search/density",
    body: { search: ticket, from: Date.now() - 1_000, to: Date.now(), box },
    asks: true,
  },
  { route: "GET /api/pictures/:id", path: `/api/pictures/${id}.1.plate?search=${ticket}`, asks: true },
  { route: "GET /api/holds", asks: true },
  { route: "POST /api/cases", body: order, asks: true },
  {
    route: "POST /api/holds",
    body: { ticket, reason: "trial", until: soon(), plate: "ABC123" },
    asks: true,
  },
  {
    route: "POST /api/holds/:id/extend",
    path: `/api/holds/${id}/extend`,
    body: { reason: "appeal", until: soon() },
    asks: true,
  },
  {
    route: "POST /api/holds/:id/release",
    path: `/api/holds/${id}/release`,
    body: { reason: "acquitted" },
    asks: true,
  },
  { route: "POST /api/packages", body: { ticket, recipient: "Court" }, asks: true },
  { route: "GET /api/sheet", path: `/api/sheet?recipient=Court&search=${ticket}`, asks: true },
  { route: "GET /api/audit", asks: true },
  { route: "POST /api/audit/package", body: { recipient: "Court", purpose: "review" }, asks: true },
  { route: "GET /api/units", asks: true },
  { route: "GET /api/board" },
  { route: "POST /api/people", by: "max", body: { name: "nora", role: "officer" } },
  { route: "POST /api/people/:name", by: "max", path: "/api/people/sam", body: { do: "unlock" } },
  {
    route: "POST /enrol",
    by: null,
    body: { v: 1, unit: "car-1", secret: "0".repeat(32), publicKey: "key", proof },
    asks: true,
  },
  {
    route: "POST /enrol/renew",
    by: null,
    body: {
      ...{ v: 1, certificate: "certificate", publicKey: "key", at: "2026-01-15T12:00:00.000Z" },
      ...{ proof, oldProof: proof },
    },
    asks: true,
  },
  { route: "POST /api/session/keys/remove", body: { key: "A".repeat(16) } },
  { route: "POST /api/session/password", body: { password: siteWord, next: "another good sentence" } },
  { route: "POST /api/session/end", body: {} },
];

/** Routes that go by the files of people alone. */
const alone = [
  ...["GET /api/session", "GET /api/session/keys", "GET /api/people"],
  ...["POST /api/session/keys", "POST /api/session/keys/begin"],
];

async function signedIn(site: OpenSite) {
  await site.users.add({ name: "sam", role: "supervisor", password: siteWord }, "test");
  await site.users.add({ name: "max", role: "administrator", password: siteWord }, "test");
  const headers = { sam: await site.signedIn("sam"), max: await site.signedIn("max") };
  const question = { ...order, plate: "ABC123" };
  const [status, { ticket }] = await site.ask({ method: "POST", url: "/api/search" }, headers.sam, question);
  expect(status).toBe(200);
  return { headers, ticket: String(ticket) };
}

/** The answers, each with its route. */
async function answersOf(
  site: OpenSite,
  headers: Readonly<Record<"sam" | "max", Record<string, string>>>,
  all: readonly Asked[],
) {
  const found: string[] = [];
  for (const { route, by = "sam", path, body } of all) {
    const [method = "", url = ""] = route.split(" ");
    const to = { method: method as "GET" | "POST", url: path ?? url };
    const [status, said] = await site.ask(to, by === null ? {} : headers[by], body);
    found.push(`${route} ${String(status)} ${String(said["error"])}`);
  }
  return found;
}

const away = (all: readonly Asked[]) => all.map(({ route }) => `${route} 503 archive-down`);

it("knows what to ask of every route", async () => {
  const all = (await declaredRoutes(undefined, "centre/site")).filter(({ audience }) => audience !== "page");
  const known = [...asked("").map(({ route }) => route), ...alone];
  expect(known.sort()).toEqual(all.map(({ method, url }) => `${method} ${url}`).sort());
});

it("says so on every route while PostgreSQL is killed, and goes on when it is back", async () => {
  const settings = await archive.fresh();
  const database = connectDatabase(settings("site"));
  onTestFinished(() => database.close());
  const asks = async (): Promise<never> => {
    await database.rows("SELECT 1");
    throw new Error("nobody enrols here");
  };
  const site = await startSite({
    archive: createSiteArchive(database),
    enrolling: { enrol: asks, renew: asks },
  });
  const { headers, ticket } = await signedIn(site);
  const wrong = database.rows("SELECT 1 FROM nowhere");
  await expect(wrong).rejects.toThrow(/does not exist/);
  await expect(wrong).rejects.not.toBeInstanceOf(ArchiveAway);
  await archive.kill();
  for (const ask of [() => database.rows("SELECT 1"), () => database.transaction(() => Promise.resolve())])
    await expect(ask()).rejects.toBeInstanceOf(ArchiveAway);
  const all = asked(ticket);
  expect(await answersOf(site, headers, all)).toEqual(away(all));
  await archive.start();
  const signIn = async () => (await site.signedIn("sam"))["cookie"];
  await expect.poll(signIn, { timeout: 20_000 }).not.toBe("");
}, 120_000);

it("says so also where the archive goes after the line of the trail was written", async () => {
  let isAway = false;
  const answer =
    <T>(value: T) =>
    (): Promise<T> =>
      isAway ? Promise.reject(new ArchiveAway(new Error("connection terminated"))) : Promise.resolve(value);
  const finding = { reads: [], isCut: false };
  const over: Partial<SiteArchive> = {
    ...{ search: answer(finding), caseReads: answer(finding), idsOf: answer([]), keptReads: answer([]) },
    ...{ hold: answer(0), holds: answer([]), keptHold: answer(null), picture: answer([]), units: answer([]) },
    ...{ extendHold: answer(false), releaseHold: answer(false), trail: answer({} as never) },
    ...{ chained: answer([]), hearing: answer({ hears: true, since: null }) },
    density: answer({ cells: [], cellDegrees: 0.001, countedTo: null, isCut: false }),
  };
  const site = await startSite({
    archive: over,
    enrolling: { enrol: answer({} as never), renew: answer({} as never) },
  });
  const { headers, ticket } = await signedIn(site);
  isAway = true;
  const all = asked(ticket).filter(({ asks }) => asks);
  expect(await answersOf(site, headers, all)).toEqual(away(all));
});

it("takes nobody who comes by a proxy on the centre itself for somebody at its own screen", async () => {
  const site = await startSite({ secondFactor: "remote" });
  await site.users.add({ name: "sam", role: "supervisor", password: siteWord }, "test");
  const given = { name: "sam", password: siteWord };
  const signIn = (headers: Record<string, string>) =>
    site.ask({ method: "POST", url: "/api/session" }, headers, given);
  expect((await signIn({}))[0]).toBe(200);
  for (const name of ["forwarded", "x-forwarded-for", "X-Forwarded-Host", "via", "x-real-ip"]) {
    const [status, { error }, cookie] = await signIn({ [name]: "for=10.0.0.7" });
    expect([name, status, error, cookie]).toEqual([name, 401, "second-factor-enrol", ""]);
  }
});
