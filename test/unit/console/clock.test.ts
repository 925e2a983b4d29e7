// What a stepped clock must not do on the console: sign people out or in, lock them out, open a lock.
import { describe, expect, it } from "vitest";
import { accountLimit, createAttempts } from "../../../src/shared/access/attempts.js";
import { createSessions } from "../../../src/shared/access/sessions.js";
import { createMemoryReads } from "../../../src/unit/store/memory-reads.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { passwords, startConsole } from "../../kit/units/console.js";
import { aRead, aRecord } from "../../kit/samples/records.js";
import { Client } from "../../kit/units/console-client.js";

const years = 3 * 365 * 86_400_000;
const minute = 60_000;
const person = { name: "olive", role: "officer", source: "here", purpose: "patrol", hash: "h" } as const;

describe("a stepped clock", () => {
  it.each([years, -years])("by %i ms ends no session and keeps none too long", async (step) => {
    const clock = new FakeClock();
    const sessions = createSessions({ idleMs: 30 * minute, maxMs: 60 * minute, atIdle: "sign-out" }, clock);
    const { session, token } = sessions.start(person);
    clock.step(step);
    expect(sessions.find(token)).toBe(session);
    expect(sessions.sweep()).toEqual({ ended: [], locked: [] });
    await clock.advance(31 * minute);
    expect(sessions.find(token)).toBeNull();
  });

  it.each([years, -years])(
    "by %i ms neither opens nor lengthens the wait after failed tries",
    async (step) => {
      const clock = new FakeClock();
      const attempts = createAttempts(accountLimit, clock);
      for (let n = 0; n < accountLimit.tries; n++) attempts.fail("olive");
      clock.step(step);
      expect(attempts.spent("olive")).toBe(true);
      await clock.advance(15 * minute);
      expect(attempts.spent("olive")).toBe(false);
    },
  );

  it("behind the day a password was set lets people in all the same", { timeout: 120_000 }, async () => {
    const unit = await startConsole();
    unit.clock.step(years);
    await unit.users.setPassword("olive", `${passwords} new`, "admin");
    unit.clock.step(-years);
    const client = new Client(unit.url);
    expect((await client.signIn("olive", `${passwords} new`)).status).toBe(200);
    expect((await client.request("/api/session")).status).toBe(200);
    await unit.users.setPassword("olive", `${passwords} newer`, "admin");
    expect((await client.request("/api/session")).status).toBe(401);
  });

  it("keeps a remembered read for its minutes, no longer and no shorter", async () => {
    const clock = new FakeClock();
    const memory = createMemoryReads(clock, 3 * minute);
    const read = aRead();
    memory.put(aRecord(read));
    clock.step(years);
    expect(memory.get(read.id)).not.toBeNull();
    clock.step(-2 * years);
    await clock.advance(3 * minute);
    expect(memory.get(read.id)).toBeNull();
  });
});
