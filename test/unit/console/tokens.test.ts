// Tokens of programs over the page: administrators alone, under their own name, and told once.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { MadeTokenJson, TokenJson } from "../../../src/shared/web/token-types.js";
import { startConsole, type TestConsole } from "../../kit/units/console.js";
import { Client, openLive, signedIn } from "../../kit/units/console-client.js";

const wish = { name: "CAD", scopes: ["alerts"], purpose: "wanted person 26-118", days: 90, from: [] };
const dayMs = 86_400_000;

const linesOf = (unit: TestConsole) =>
  unit.audit.lines
    .filter(({ event }) => /^token\.(add|revoke)$/.test(event))
    .map(({ event, outcome, actor, object }) => [event, outcome, actor.name, object]);
const listed = async (who: Client) => (await who.request<readonly TokenJson[]>("/api/tokens")).body;
const make = (who: Client, over: object = {}, headers = {}) =>
  who.post<MadeTokenJson & { readonly error: string; readonly said: string }>(
    "/api/tokens",
    { ...wish, ...over },
    headers,
  );
const end = (who: Client, name = "cad", headers = {}) => who.post(`/api/tokens/${name}/end`, {}, headers);

it("makes a token that is told once, lists who made it and its last use, and ends it", async () => {
  const unit = await startConsole();
  const max = await signedIn(unit.url, "max");
  expect(await listed(max)).toEqual([]);
  const made = await make(max);
  expect(made.status).toBe(200);
  expect(made.body.token).toMatch(/^tagwatch_[\w-]{43}$/);
  expect(made.body.until).toBe(unit.clock.now() + 90 * dayMs);
  const cad = new Client(unit.url);
  cad.token = made.body.token;
  const [before] = await listed(max);
  expect(before).toEqual({
    ...{ name: "cad", scopes: ["alerts"], purpose: wish.purpose, from: [], state: "in-force" },
    ...{ by: "max", madeAt: unit.clock.now(), usedAt: null, until: made.body.until },
  });
  expect((await cad.request("/api/hits")).status).toBe(200);
  const stream = await openLive(cad);
  await stream.next("snapshot");
  const usedAt = (await listed(max))[0]?.usedAt ?? expect.fail("no use was noted");
  expect((await end(max)).status).toBe(200);
  await unit.clock.advance(5_000);
  await stream.ended;
  expect((await cad.request("/api/hits")).status).toBe(401);
  expect(await listed(max)).toMatchObject([{ state: "revoked", by: "max", usedAt }]);
  expect(linesOf(unit)).toEqual([
    ["token.add", "success", "max", "cad"],
    ["token.revoke", "success", "max", "cad"],
  ]);
  expect(unit.audit.lines.find(({ event }) => event === "token.add")?.detail).toMatchObject({
    ...{ scopes: "alerts", purpose: wish.purpose, from: "" },
    until: new Date(made.body.until).toISOString(),
  });
  // Written down with the beat, for who asks after a restart.
  expect(readFileSync(join(unit.dir, "token-notes.json"), "utf8")).toContain(String(usedAt));
  const everywhere = [unit.log.lines, unit.audit.lines, await listed(max)].map((one) => JSON.stringify(one));
  for (const file of ["tokens.json", "token-notes.json"])
    everywhere.push(readFileSync(join(unit.dir, file), "utf8"));
  expect(everywhere.filter((text) => text.includes(made.body.token.slice(9)))).toEqual([]);
});

it("is for administrators, a fresh page and a working trail alone", async () => {
  const unit = await startConsole();
  const nobody = new Client(unit.url);
  const program = new Client(unit.url);
  program.token = unit.tokens.add({ ...wish, name: "cad", scopes: ["alerts", "status"] }, "root");
  for (const [who, status] of [
    [nobody, 401],
    [program, 403],
  ] as const) {
    expect((await who.request("/api/tokens")).status).toBe(status);
    expect((await make(who)).status).toBe(status);
    expect((await end(who)).status).toBe(status);
  }
  for (const name of ["olive", "sam", "ana", "ada", "tess", "flo"]) {
    const one = await signedIn(unit.url, name);
    expect((await one.request("/api/tokens")).status, name).toBe(403);
    expect((await make(one)).status, name).toBe(403);
    expect((await end(one)).status, name).toBe(403);
  }
  const max = await signedIn(unit.url, "max");
  const stale = { "x-csrf-token": "old" };
  for (const answer of [await make(max, { name: "other" }, stale), await end(max, "cad", stale)])
    expect([answer.status, answer.body["error"]]).toEqual([403, "csrf"]);
  expect((await make(max, { purpose: "p".repeat(9_000) })).status).toBe(413);
  unit.audit.broken = true;
  expect((await make(max, { name: "other" })).status).toBe(503);
  expect((await end(max)).status).toBe(503);
  unit.audit.broken = false;
  expect(await listed(max)).toMatchObject([{ name: "cad", by: "root", state: "in-force" }]);
});

it("refuses in words that a page has in its language, and makes nothing", async () => {
  const unit = await startConsole();
  const max = await signedIn(unit.url, "max");
  const refusals: readonly (readonly [object, string])[] = [
    [{ name: "Cad One" }, "token-name"],
    [{ scopes: [] }, "token-scope"],
    [{ scopes: ["everything"] }, "bad-field"],
    [{ days: 0 }, "token-days"],
    [{ days: 367 }, "token-days"],
    [{ purpose: "curiosity" }, "token-why"],
    [{ from: ["dispatch.example"] }, "token-network"],
    [{ more: 1 }, "bad-field"],
  ];
  for (const [over, said] of refusals) {
    const { status, body } = await make(max, over);
    expect([status, body.error, body.said], JSON.stringify(over)).toEqual([400, "bad-input", said]);
  }
  expect((await end(max)).body["said"]).toBe("token-gone");
  expect((await make(max)).status).toBe(200);
  expect((await make(max)).body.said).toBe("token-twin");
  expect(linesOf(unit)).toEqual([["token.add", "success", "max", "cad"]]);
});

it("wants the second factor of a session that comes from where one is asked", async () => {
  const unit = await startConsole({ yaml: { secondFactor: "remote" } });
  const max = await signedIn(unit.url, "max");
  const headers = { "x-forwarded-for": "10.0.0.7" };
  const owed = [
    await max.request<{ error: string }>("/api/tokens", { headers }),
    await make(max, {}, headers),
    await end(max, "cad", headers),
  ];
  expect(owed.map(({ status, body }) => [status, body["error"]])).toEqual(
    owed.map(() => [403, "second-factor-owed"]),
  );
  expect(linesOf(unit)).toEqual([]);
  expect((await make(max)).status).toBe(200);
});

it("says that the file of tokens cannot be read, and lists them all the same without their notes", async () => {
  const unit = await startConsole();
  const max = await signedIn(unit.url, "max");
  await make(max);
  rmSync(join(unit.dir, "token-notes.json"));
  expect(await listed(max)).toMatchObject([{ name: "cad", by: null, usedAt: null }]);
  writeFileSync(join(unit.dir, "tokens.json"), "{}");
  const answer = await max.request("/api/tokens");
  expect([answer.status, answer.body["error"]]).toEqual([503, "not-now"]);
});
