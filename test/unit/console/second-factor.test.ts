// The second factor at the unit's sign-in: five wrong codes lock, whoever has the password; unlocking asks for none.
import { expect, it } from "vitest";
import { codeOf, stepOf } from "../../../src/shared/access/totp.js";
import { passwords, someStatus, startConsole, type TestConsole } from "../../kit/units/console.js";
import { Client } from "../../kit/units/console-client.js";

const known = Buffer.alloc(20, 7);

interface Refusal {
  readonly error: string;
  readonly message: string;
  readonly csrf: string;
  readonly enrolment?: { readonly ticket: string; readonly secret: string; readonly qr: readonly string[] };
}

const signIn = (unit: TestConsole, more: object = {}, client = new Client(unit.url), headers = {}) =>
  client.post<Refusal>(
    "/api/session",
    { name: "olive", password: passwords, purpose: "patrol", ...more },
    headers,
  );

it("is enrolled at the first sign-in, asked at the next, and not when a screen is unlocked", async () => {
  const unit = await startConsole({ yaml: { secondFactor: "always" } });
  expect((await signIn(unit, { password: "wrong" })).body.error).toBe("refused");
  const begun = await signIn(unit);
  expect([begun.status, begun.body.error]).toEqual([401, "second-factor-enrol"]);
  expect(begun.headers.get("set-cookie")).toBeNull();
  const { ticket = "", secret = "", qr = [] } = begun.body.enrolment ?? {};
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  expect(qr.length).toBeGreaterThan(20);
  const code = codeOf(bytesOf(secret), stepOf(unit.clock.now()));
  const client = new Client(unit.url);
  const done = await signIn(unit, { ticket, code: `${code.slice(0, 3)} ${code.slice(3)}` }, client);
  expect(done.status).toBe(200);
  client.csrf = done.body.csrf;
  expect(unit.audit.lines.map(({ event, object }) => [event, object])).toContainEqual([
    "user.second-factor",
    "olive",
  ]);
  const asked = await signIn(unit);
  expect([asked.status, asked.body.error]).toEqual([401, "second-factor-asked"]);
  expect((await signIn(unit, { code })).body.error).toBe("second-factor-refused");
  await client.post("/api/session/lock", {});
  expect((await client.post("/api/session/renew", { password: passwords })).status).toBe(200);
});

it("is asked of whoever comes by a proxy on the unit itself, which finds none of the doors for the unit's own programs", async () => {
  const unit = await startConsole({ yaml: { secondFactor: "remote" } });
  expect((await signIn(unit)).status).toBe(200);
  const proxies: readonly Record<string, string>[] = [
    { "x-forwarded-for": "10.0.0.7" },
    { forwarded: "for=10.0.0.7" },
    { "x-real-ip": "::1" },
  ];
  for (const headers of proxies) {
    const asked = await signIn(unit, {}, new Client(unit.url), headers);
    expect([asked.status, asked.body.error], JSON.stringify(headers)).toEqual([401, "second-factor-enrol"]);
    for (const path of ["/status", "/metrics", "/healthz"]) {
      const own = new Client(unit.url);
      expect([(await own.request(path)).status, (await own.request(path, { headers })).status]).toEqual([
        200, 404,
      ]);
    }
  }
});

it("is told in the log of a start while nobody has one", async () => {
  const unit = await startConsole({ yaml: { secondFactor: "always" } });
  expect(unit.log.lines.map(({ text }) => text)).toContainEqual(
    expect.stringMatching(/nobody has a second factor yet.*console\.secondFactor: off/),
  );
});

it("is guessed five times at most, and the right password opens no further try", async () => {
  const unit = await startConsole({ yaml: { secondFactor: "always" } });
  const sealed = unit.sealing.seal("second factor olive", known);
  unit.users.setSecondFactor("olive", { sealed: Buffer.from(sealed).toString("base64"), steps: [] }, null);
  const wrong = codeOf(known, stepOf(unit.clock.now()) + 5);
  for (let n = 0; n < 5; n++)
    expect((await signIn(unit, { code: wrong })).body.error).toBe("second-factor-refused");
  const right = codeOf(known, stepOf(unit.clock.now()));
  expect((await signIn(unit, { code: right })).status).toBe(423);
  expect(unit.users.find("olive")?.lockedAt).not.toBeNull();
  expect(unit.audit.lines.some(({ event, object }) => event === "user.lock" && object === "olive")).toBe(
    true,
  );
  unit.users.unlock("olive", null);
  expect((await signIn(unit, { code: right })).status).toBe(200);
});

it("fits by GPS where the unit's own clock is wrong, and while nothing vouches for it no wrong code locks", async () => {
  const day = 86_400_000;
  const unsure = { ...someStatus(), clock: { source: "system", uncertaintyMs: 60_000 } } as const;
  const gps = { source: "gps", aheadMs: day, steadyMs: 1, heardMsAgo: 1 };
  let sources: readonly (typeof gps)[] = [];
  const status = () => ({ ...unsure, time: { ...unsure.time, at: null, sources } });
  const unit = await startConsole({ yaml: { secondFactor: "always" }, status });
  const sealed = unit.sealing.seal("second factor olive", known);
  unit.users.setSecondFactor("olive", { sealed: Buffer.from(sealed).toString("base64"), steps: [] }, null);
  const right = codeOf(known, stepOf(unit.clock.now() + day));
  for (let n = 0; n < 5; n++)
    expect((await signIn(unit, { code: right })).body.error).toBe("second-factor-refused");
  expect((await signIn(unit, { code: right })).status).toBe(429);
  expect(unit.users.find("olive")?.lockedAt).toBeNull();
  await unit.clock.advance(15 * 60_000);
  sources = [gps];
  const later = codeOf(known, stepOf(unit.clock.now() + day));
  expect((await signIn(unit, { code: later })).status).toBe(200);
  expect((await signIn(unit, { code: later })).body.error).toBe("second-factor-refused");
});

function bytesOf(text: string): Buffer {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...text].map((one) => alphabet.indexOf(one).toString(2).padStart(5, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}
