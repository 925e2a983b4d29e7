// Holds, packages and sheets over the page: who may, with what, and what the trail says.
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { TagwatchError } from "../../../src/shared/domain/faults/errors.js";
import type { HandOuts, HoldWanted, PackWanted } from "../../../src/unit/core/hand-outs.js";
import { idAt } from "../../kit/samples/records.js";
import { startConsole } from "../../kit/units/console.js";
import { Client, signedIn } from "../../kit/units/console-client.js";

const ids = [idAt(), idAt()];
const hold = { caseId: "26-1187", why: "homicide", until: 2_000_000_000_000, readIds: ids };
const pack = { caseId: "26-1187", recipient: "District attorney", purpose: "case 26-1187", readIds: ids };
const sheet = `/api/sheet?caseId=26-1187&recipient=Court&purpose=trial&reads=${ids.join(",")}`;

interface Fake extends HandOuts {
  readonly asked: (readonly [string, HoldWanted | PackWanted, string])[];
  removed: number;
  fails: Error | null;
}

function fakeHandOuts(): Fake {
  const dir = mkdtempSync(join(tmpdir(), "tagwatch-hand-out-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const archive = join(dir, "package.tar");
  writeFileSync(archive, "a package");
  const note = (kind: string, request: HoldWanted | PackWanted, name: string): void => {
    if (fake.fails) throw fake.fails;
    fake.asked.push([kind, request, name]);
  };
  const fake: Fake = {
    asked: [],
    removed: 0,
    fails: null,
    hold: async (request, { name }) => (
      note("hold", request, name),
      Promise.resolve({ added: 2, until: request.until })
    ),
    sheet: async (request, { name }) => (note("sheet", request, name), Promise.resolve("<h1>Sheet</h1>")),
    async pack(request, { name }) {
      note("pack", request, name);
      const remove = (): Promise<void> => (fake.removed++, Promise.resolve());
      return Promise.resolve({ archive, sha256: "ab12", remove });
    },
    trail: () => Promise.reject(new Error("nobody asks for it here")),
  };
  return fake;
}

describe("holds, packages and sheets", () => {
  it("tells whether a sheet would be refused without making one", async () => {
    const handOuts = fakeHandOuts();
    const unit = await startConsole({ handOuts });
    const sam = await signedIn(unit.url, "sam");
    expect((await sam.request(`${sheet}&asking=true`)).status).toBe(200);
    expect((await sam.request(`${sheet.replace("purpose=trial", "purpose=")}&asking=true`)).status).toBe(400);
    expect(handOuts.asked).toEqual([]);
  });

  it("answers a window that was led to a refused sheet with a page that closes", async () => {
    const unit = await startConsole({ handOuts: fakeHandOuts() });
    const answer = await fetch(unit.url + sheet, { headers: { "sec-fetch-dest": "document" } });
    expect([answer.status, answer.headers.get("content-type")]).toEqual([401, "text/html; charset=utf-8"]);
    const html = await answer.text();
    expect(html).toContain('<script src="/close.js"></script>');
    // Both languages: which one the screen speaks is known to the screen alone.
    expect(html).toMatch(/<html lang="en">.*<main lang="en"><h1>Not done<.*Please sign in\./);
    expect(html).toMatch(/<main lang="es" hidden><h1>No se hizo<.*Inicie sesión\.<.*Cerrar</);
  });

  it("are for whoever has the right, under their name, and a package is taken away once it was sent", async () => {
    const handOuts = fakeHandOuts();
    const unit = await startConsole({ handOuts });
    const olive = await signedIn(unit.url, "olive");
    expect((await olive.post("/api/holds", hold)).body).toEqual({ added: 2, until: hold.until });
    const ana = await signedIn(unit.url, "ana");
    const packed = await ana.post<{ text: string }>("/api/packages", pack);
    expect(packed.body.text).toBe("a package");
    expect(packed.headers.get("content-disposition")).toMatch(/^attachment; filename="[\w-]+\.tar"$/);
    expect(packed.headers.get("x-package-sha256")).toBe("ab12");
    await expect.poll(() => handOuts.removed).toBe(1);
    const printed = await ana.request<{ text: string }>(sheet);
    expect(printed.body.text).toContain("Sheet");
    expect(printed.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(printed.headers.get("content-security-policy")).toContain("script-src 'self';");
    expect(handOuts.asked.map(([kind, , name]) => [kind, name])).toEqual([
      ["hold", "olive"],
      ["pack", "ana"],
      ["sheet", "ana"],
    ]);
    expect(handOuts.asked[2]?.[1]).toEqual({
      ...{ caseId: "26-1187", recipient: "Court", purpose: "trial" },
      readIds: ids,
    });
  });

  it("are refused without a session, the right, a fresh page or a small body", async () => {
    const handOuts = fakeHandOuts();
    const unit = await startConsole({ handOuts });
    const nobody = new Client(unit.url);
    expect((await nobody.post("/api/holds", hold)).status).toBe(401);
    expect((await nobody.post("/api/packages", pack)).status).toBe(401);
    expect((await nobody.request(sheet)).status).toBe(401);
    const statuses = async (name: string): Promise<readonly number[]> => {
      const one = await signedIn(unit.url, name);
      const [a, b] = [await one.post("/api/holds", hold), await one.post("/api/packages", pack)];
      return [a.status, b.status, (await one.request(sheet)).status];
    };
    expect(await statuses("olive")).toEqual([200, 403, 403]);
    for (const name of ["ada", "tess", "max", "flo"]) expect(await statuses(name)).toEqual([403, 403, 403]);
    const sam = await signedIn(unit.url, "sam");
    const stale = { "x-csrf-token": "old" };
    expect((await sam.post("/api/holds", hold, stale)).status).toBe(403);
    expect((await sam.post("/api/packages", pack, stale)).status).toBe(403);
    const huge = { ...hold, why: "x".repeat(20_000) };
    expect((await sam.post("/api/holds", huge)).status).toBe(413);
    const many = { ...pack, readIds: Array.from({ length: 201 }, (_, n) => `read-${String(n)}`) };
    expect((await sam.post("/api/packages", many)).body["message"]).toContain("200 reads");
    expect((await sam.post("/api/packages", { ...pack, purpose: " " })).status).toBe(400);
    expect((await sam.post("/api/holds", { ...hold, caseId: "../etc; rm" })).status).toBe(400);
    expect((await sam.request(sheet.replace("purpose=trial", "purpose="))).status).toBe(400);
    expect(handOuts.asked).toHaveLength(1);
  });

  it("tell in words what the person can mend, and keep what failed in the trail", async () => {
    const handOuts = fakeHandOuts();
    const unit = await startConsole({ handOuts });
    const sam = await signedIn(unit.url, "sam");
    handOuts.fails = new TagwatchError("USAGE", "the hold's end lies in the past");
    const refused = await sam.post("/api/holds", hold);
    expect([refused.status, refused.body["message"]]).toEqual([400, "the hold's end lies in the past"]);
    handOuts.fails = new TagwatchError("SEARCH_BUSY", "too many");
    expect((await sam.post("/api/packages", pack)).status).toBe(429);
    handOuts.fails = new Error("ENOSPC: /var/lib/secret");
    const failed = await sam.request(sheet);
    expect([failed.status, JSON.stringify(failed.body)]).toEqual([
      500,
      expect.not.stringContaining("secret"),
    ]);
    const lines = unit.audit.lines.filter(({ outcome }) => outcome === "failure");
    expect(lines.map(({ event, detail }) => [event, detail?.["reason"]])).toEqual([
      ["hold.add", "USAGE"],
      ["reads.export", "SEARCH_BUSY"],
      ["reads.print", "failed"],
    ]);
  });

  it("may take longer than a silent connection lasts, and a package that did not arrive is in the trail as such", async () => {
    const sockets: Socket[] = [];
    const note = (message: unknown): void => void sockets.push((message as { socket: Socket }).socket);
    subscribe("net.server.socket", note);
    onTestFinished(() => void unsubscribe("net.server.socket", note));
    const handOuts = fakeHandOuts();
    const stop = new AbortController();
    let timeouts: readonly (number | undefined)[] = [];
    const slow = {
      ...handOuts,
      async pack(...given: Parameters<HandOuts["pack"]>) {
        timeouts = sockets.filter(({ destroyed }) => !destroyed).map(({ timeout }) => timeout);
        const server = sockets.find(({ timeout }) => timeout === 0);
        stop.abort();
        await new Promise((resolve) => server?.once("close", resolve));
        return handOuts.pack(...given);
      },
    };
    const unit = await startConsole({ handOuts: slow });
    const ana = await signedIn(unit.url, "ana");
    const headers = { "content-type": "application/json", origin: unit.url, "x-csrf-token": ana.csrf };
    const gone = ana.request("/api/packages", {
      ...{ method: "POST", headers, body: JSON.stringify(pack), signal: stop.signal },
    });
    await expect(gone).rejects.toThrow();
    await expect.poll(() => handOuts.removed).toBe(1);
    expect(timeouts).toContain(0);
    expect(unit.audit.lines.filter(({ event }) => event === "reads.export")).toMatchObject([
      { actor: { name: "ana" }, object: "26-1187", outcome: "failure", detail: { sha256: "ab12" } },
    ]);
  });

  it("are not possible while the unit's own store is not open", async () => {
    const unit = await startConsole();
    const sam = await signedIn(unit.url, "sam");
    expect((await sam.post("/api/holds", hold)).status).toBe(503);
  });
});
