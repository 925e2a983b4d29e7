import { chmodSync, rmSync, statSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { roles } from "../../../src/shared/domain/closed-sets.js";
import {
  hashPassword,
  nobodysHash,
  passwordFault,
  verifyPassword,
} from "../../../src/shared/access/password.js";
import { openUsers } from "../../../src/shared/access/users.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { passwords, startConsole } from "../../kit/units/console.js";
import { Client, openLive, signedIn } from "../../kit/units/console-client.js";
import { scratchFolder } from "../../kit/units/scratch.js";

// A real hash takes 150 ms on a quiet machine and seconds on a busy one.
const patient = 120_000;

describe("signing in", { timeout: patient }, () => {
  it("gives a strict, http-only cookie and audits who, why and from where", async () => {
    const unit = await startConsole();
    const answer = await new Client(unit.url).signIn("Olive");
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ name: "olive", role: "officer", purpose: "patrol" });
    const cookie = answer.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/^tagwatch=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(unit.audit.lines.at(-1)).toMatchObject({
      event: "sign-in",
      outcome: "success",
      actor: { name: "olive", role: "officer", source: "127.0.0.1" },
      detail: { purpose: "patrol" },
    });
  });

  it("answers an unknown name and a wrong password alike, and audits the reason", async () => {
    const unit = await startConsole();
    const wrong = await new Client(unit.url).signIn("olive", "not the password");
    const unknown = await new Client(unit.url).signIn("nobody", "not the password");
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(wrong.body).toEqual(unknown.body);
    const failures = unit.audit.lines.filter((line) => line.outcome === "failure");
    expect(failures.map((line) => [line.actor.name, line.actor.role])).toEqual([
      ["olive", "nobody"],
      ["nobody", "nobody"],
    ]);
  });

  it("needs a purpose", async () => {
    const unit = await startConsole();
    const answer = await new Client(unit.url).post("/api/session", {
      name: "olive",
      password: passwords,
      purpose: "  ",
    });
    expect(answer.status).toBe(400);
    expect(answer.body["message"]).toContain("purpose");
  });

  it("locks an account at the fifth failure within 15 minutes until it is unlocked (CJIS AC-7)", async () => {
    const unit = await startConsole();
    const client = new Client(unit.url);
    const told = async (name: string): Promise<readonly unknown[]> => {
      const answers = [];
      for (let i = 0; i < 5; i++) answers.push(await client.signIn(name, "wrong wrong wrong"));
      expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
      return answers.map(({ body }) => (body as { readonly message?: string }).message);
    };
    const words = await told("olive");
    expect(words[0]).toBe("Name or password is wrong.");
    expect(words[3]).toBe("Name or password is wrong. 1 try is left before this account is locked.");
    expect(words[4]).toContain("That was the last try");
    // Nobody learns from it which names there are.
    expect(await told("nobody")).toEqual(words);
    expect((await client.signIn("olive")).status).toBe(423);
    await unit.clock.advance(3_600_000);
    expect((await client.signIn("olive")).status).toBe(423);
    expect(unit.audit.lines.some((line) => line.event === "user.lock" && line.object === "olive")).toBe(true);
    unit.users.unlock("olive", "admin");
    expect((await client.signIn("olive", "wrong wrong wrong")).status).toBe(401);
    expect((await client.signIn("olive")).status).toBe(200);
    expect((await client.signIn("sam")).status).toBe(200);
  });

  it("counts what is typed at once as it counts what is typed in turn", async () => {
    const unit = await startConsole();
    const client = new Client(unit.url);
    for (let i = 0; i < 4; i++) await client.signIn("olive", "wrong wrong wrong");
    const last = client.signIn("olive", "wrong wrong wrong");
    const right = new Client(unit.url).signIn("olive");
    expect([(await last).status, (await right).status]).toEqual([401, 423]);
  });

  it("locks unknown names alike, and opens at once when unlocked", async () => {
    const unit = await startConsole();
    const client = new Client(unit.url);
    const answers: number[][] = [];
    for (const name of ["olive", "nobody"]) {
      const statuses: number[] = [];
      for (let i = 0; i < 6; i++) statuses.push((await client.signIn(name, "wrong wrong wrong")).status);
      answers.push(statuses);
    }
    expect(answers).toEqual([
      [401, 401, 401, 401, 401, 423],
      [401, 401, 401, 401, 401, 423],
    ]);
    unit.users.unlock("olive", "admin");
    expect((await client.signIn("olive")).status).toBe(200);
  });

  it("makes an address wait after thirty failures over all names, without hashing", async () => {
    const unit = await startConsole();
    const client = new Client(unit.url);
    for (const name of ["olive", "sam", "ada", "tess"]) {
      for (let i = 0; i < 5; i++) await client.signIn(name, "wrong wrong wrong");
    }
    for (let i = 0; i < 10; i++) await client.signIn(`someone${String(i)}`, "wrong wrong wrong");
    expect((await client.signIn("tess")).status).toBe(429);
    await unit.clock.advance(16 * 60_000);
    expect((await client.signIn("tess")).status).toBe(423);
  });

  it("lets a person in whatever another address sends without pause", async () => {
    const { url } = await startConsole();
    const signInFrom = (localAddress: string, name: string, password: string): Promise<number> =>
      new Promise((resolve, reject) => {
        const headers = { "content-type": "application/json", origin: url };
        const sent = request(`${url}/api/session`, { method: "POST", localAddress, headers }, (answer) => {
          answer.resume().once("end", () => resolve(answer.statusCode ?? 0));
        });
        sent.once("error", reject).end(JSON.stringify({ name, password, purpose: "patrol" }));
      });
    const flood = Array.from({ length: 20 }, (_, n) => signInFrom("127.0.0.66", `x${String(n)}`, "wrong"));
    // The first that is turned away says that as many wait as may.
    await Promise.any(
      flood.map(async (one) => ((await one) === 429 ? 429 : Promise.reject(new Error("was checked")))),
    );
    expect(await signInFrom("127.0.0.7", "olive", passwords)).toBe(200);
    await Promise.all(flood);
  });

  it("does not lock when the failures lie further apart", async () => {
    const unit = await startConsole();
    const client = new Client(unit.url);
    for (let i = 0; i < 6; i++) {
      expect((await client.signIn("olive", "wrong wrong wrong")).status).toBe(401);
      await unit.clock.advance(4 * 60_000);
    }
    expect((await client.signIn("olive")).status).toBe(200);
  });

  it("signs out after the idle time, and ends the person's stream", async () => {
    const unit = await startConsole({ yaml: { sessionIdle: "10m", atIdle: "sign-out" } });
    const client = await signedIn(unit.url, "olive");
    const stream = await openLive(client);
    await stream.next("snapshot");
    await unit.clock.advance(9 * 60_000);
    expect((await client.post("/api/session/touch", {})).status).toBe(200);
    await unit.clock.advance(9 * 60_000);
    expect((await client.request("/api/session")).status).toBe(200);
    await unit.clock.advance(2 * 60_000);
    expect((await client.request("/api/session")).status).toBe(401);
    await stream.next("signed-out");
    await stream.ended;
    expect(unit.audit.lines.map((line) => line.event)).toContain("session.expire");
  });

  it("ends every session of a person who is disabled or gets another role", async () => {
    const unit = await startConsole();
    const [olive, sam] = [await signedIn(unit.url, "olive"), await signedIn(unit.url, "sam")];
    unit.users.setDisabled("olive", true, "admin");
    unit.users.setRole("sam", "officer", "admin");
    expect((await olive.request("/api/session")).status).toBe(401);
    expect((await sam.request("/api/session")).status).toBe(401);
    expect((await olive.signIn("olive")).status).toBe(401);
  });

  it("signs out", async () => {
    const unit = await startConsole();
    const client = await signedIn(unit.url, "olive");
    expect((await client.post("/api/session/end", {})).status).toBe(200);
    expect((await client.request("/api/session")).status).toBe(401);
    expect(unit.audit.lines.at(-1)).toMatchObject({ event: "sign-out", actor: { name: "olive" } });
  });

  it("audits what the command line changed, once", async () => {
    const unit = await startConsole();
    unit.users.setDisabled("tess", true, "root");
    await unit.clock.advance(5_000);
    await unit.clock.advance(5_000);
    const lines = unit.audit.lines.filter((line) => line.event === "user.disable");
    expect(lines).toEqual([
      expect.objectContaining({ object: "tess", actor: { name: "root", role: "system", source: "cli" } }),
    ]);
  });
});

describe("passwords", { timeout: patient }, () => {
  it("keeps a salted scrypt hash that fits only its password", async () => {
    const [a, b] = [await hashPassword("four short words here"), await hashPassword("four short words here")];
    expect(a).toMatch(/^scrypt\$32768\$8\$1\$[\w-]{22}\$[\w-]{43}$/);
    expect(a).not.toBe(b);
    expect(await verifyPassword("four short words here", a)).toBe(true);
    expect(await verifyPassword("four short words herE", a)).toBe(false);
    expect(await verifyPassword("", nobodysHash)).toBe(false);
  });

  it("refuses short, repetitive and name-bearing passwords", () => {
    expect(passwordFault("olive", "short")).toBe("password-short");
    expect(passwordFault("olive", "aaaaaaaaaaaaaa")).toBe("password-plain");
    expect(passwordFault("olive", "I am Olive of car 7")).toBe("password-name");
    expect(passwordFault("olive", "correct horse battery")).toBeNull();
  });
});

describe("the users file", { timeout: patient }, () => {
  it.each([
    ["is gone", (file: string) => rmSync(file), /is gone: nobody can sign in/],
    [
      "is damaged",
      (file: string) => writeFileSync(file, "{", { mode: 0o600 }),
      /cannot be read or is damaged/,
    ],
  ])(
    "that %s is a fault at once, keeps nobody from the alerts, and lets nobody in",
    async (_how, harm, text) => {
      const file = join(scratchFolder(), "users.json");
      const command = openUsers(file, new FakeClock(), (work) => work());
      await command.add({ name: "olive", role: "officer", password: passwords }, "root");
      const users = openUsers(file, new FakeClock(), (work) => work(), "gone");
      const unit = await startConsole({ users });
      const client = await signedIn(unit.url, "olive");
      harm(file);
      await unit.clock.advance(6_000);
      expect(unit.faults.list()).toMatchObject([{ code: "USERS_FILE", severity: "critical" }]);
      expect(unit.faults.list()[0]?.text).toMatch(text);
      expect((await client.request("/api/session")).status).toBe(200);
      expect((await new Client(unit.url).signIn("olive")).status).toBe(503);
      // A console that starts over it is there all the same, and says so.
      const later = await startConsole({ users });
      expect(later.faults.list()).toMatchObject([{ code: "USERS_FILE" }]);
      expect((await new Client(later.url).signIn("olive")).status).toBe(503);
      rmSync(file, { force: true });
      await command.add({ name: "olive", role: "officer", password: passwords }, "root");
      await later.clock.advance(6_000);
      expect(later.faults.list()).toEqual([]);
      expect((await new Client(later.url).signIn("olive")).status).toBe(200);
    },
  );

  it("holds every role, those of earlier versions too", () => {
    const file = join(scratchFolder(), "users.json");
    const before = ["officer", "supervisor", "auditor", "technician"];
    const added = ["analyst", "fleet-keeper", "administrator"];
    const user = { hash: "h", disabled: false, lockedAt: null, createdAt: 1, passwordAt: 1 };
    const users = [...before, ...added].map((role) => ({ ...user, name: role, role }));
    writeFileSync(file, JSON.stringify({ version: 1, users, changes: [] }), { mode: 0o600 });
    const read = openUsers(file, new FakeClock(), (work) => work()).list();
    expect(read.map(({ role }) => role)).toEqual([...before, ...added]);
    expect([...roles].sort()).toEqual([...before, ...added].sort());
  });

  it("is private, survives a second process, and is refused when others may read it", async () => {
    const dir = scratchFolder();
    const file = join(dir, "users.json");
    const [daemon, command] = [
      openUsers(file, new FakeClock(), (work) => work()),
      openUsers(file, new FakeClock(), (work) => work()),
    ];
    expect(daemon.list()).toEqual([]);
    await command.add({ name: "Olive", role: "officer", password: passwords }, "root");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(daemon.find("OLIVE")?.role).toBe("officer");
    await expect(
      command.add({ name: "olive", role: "officer", password: passwords }, "root"),
    ).rejects.toThrow("already");
    chmodSync(file, 0o644);
    command.takeChanges(() => undefined);
    chmodSync(file, 0o644);
    expect(() => openUsers(file, new FakeClock(), (work) => work()).list()).toThrow(/may be read by others/);
  });
});
