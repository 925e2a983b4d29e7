// Who may enter, change and end a watch for a plate, and what is refused.
import { describe, expect, it } from "vitest";
import { signedIn } from "../../kit/units/console-client.js";
import { startConsole } from "../../kit/units/console.js";

describe("the routes of watches", () => {
  const words = { plate: "ABC123", category: "bolo", reason: "Robbery", origin: "Dispatch", hours: 4 };

  it("let an officer end only their own, a supervisor all, and nobody else any", async () => {
    const unit = await startConsole();
    const [olive, sam] = [await signedIn(unit.url, "olive"), await signedIn(unit.url, "sam")];
    type Set = { lookout: { id: string; expiresAt: number } };
    const { body } = await sam.post<Set>("/api/lookouts", words);
    const path = `/api/lookouts/${body.lookout.id}`;
    expect((await olive.post(path, words)).status).toBe(403);
    expect((await olive.post(`${path}/end`, {})).status).toBe(403);
    const earlier = await olive.request(`${path}/earlier`);
    expect(earlier.body).toEqual({ earlier: { found: 1_243, written: 100 } });
    const own = await olive.post<Set>("/api/lookouts", { ...words, plate: "XYZ987" });
    expect((await sam.post(`/api/lookouts/${own.body.lookout.id}/end`, {})).status).toBe(200);
    expect((await sam.post(`/api/lookouts/${own.body.lookout.id}/end`, {})).status).toBe(404);
    for (const other of ["ada", "tess", "ana", "flo", "max"]) {
      const client = await signedIn(unit.url, other);
      expect((await client.request("/api/lookouts")).status).toBe(403);
      expect((await client.request(`${path}/earlier`)).status).toBe(403);
      expect((await client.post("/api/lookouts", words)).status).toBe(403);
    }
  });

  it("refuse what cannot be one, and change nothing that the trail cannot hold", async () => {
    const unit = await startConsole();
    const olive = await signedIn(unit.url, "olive");
    const status = async (over: object): Promise<number> =>
      (await olive.post("/api/lookouts", { ...words, ...over })).status;
    expect(await status({ plate: "*" })).toBe(409);
    expect(await status({ reason: "" })).toBe(400);
    expect(await status({ category: "gang-or-terrorist" })).toBe(409);
    expect(await status({ hours: 100_000 })).toBe(400);
    expect(await status({ priority: "high" })).toBe(400);
    let last = 0;
    for (let n = 0; n < 20 && last !== 429; n++) last = await status({ plate: "*" });
    expect(last).toBe(429);
    await unit.clock.advance(60_000);
    unit.audit.broken = true;
    expect(await status({})).toBe(503);
    expect((await olive.request("/api/lookouts")).status).toBe(503);
    unit.audit.broken = false;
    expect((await olive.request<{ lookouts: unknown[] }>("/api/lookouts")).body.lookouts).toEqual([]);
  });
});
