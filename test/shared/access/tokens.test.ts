import { readFileSync, statSync, writeFileSync, chmodSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { isWithin, parseNetwork } from "../../../src/shared/access/networks.js";
import { openTokens, tokenFault, type TokenWish } from "../../../src/shared/access/tokens/tokens.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { scratchFolder } from "../../kit/units/scratch.js";

const wish: TokenWish = { name: "cad", scopes: ["alerts"], purpose: "dispatch", days: 30, from: [] };
const dayMs = 86_400_000;

function desk() {
  const file = join(scratchFolder(), "tokens.json");
  const clock = new FakeClock();
  const open = (whenMissing?: "gone") => openTokens(file, clock, (work) => work(), whenMissing);
  return { file, clock, open, tokens: open() };
}

describe("tokens", () => {
  it("are told once, and kept as a hash in a private file", () => {
    const { file, tokens, open } = desk();
    const text = tokens.add(wish, "root");
    expect(text).toMatch(/^tagwatch_[\w-]{43}$/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, "utf8")).not.toContain(text.slice(9));
    expect(open().find(text)).toMatchObject({ name: "cad", scopes: ["alerts"], purpose: "dispatch" });
    expect(tokens.find(`${text.slice(0, -1)}!`)).toBeNull();
    expect(tokens.find("")).toBeNull();
  });

  it("are over when revoked, at their end, and while the clock is not set", () => {
    const { tokens, clock } = desk();
    const text = tokens.add(wish, "root");
    const at = clock.now();
    const fault = (when: number) => tokenFault(tokens.find(text) ?? expect.fail("no token"), when);
    expect([fault(at), fault(at + 30 * dayMs - 1), fault(at + 30 * dayMs), fault(0)]).toEqual([
      null,
      null,
      "expired",
      "clock",
    ]);
    tokens.revoke("cad", "root");
    expect(fault(at)).toBe("revoked");
    expect(() => tokens.revoke("cad", "root")).toThrow("no token cad in force");
  });

  it("take the name of one that is over, and of no other", async () => {
    const { tokens, clock } = desk();
    const first = tokens.add(wish, "root");
    expect(() => tokens.add(wish, "root")).toThrow("there is a token cad already");
    tokens.revoke("cad", "root");
    const second = tokens.add(wish, "root");
    expect([tokens.find(first), tokens.find(second)?.name]).toEqual([null, "cad"]);
    await clock.advance(31 * dayMs);
    tokens.add(wish, "root");
    expect(tokens.list()).toHaveLength(1);
  });

  it("hand each change to the trail once", () => {
    const { tokens } = desk();
    tokens.add({ ...wish, from: ["10.20.0.0/16", "192.0.2.7"] }, "root");
    tokens.revoke("cad", "root");
    const told: object[] = [];
    tokens.takeChanges((change) => told.push(change));
    tokens.takeChanges((change) => told.push(change));
    expect(told).toMatchObject([
      {
        actor: "root",
        event: "token.add",
        token: "cad",
        detail: { scopes: "alerts", purpose: "dispatch", from: "10.20.0.0/16,192.0.2.7/32" },
      },
      { actor: "root", event: "token.revoke", token: "cad" },
    ]);
    expect(JSON.stringify(told)).not.toContain("digest");
  });

  it("tell of a change before it is made, which whoever is told may prevent", () => {
    const { file, tokens, open } = desk();
    const told: object[] = [];
    tokens.add(wish, "max", (line) => told.push(line));
    const before = readFileSync(file, "utf8");
    const refuse = (): never => {
      throw new Error("no trail");
    };
    expect(() => tokens.add({ ...wish, name: "other" }, "max", refuse)).toThrow("no trail");
    expect(() => tokens.revoke("cad", "max", refuse)).toThrow("no trail");
    expect(readFileSync(file, "utf8")).toBe(before);
    tokens.revoke("cad", "max", (line) => told.push(line));
    expect(told).toMatchObject([
      { event: "token.add", object: "cad", detail: { scopes: "alerts" } },
      { event: "token.revoke", object: "cad" },
    ]);
    open().takeChanges(() => expect.fail("it was told already"));
  });

  it("are noted with who made them and, once an hour, their last use; the notes are no more than that", async () => {
    const { file, tokens, open, clock } = desk();
    const notes = join(dirname(file), "token-notes.json");
    const token = tokens.find(tokens.add(wish, "root")) ?? expect.fail("no token");
    const used = (): unknown => open().note(token).usedAt;
    expect(open().note(token)).toEqual({ by: "root", usedAt: null });
    const first = clock.now();
    tokens.use(token, first);
    tokens.keepUses();
    expect([used(), statSync(notes).mode & 0o777]).toEqual([first, 0o600]);
    await clock.advance(59 * 60_000);
    tokens.use(token, clock.now());
    tokens.keepUses();
    expect([used(), tokens.note(token).usedAt]).toEqual([first, clock.now()]);
    await clock.advance(60_000);
    tokens.use(token, clock.now());
    tokens.keepUses();
    expect(used()).toBe(clock.now());
    // Another process makes one meanwhile: what was noted stays.
    open().add({ ...wish, name: "other" }, "max");
    expect(open().note(token)).toEqual({ by: "root", usedAt: clock.now() });
    writeFileSync(notes, "damaged");
    expect(open().note(token)).toEqual({ by: null, usedAt: null });
    tokens.add({ ...wish, name: "third" }, "max");
    expect(
      open()
        .list()
        .map((one) => open().note(one).by),
    ).toEqual([null, null, "max"]);
  });

  it("refuse a wish that is none, and more than thirty-two", () => {
    const { tokens } = desk();
    for (const wrong of [
      { name: "Cad One" },
      { scopes: [] },
      { days: 0 },
      { days: 1.5 },
      { days: Number.NaN },
      { days: 367 },
      { purpose: " x " },
      { from: ["10.0.0.0/33"] },
      { from: ["dispatch.example"] },
    ])
      expect(() => tokens.add({ ...wish, ...wrong }, "root"), JSON.stringify(wrong)).toThrow();
    for (let n = 0; n < 32; n++) tokens.add({ ...wish, name: `cad-${String(n)}` }, "root");
    expect(() => tokens.add(wish, "root")).toThrow("there are 32 tokens");
  });

  it("are none while their file is damaged, gone or readable by others", () => {
    const { file, tokens, open } = desk();
    const text = tokens.add(wish, "root");
    writeFileSync(`${file}.lock`, "");
    const kept = readFileSync(file, "utf8");
    const read = open("gone");
    expect(read.find(text)).not.toBeNull();
    chmodSync(file, 0o644);
    expect(() => open("gone").find(text)).toThrow("may be read by others");
    rmSync(file);
    for (const one of [read, open("gone")])
      expect(() => one.find(text)).toThrow("is gone: no program is let in");
    writeFileSync(file, kept.slice(0, -20), { mode: 0o600 });
    for (const one of [read, open("gone")]) expect(() => one.find(text)).toThrow("damaged");
    writeFileSync(file, kept, { mode: 0o600 });
    expect(read.find(text)).not.toBeNull();
  });
});

describe("networks", () => {
  it("are told from what is none", () => {
    expect(["10.0.0.0/8", "10.1.2.3", "2001:db8::/32", "::1"].map(parseNetwork)).toEqual([
      "10.0.0.0/8",
      "10.1.2.3/32",
      "2001:db8::/32",
      "::1/128",
    ]);
    for (const text of ["", "10.0.0.0/", "10.0.0.0/33", "10.0.0/8", "a/8", "10.0.0.0/8/8", "10.0.0.0/-1"])
      expect(parseNetwork(text), text).toBeNull();
  });

  it("hold what lies in them, in either spelling", () => {
    const within = ["10.20.0.0/16", "2001:db8::/32"];
    expect(["10.20.255.1", "::ffff:10.20.0.9", "2001:db8:1::5"].map((one) => isWithin(one, within))).toEqual([
      true,
      true,
      true,
    ]);
    for (const other of ["10.21.0.1", "2001:db9::1", "", "nonsense"])
      expect(isWithin(other, within), other).toBe(false);
  });
});
