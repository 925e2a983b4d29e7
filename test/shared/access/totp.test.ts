// Codes of authenticator apps against the tables of the RFCs, and the life of a second factor.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import { base32, codeOf, fittingStep, otpauthUri, stepOf } from "../../../src/shared/access/totp.js";
import { createKeyFactor } from "../../../src/shared/access/keys/key-factor.js";
import {
  createSecondFactors,
  type FactorPlace,
  type FactorOutcome,
  type SecondFactorDeps,
} from "../../../src/shared/access/second-factor.js";
import { openUsers, type Users } from "../../../src/shared/access/users.js";
import { sealingUnder } from "../../../src/shared/evidence/seal.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { scratchFolder } from "../../kit/units/scratch.js";

const rfcSecret = Buffer.from("12345678901234567890");

test("codes are those of RFC 6238, appendix B (SHA-1), and of RFC 4226, appendix D", () => {
  const table = [
    [59, "94287082"],
    [1111111109, "07081804"],
    [1111111111, "14050471"],
    [1234567890, "89005924"],
    [2000000000, "69279037"],
    [20000000000, "65353130"],
  ] as const;
  for (const [seconds, code] of table) expect(codeOf(rfcSecret, stepOf(seconds * 1_000))).toBe(code.slice(2));
  const counters = [
    "755224",
    "287082",
    "359152",
    "969429",
    "338314",
    "254676",
    "287922",
    "162583",
    "399871",
    "520489",
  ];
  counters.forEach((code, counter) => expect(codeOf(rfcSecret, counter)).toBe(code));
});

test("the present code fits and its neighbours do, no other; the key is written as apps read it", () => {
  const now = 1_234_567_890_000;
  for (const [off, fits] of [
    [-2, false],
    [-1, true],
    [0, true],
    [1, true],
    [2, false],
  ] as const)
    expect(fittingStep(rfcSecret, codeOf(rfcSecret, stepOf(now) + off), now)).toBe(
      fits ? stepOf(now) + off : null,
    );
  for (const wrong of ["", "12345", "1234567", "abcdef"])
    expect(fittingStep(rfcSecret, wrong, now)).toBeNull();
  // RFC 4648, 10.
  expect(base32(Buffer.from("foobar"))).toBe("MZXW6YTBOI");
  expect(otpauthUri("Tagwatch Car 12", "olive", rfcSecret)).toBe(
    "otpauth://totp/Tagwatch%20Car%2012:olive?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Tagwatch%20Car%2012&algorithm=SHA1&digits=6&period=30",
  );
});

const refused = { kind: "refused", by: "code", key: null };
const asked = { kind: "asked", key: null };
const from = (isLocal: boolean): FactorPlace => ({ isLocal, place: { why: "plain" } });
const remote = from(false);

interface Made {
  readonly users: Users;
  readonly clock: FakeClock;
  readonly file: string;
  readonly again: (over?: Partial<SecondFactorDeps>) => ReturnType<typeof createSecondFactors>;
}

async function made(): Promise<Made> {
  const clock = new FakeClock();
  const file = join(scratchFolder(), "users.json");
  const users = openUsers(file, clock, (work) => work());
  await users.add({ name: "olive", role: "officer", password: "correct horse 9 battery" }, null);
  await users.add({ name: "ada", role: "auditor", password: "correct horse 9 battery" }, null);
  const again: Made["again"] = (over = {}) =>
    createSecondFactors({
      ...{ mode: "remote", issuer: "Tagwatch", users, sealing: sealingUnder(Buffer.alloc(32, 1)) },
      keys: createKeyFactor({ keys: users.keys, clock, log: memoryLog() }),
      ...{ clock, log: memoryLog(), ...over },
    });
  return { users, clock, file, again };
}

function secretOf(outcome: FactorOutcome): { readonly secret: Buffer; readonly ticket: string } {
  if (outcome.kind !== "enrol") throw new Error(`not an enrolment: ${outcome.kind}`);
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...outcome.enrolment.secret]
    .map((one) => alphabet.indexOf(one).toString(2).padStart(5, "0"))
    .join("");
  const bytes = (bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2));
  return { secret: Buffer.from(bytes), ticket: outcome.enrolment.ticket };
}

describe("a second factor", () => {
  it("is asked of other machines alone, is enrolled with its first code, and each code counts once", async () => {
    const { users, clock, file, again } = await made();
    const olive = () => users.find("olive")!;
    const factors = again();
    expect(await factors.check(olive(), {}, from(true))).toEqual({ kind: "passed", by: "no need" });
    const { secret, ticket } = secretOf(await factors.check(olive(), {}, remote));
    const code = () => codeOf(secret, stepOf(clock.now()));
    expect(await factors.check(olive(), { ticket, code: "000000" }, remote)).toEqual(refused);
    expect(olive().secondFactor).toBeUndefined();
    // Another's enrolment is none of hers.
    expect((await factors.check(users.find("ada")!, { ticket, code: code() }, remote)).kind).toBe("enrol");
    const first = code();
    expect(await factors.check(olive(), { ticket, code: first }, remote)).toEqual({
      kind: "passed",
      by: "enrolment",
    });
    expect(readFileSync(file, "utf8")).not.toContain(base32(secret));
    expect(readFileSync(file, "utf8")).not.toContain(secret.toString("base64"));

    expect(await factors.check(olive(), {}, remote)).toEqual(asked);
    expect(await factors.check(olive(), { code: first }, remote)).toEqual(refused);
    await clock.advance(30_000);
    const second = code();
    expect(await again().check(olive(), { code: second }, remote)).toEqual({ kind: "passed", by: "code" });
    // Nor after a restart, nor with the clock set back to it and beyond.
    expect(await again().check(olive(), { code: second }, remote)).toEqual(refused);
    expect(await again().check(olive(), { code: first }, remote)).toEqual(refused);
  });

  it("of a clock that ran ahead does not lock out once the clock is right again", async () => {
    const { users, clock, again } = await made();
    const olive = () => users.find("olive")!;
    const { secret, ticket } = secretOf(await again().check(olive(), {}, remote));
    const factors = again();
    const begun = secretOf(await factors.check(olive(), {}, remote));
    expect(begun.ticket).not.toBe(ticket);
    const ahead = clock.now() + 3_600_000;
    const early = Object.assign(Object.create(clock) as FakeClock, { now: () => ahead });
    const fast = again({ clock: early });
    const { secret: known, ticket: mine } = secretOf(await fast.check(olive(), {}, remote));
    expect(
      (await fast.check(olive(), { ticket: mine, code: codeOf(known, stepOf(ahead)) }, remote)).kind,
    ).toBe("passed");
    expect(await again().check(olive(), { code: codeOf(known, stepOf(clock.now())) }, remote)).toEqual({
      kind: "passed",
      by: "code",
    });
    expect(secret).not.toEqual(known);
  });

  it("cannot be checked without its key, says so, and is begun anew after a reset", async () => {
    const { users, clock, again } = await made();
    const olive = () => users.find("olive")!;
    expect(await again({ sealing: null }).check(olive(), {}, remote)).toEqual({ kind: "unavailable" });
    const factors = again();
    const { secret, ticket } = secretOf(await factors.check(olive(), {}, remote));
    const code = codeOf(secret, stepOf(clock.now()));
    await factors.check(olive(), { ticket, code }, remote);
    const next = { code: codeOf(secret, stepOf(clock.now()) + 1) };
    const other = again({ sealing: sealingUnder(Buffer.alloc(32, 2)) });
    expect(await other.check(olive(), next, remote)).toEqual({ kind: "unavailable" });
    users.setSecondFactor("olive", null, "root");
    expect((await again().check(olive(), {}, remote)).kind).toBe("enrol");
    expect(await again({ mode: "off" }).check(olive(), {}, remote)).toMatchObject({ by: "no need" });
    expect((await again({ mode: "always" }).check(olive(), {}, from(true))).kind).toBe("enrol");
  });

  it("is the one that was enrolled first where two enrol at the same moment", async () => {
    const { users, clock, again } = await made();
    const factors = again();
    // As both read her before their passwords were checked.
    const before = users.find("olive")!;
    const first = secretOf(await factors.check(before, {}, remote));
    const second = secretOf(await factors.check(before, {}, remote));
    const enrol = async ({ secret, ticket }: typeof first) =>
      (await factors.check(before, { ticket, code: codeOf(secret, stepOf(clock.now())) }, remote)).kind;
    expect(await enrol(first)).toBe("passed");
    const kept = users.find("olive")?.secondFactor?.sealed;
    expect(await enrol(second)).toBe("refused");
    expect(users.find("olive")?.secondFactor?.sealed).toBe(kept);
    expect(await factors.check(before, {}, remote)).toEqual(asked);
  });

  it("is none for whoever got another password, was disabled or removed while theirs was checked", async () => {
    const { users, clock, again } = await made();
    const factors = again();
    const changes: readonly (() => unknown)[] = [
      () => users.setPassword("olive", "another horse 9 battery", null),
      () => {
        users.setDisabled("olive", true, null);
      },
      () => {
        users.remove("olive", null);
      },
    ];
    for (const change of changes) {
      const before = users.find("olive")!;
      const { secret, ticket } = secretOf(await factors.check(before, {}, remote));
      await change();
      const given = { ticket, code: codeOf(secret, stepOf(clock.now())) };
      expect(await factors.check(before, given, remote)).toEqual(refused);
      expect(users.find("olive")?.secondFactor).toBeUndefined();
      if (users.find("olive")) users.setDisabled("olive", false, null);
    }
  });

  it("lets nobody in twice with a code while the disk is full", async () => {
    const { users, clock, again } = await made();
    const olive = () => users.find("olive")!;
    const enrolling = again();
    const { secret, ticket } = secretOf(await enrolling.check(olive(), {}, remote));
    await enrolling.check(olive(), { ticket, code: codeOf(secret, stepOf(clock.now())) }, remote);
    const takeStep = (): never => {
      throw new Error("ENOSPC");
    };
    const full = again({ users: { ...users, takeStep, setSecondFactor: takeStep } });
    const begun = secretOf(await full.check(users.find("ada")!, {}, remote));
    const given = { ticket: begun.ticket, code: codeOf(begun.secret, stepOf(clock.now())) };
    expect(await full.check(users.find("ada")!, given, remote)).toEqual({ kind: "unavailable" });
    const factors = again({ users: { ...users, takeStep } });
    const next = { code: codeOf(secret, stepOf(clock.now()) + 1) };
    expect((await factors.check(olive(), next, remote)).kind).toBe("passed");
    expect((await factors.check(olive(), next, remote)).kind).toBe("refused");
  });
});
