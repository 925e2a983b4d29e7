// Security keys as the second factor: what is asked is answered once, in time and at its place; copies are told; the file.
import { chmodSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { factorError } from "../../../src/shared/access/keys/factor-error.js";
import { keyRef } from "../../../src/shared/access/keys/factor-keys.js";
import { createKeyDesk } from "../../../src/shared/access/keys/key-desk.js";
import { createKeyFactor, type KeyAsked } from "../../../src/shared/access/keys/key-factor.js";
import { keyPlace, type KeyHost, type KeyPlace } from "../../../src/shared/access/keys/key-place.js";
import { createSecondFactors, type FactorOutcome } from "../../../src/shared/access/second-factor.js";
import { openUsers, type Users } from "../../../src/shared/access/users.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { SoftKey } from "../../kit/doubles/soft-key.js";
import { scratchFolder } from "../../kit/units/scratch.js";

const here: KeyHost = { host: "unit-12.example", origin: "https://unit-12.example:8443" };
const far = { isLocal: false, place: here };

async function made() {
  const [dir, clock, log] = [scratchFolder(), new FakeClock(), memoryLog()];
  const file = join(dir, "users.json");
  const users = openUsers(file, clock, (work) => work(), "gone");
  for (const name of ["olive", "ada"]) {
    await users.add({ name, role: "officer", password: "correct horse 9 battery" }, null);
    users.setSecondFactor(name, { sealed: `app of ${name}`, steps: [] }, null);
  }
  const parts = (keys: Users["keys"] = users.keys) => ({
    desk: createKeyDesk({ keys, clock, log }),
    factors: createSecondFactors({
      ...{ mode: "remote", issuer: "Tagwatch", users, sealing: null, clock, log },
      keys: createKeyFactor({ keys, clock, log }),
    }),
  });
  return { users, clock, log, keysFile: join(dir, "factor-keys.json"), parts, ...parts() };
}

type Made = Awaited<ReturnType<typeof made>>;
const owner = (users: Users, name = "olive", place: KeyPlace = here, isProved = true) => ({
  ...{ user: users.find(name)!, place, isProved },
});

/** A key of a person, added as the page does it. */
async function added({ users, desk }: Made, label = "yellow key", key = new SoftKey(), name = "olive") {
  const { ticket, options } = await desk.begin(owner(users, name), label);
  const answer = key.made({ ...here, challenge: options.challenge });
  users.keys.add(users.find(name)!, await desk.finish(owner(users, name), { ticket, answer }));
  return key;
}

/** What a key is asked at a sign-in. */
async function asked({ users, factors }: Made, name = "olive"): Promise<KeyAsked> {
  const outcome = await factors.check(users.find(name)!, {}, far);
  if (outcome.kind !== "asked" || !outcome.key) throw new Error(`no key is asked: ${outcome.kind}`);
  return outcome.key;
}

const answered = (key: SoftKey, { ticket, options }: KeyAsked, at: KeyHost = here) => ({
  key: { ticket, answer: key.used({ ...at, challenge: options.challenge }) },
});

const wordsOf = (outcome: FactorOutcome): string => {
  if (outcome.kind === "passed") throw new Error("let in");
  return factorError(outcome, 0).message;
};

describe("a security key", () => {
  it("lets in once for what it was asked, and its answer never again", async () => {
    const all = await made();
    const { users, factors, clock } = all;
    const key = await added(all);
    const ask = await asked(all);
    expect(ask.options).toMatchObject({ rpId: here.host, userVerification: "preferred" });
    expect(ask.options.allowCredentials).toMatchObject([{ id: key.id }]);
    const given = answered(key, ask);
    expect(await factors.check(users.find("olive")!, given, far)).toEqual({
      ...{ kind: "passed", by: "key", label: "yellow key" },
    });
    expect(users.keys.of(users.find("olive")!)[0]).toMatchObject({ counter: 2, usedAt: clock.now() });
    expect((await factors.check(users.find("olive")!, given, far)).kind).toBe("late");
  });

  it("is too late after five minutes, whatever the clock on the wall says, and is asked anew", async () => {
    const all = await made();
    const { users, factors, clock } = all;
    const key = await added(all);
    const given = answered(key, await asked(all));
    clock.step(-3_600_000);
    await clock.advance(5 * 60_000);
    const late = await factors.check(users.find("olive")!, given, far);
    expect(late).toMatchObject({ kind: "late", key: { options: { rpId: here.host } } });
    expect(wordsOf(late)).toContain("asked too long ago");
  });

  it("answers for its person, its challenge and its place alone", async () => {
    const all = await made();
    const { users, factors } = all;
    const key = await added(all);
    const others = await added(all, "red key", new SoftKey(), "ada");
    const check = async (given: ReturnType<typeof answered>, place: KeyPlace = here) =>
      factors.check(users.find("olive")!, given, { ...far, place });
    const wrong = { kind: "refused", by: "key" };
    expect(await check(answered(others, await asked(all)))).toMatchObject(wrong);
    // What ada was asked is no challenge of olive's.
    expect((await check(answered(key, await asked(all, "ada")))).kind).toBe("late");
    const elsewhere = { host: here.host, origin: "https://unit-12.example" };
    expect(await check(answered(key, await asked(all), elsewhere))).toMatchObject(wrong);
    expect(await check(answered(key, await asked(all)), elsewhere)).toMatchObject(wrong);
    const phished = { host: "unit-12.example.evil", origin: "https://unit-12.example.evil" };
    expect(await check(answered(key, await asked(all), phished))).toMatchObject(wrong);
    const ask = await asked(all);
    const stale = key.used({ ...here, challenge: Buffer.alloc(32).toString("base64url") });
    expect(await check({ key: { ticket: ask.ticket, answer: stale } })).toMatchObject(wrong);
    const untouched = await asked(all);
    const answer = key.used({ ...here, challenge: untouched.options.challenge }, 0);
    const refused = await check({ key: { ticket: untouched.ticket, answer } });
    expect(refused).toMatchObject(wrong);
    expect(wordsOf(refused)).toContain("does not fit");
    expect(users.keys.of(users.find("olive")!)[0]?.usedAt).toBeNull();
    // And is asked at no other place.
    const at = async (place: KeyPlace) => factors.check(users.find("olive")!, {}, { ...far, place });
    expect(await at({ why: "address" })).toEqual({ kind: "asked", key: null });
    expect(await at(phished)).toEqual({ kind: "asked", key: null });
  });

  it("that counts backwards is refused as a copy, and one that never counts is not", async () => {
    const all = await made();
    const { users, factors, clock } = all;
    const key = await added(all, "yellow key", new SoftKey(7));
    const synced = await added(all, "phone", new SoftKey(0));
    const use = async (of: SoftKey) =>
      factors.check(users.find("olive")!, answered(of, await asked(all)), far);
    key.counter = 7;
    const copied = await use(key);
    expect(copied).toMatchObject({ kind: "refused", by: "key-counter" });
    expect(wordsOf(copied)).toContain("counted backwards");
    expect(users.keys.of(users.find("olive")!)[0]).toMatchObject({ counter: 7, wentBackAt: clock.now() });
    expect((await use(key)).kind).toBe("passed");
    for (let n = 0; n < 2; n++) expect((await use(synced)).kind).toBe("passed");
  });

  it("is as good as ever while the disk is full, and its copy is not", async () => {
    const all = await made();
    const { users, log, parts } = all;
    const key = await added(all, "yellow key", new SoftKey(7));
    const takeUse = (): never => {
      throw new Error("ENOSPC");
    };
    const full = { ...all, ...parts({ ...users.keys, takeUse }) };
    const use = async () => full.factors.check(users.find("olive")!, answered(key, await asked(full)), far);
    expect((await use()).kind).toBe("passed");
    key.counter--;
    expect(await use()).toMatchObject({ kind: "refused", by: "key-counter" });
    expect(log.lines.some(({ text }) => text.includes("could not be written down"))).toBe(true);
  });

  it("pushes out no one else's sign-in, however many are begun", async () => {
    const all = await made();
    const { users, factors } = all;
    const key = await added(all);
    await added(all, "red key", new SoftKey(), "ada");
    const mine = await asked(all);
    for (let n = 0; n < 40; n++) await asked(all, "ada");
    expect((await factors.check(users.find("olive")!, answered(key, mine), far)).kind).toBe("passed");
  });

  it("lets nobody in who was disabled, or whose key was removed, while it was checked", async () => {
    for (const change of [
      ({ users }: Made) => {
        users.setDisabled("olive", true, null);
      },
      ({ users }: Made, key: SoftKey) => {
        users.keys.remove("olive", keyRef(key));
      },
    ]) {
      const all = await made();
      const key = await added(all);
      const given = answered(key, await asked(all));
      const checked = all.factors.check(all.users.find("olive")!, given, far);
      change(all, key);
      expect((await checked).kind).toBe("refused");
    }
  });
});

describe("a new security key", () => {
  it("is for whoever came in with a second factor, at a host name over TLS", async () => {
    const { users, desk } = await made();
    const begin = (of: ReturnType<typeof owner>) => desk.begin(of, "yellow key");
    await expect(begin(owner(users, "olive", here, false))).rejects.toThrow(
      /Sign in with your second factor/,
    );
    await expect(begin(owner(users, "olive", { why: "address" }))).rejects.toThrow(/host name/);
    await expect(begin(owner(users, "olive", { why: "plain" }))).rejects.toThrow(/TLS/);
    expect(desk.list(owner(users, "olive", here, false))).toEqual({ keys: [], host: null, why: "unproved" });
    users.setSecondFactor("olive", null, null);
    await expect(begin(owner(users))).rejects.toThrow(/Sign in with your second factor/);
  });

  it("holds for what was asked, once, and has a name of its own", async () => {
    const all = await made();
    const { users, desk } = all;
    const key = await added(all);
    const { ticket, options } = await desk.begin(owner(users), "Yellow Key");
    expect(options).toMatchObject({ rp: { id: here.host }, attestation: "none" });
    expect(options.excludeCredentials).toMatchObject([{ id: key.id }]);
    const fresh = new SoftKey();
    const answer = fresh.made({ ...here, challenge: options.challenge });
    const twin = await desk.finish(owner(users), { ticket, answer });
    expect(() => users.keys.add(users.find("olive")!, twin)).toThrow(/name Yellow Key already/);
    await expect(desk.finish(owner(users), { ticket, answer })).rejects.toThrow(/not answered in time/);
    const again = await desk.begin(owner(users), "red key");
    const foreign = fresh.made({
      ...here,
      origin: "https://evil.example",
      challenge: again.options.challenge,
    });
    await expect(desk.finish(owner(users), { ticket: again.ticket, answer: foreign })).rejects.toThrow(
      /does not hold/,
    );
    for (let n = 2; n <= 8; n++) await added(all, `key ${String(n)}`);
    await expect(added(all, "ninth")).rejects.toThrow(/there are 8 keys already/);
  });
});

describe("the file of security keys", () => {
  it("leaves that of the people as every version reads it, and keeps what it does not know", async () => {
    const all = await made();
    const { users, keysFile } = all;
    const before = readFileSync(keysFile.replace("factor-keys", "users"), "utf8");
    await added(all);
    expect(readFileSync(keysFile.replace("factor-keys", "users"), "utf8")).toBe(before);
    const kept = JSON.parse(readFileSync(keysFile, "utf8")) as { keys: object[] };
    const later = { ...kept, more: 1, keys: kept.keys.map((one) => ({ ...one, colour: "yellow" })) };
    writeFileSync(keysFile, JSON.stringify(later), { mode: 0o600 });
    await added(all, "red key");
    expect(JSON.parse(readFileSync(keysFile, "utf8"))).toMatchObject({
      ...{ more: 1, keys: [{ label: "yellow key", colour: "yellow" }, { label: "red key" }] },
    });
    expect(users.keys.of(users.find("olive")!)).toHaveLength(2);
  });

  it("holds nothing for a person whose app was forgotten, or who was removed and came back", async () => {
    const all = await made();
    const { users, keysFile } = all;
    await added(all);
    await added(all, "red key", new SoftKey(), "ada");
    users.setSecondFactor("olive", null, null);
    users.setSecondFactor("olive", { sealed: "her new app", steps: [] }, null);
    expect(users.keys.of(users.find("olive")!)).toEqual([]);
    const { secondFactor } = users.find("ada")!;
    users.remove("ada", null);
    await all.clock.advance(1);
    await users.add({ name: "ada", role: "officer", password: "correct horse 9 battery" }, null);
    users.setSecondFactor("ada", secondFactor!, null);
    expect(users.keys.of(users.find("ada")!)).toEqual([]);
    await added(all, "blue key");
    expect(readFileSync(keysFile, "utf8")).not.toMatch(/yellow key|red key/);
  });

  it.each([
    ["damaged", (file: string) => writeFileSync(file, "{", { mode: 0o600 })],
    ["gone", (file: string) => rmSync(file)],
    ["open to others", (file: string) => chmodSync(file, 0o644)],
  ])("that is %s is told, and leaves the codes", async (_how, harm) => {
    const all = await made();
    const { users, factors, desk, log, keysFile } = all;
    const key = await added(all);
    const given = answered(key, await asked(all));
    harm(keysFile);
    if (_how === "open to others") writeFileSync(keysFile, `${readFileSync(keysFile, "utf8")} `);
    expect(() => users.keys.look()).toThrow(expect.objectContaining({ code: "FACTOR_KEYS_FILE" }));
    expect(await factors.check(users.find("olive")!, given, far)).toEqual({ kind: "unavailable" });
    expect(await factors.check(users.find("olive")!, {}, far)).toEqual({ kind: "asked", key: null });
    expect(() => desk.list(owner(users))).toThrow(/cannot be read now/);
    expect(log.lines.some(({ text }) => text.includes("codes alone are asked"))).toBe(true);
  });
});

it.each([
  ["unit-12.example:8443", "unit-12.example", "https://unit-12.example:8443"],
  ["Unit-12.Example", "unit-12.example", "https://unit-12.example"],
  ["localhost:443", "localhost", "https://localhost"],
])("takes %s for a place of keys", (authority, host, origin) => {
  expect(keyPlace(authority, true)).toEqual({ host, origin });
  expect(keyPlace(authority, false)).toEqual({ why: "plain" });
});

it.each([
  "127.0.0.1:8443",
  "[::1]:8443",
  "10.0.0.7",
  "127.1",
  "0x7f000001",
  "",
  undefined,
  "a@b.example",
  "a/b",
])("takes %s for none", (authority) => {
  expect(keyPlace(authority, true)).toEqual({ why: "address" });
});
