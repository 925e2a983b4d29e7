// The trail, its packages and the statistics over the page: who may, with what, and what the trail says of it.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { TagwatchError } from "../../../src/shared/domain/faults/errors.js";
import type { ChainJson, StatisticsJson, TrailJson } from "../../../src/shared/web/trail-types.js";
import { slotEdges } from "../../../src/unit/console/routes/oversight/statistics-slots.js";
import type { HandOuts, TrailWanted } from "../../../src/unit/core/hand-outs.js";
import { startConsole, type TestConsole } from "../../kit/units/console.js";
import { Client, signedIn } from "../../kit/units/console-client.js";

const order = { recipient: "District attorney", purpose: "review of case 7" };
const paths = ["/api/audit", "/api/audit/chain", "/api/statistics"];

interface Fake extends HandOuts {
  readonly asked: (readonly [TrailWanted, string])[];
  fails: Error | null;
}

function fakeHandOuts(): Fake {
  const dir = mkdtempSync(join(tmpdir(), "tagwatch-trail-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const archive = join(dir, "package.tar");
  writeFileSync(archive, "a package");
  const none = (): Promise<never> => Promise.reject(new Error("nobody asks for it here"));
  const fake: Fake = {
    ...{ asked: [], fails: null, hold: none, pack: none, sheet: none },
    trail(request, { name }) {
      if (fake.fails) return Promise.reject(fake.fails);
      fake.asked.push([request, name]);
      return Promise.resolve({ archive, sha256: "ab12", remove: () => Promise.resolve() });
    },
  };
  return fake;
}

const lastLine = ({ audit }: TestConsole) => audit.lines.at(-1);

describe("oversight", () => {
  it("is for auditor and supervisor, the numbers for the analyst too, and for nobody without a session", async () => {
    const unit = await startConsole({ handOuts: fakeHandOuts() });
    const statuses = async (one: Client): Promise<readonly number[]> => {
      const all = [];
      for (const path of paths) all.push((await one.request(path)).status);
      return [...all, (await one.post("/api/audit/package", order)).status];
    };
    expect(await statuses(new Client(unit.url))).toEqual([401, 401, 401, 401]);
    for (const name of ["ada", "sam"])
      expect(await statuses(await signedIn(unit.url, name))).toEqual([200, 200, 200, 200]);
    expect(await statuses(await signedIn(unit.url, "ana"))).toEqual([403, 403, 200, 403]);
    for (const name of ["olive", "tess", "flo", "max"])
      expect(await statuses(await signedIn(unit.url, name))).toEqual([403, 403, 403, 403]);
  });

  it("refuses what is too much, no time, no kind, no purpose, or of an old page", async () => {
    const handOuts = fakeHandOuts();
    const unit = await startConsole({ handOuts });
    const ada = await signedIn(unit.url, "ada");
    const long = "x".repeat(101);
    for (const query of [
      "limit=501",
      "limit=0",
      "before=1",
      "from=yesterday",
      "about=everything",
      `text=${long}`,
      "x=1",
    ])
      expect((await ada.request(`/api/audit?${query}`)).status, query).toBe(400);
    for (const query of ["span=year", "zone=Mars/Olympus", `zone=${long}`])
      expect((await ada.request(`/api/statistics?${query}`)).status, query).toBe(400);
    const asked = async (body: object, over = {}) =>
      (await ada.post("/api/audit/package", body, over)).status;
    expect(await asked({ ...order, purpose: " " })).toBe(400);
    expect(await asked({ recipient: order.recipient })).toBe(400);
    expect(await asked({ ...order, text: long })).toBe(400);
    expect(await asked({ ...order, text: "x".repeat(5_000) })).toBe(413);
    expect(await asked(order, { "x-csrf-token": "old" })).toBe(403);
    expect(await asked(order, { origin: "http://elsewhere" })).toBe(403);
    expect(handOuts.asked).toEqual([]);
  });

  it("tells in words what the person can mend, and keeps what failed in the trail", async () => {
    const handOuts = fakeHandOuts();
    const unit = await startConsole({ handOuts });
    const ada = await signedIn(unit.url, "ada");
    handOuts.fails = new TagwatchError("USAGE", "more than 10000 lines of the trail fit");
    const refused = await ada.post("/api/audit/package", order);
    expect([refused.status, refused.body["message"]]).toEqual([
      400,
      "more than 10000 lines of the trail fit",
    ]);
    expect(lastLine(unit)).toMatchObject({
      event: "audit.export",
      outcome: "failure",
      detail: { reason: "USAGE" },
    });
    const closed = await startConsole();
    expect((await (await signedIn(closed.url, "ada")).post("/api/audit/package", order)).status).toBe(503);
  });

  it("hands a package out under the person's name, with the lines that were asked for", async () => {
    const handOuts = fakeHandOuts();
    const unit = await startConsole({ handOuts });
    const ada = await signedIn(unit.url, "ada");
    const packed = await ada.post<{ text: string }>("/api/audit/package", {
      ...order,
      person: "olive",
      about: "hits",
      text: "",
    });
    expect([packed.body.text, packed.headers.get("x-package-sha256")]).toEqual(["a package", "ab12"]);
    expect(handOuts.asked).toEqual([[{ filter: { person: "olive", about: "hits" }, ...order }, "ada"]]);
  });

  it("shows lines that fit, page by page, and each look is a line", async () => {
    const unit = await startConsole();
    const ada = await signedIn(unit.url, "ada");
    const look = (query: string) => ada.request<TrailJson>(`/api/audit?${query}`);
    const { body } = await look("person=ADA&about=sign-in&limit=1");
    expect(body).toMatchObject({
      lines: [{ event: "sign-in", actor: { name: "ada" } }],
      next: null,
      ended: "all",
    });
    expect(lastLine(unit)).toMatchObject({
      ...{ event: "audit.view", outcome: "success" },
      detail: { person: "ADA", about: "sign-in", found: 1 },
    });
    const first = (await look("limit=1")).body;
    expect(first.ended).toBe("page");
    const second = (await look(`limit=1&before=${first.next ?? ""}`)).body;
    expect(second.lines[0]?.seq).toBe((first.lines[0]?.seq ?? 0) - 1);
    unit.audit.broken = true;
    expect((await look("")).status).toBe(503);
    expect((await ada.request("/api/statistics")).status).toBe(503);
  });

  it("says of the chain what the unit found", async () => {
    const unit = await startConsole();
    const ada = await signedIn(unit.url, "ada");
    const signed = { seq: 8, at: 5, holds: true };
    unit.records.chain = {
      links: 9,
      checkedTo: 9,
      checkedSince: 7,
      findings: ["link 3 (audit): gone"],
      signed,
    };
    expect((await ada.request<ChainJson>("/api/audit/chain")).body).toEqual(unit.records.chain);
  });

  it("counts by days of the screen's zone, oldest first, and says so in the trail", async () => {
    const unit = await startConsole();
    const sam = await signedIn(unit.url, "sam");
    const { body } = await sam.request<StatisticsJson>("/api/statistics?span=week&zone=America/Chicago");
    expect(body.slots).toHaveLength(7);
    expect(body.slots.map(({ from }) => new Date(from).toISOString().slice(11, 16))).toEqual(
      Array(7).fill("06:00"),
    );
    expect(body.slots.every(({ to }, n) => n === 6 || to === body.slots[n + 1]?.from)).toBe(true);
    expect(lastLine(unit)).toMatchObject({ event: "statistics.view", detail: { span: "week" } });
  });
});

describe("slots", () => {
  it("are whole days, also where the clocks change, and end with the day of now", () => {
    const now = Date.parse("2026-03-09T17:00:00Z");
    const edges = slotEdges("week", "America/Chicago", now);
    const hours = edges.slice(1).map((edge, n) => (edge - (edges[n] ?? 0)) / 3_600_000);
    expect(hours).toEqual([24, 24, 24, 24, 24, 23, 24]);
    expect([edges[6], edges[7]].map((edge = 0) => new Date(edge).toISOString())).toEqual([
      "2026-03-09T05:00:00.000Z",
      "2026-03-10T05:00:00.000Z",
    ]);
    expect(slotEdges("quarter", "UTC", now)).toHaveLength(91);
  });

  it("are whole hours of the last day", () => {
    const edges = slotEdges("day", "America/Chicago", Date.parse("2026-03-09T17:20:00Z"));
    expect(edges).toHaveLength(25);
    expect(new Date(edges.at(-1) ?? 0).toISOString()).toBe("2026-03-09T18:00:00.000Z");
  });
});
