// Files of people and programs that a newer version wrote, under this one: after the newer was taken back.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openTokens } from "../../../src/shared/access/tokens/tokens.js";
import { openUsers } from "../../../src/shared/access/users.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { scratchFolder } from "../../kit/units/scratch.js";

type Plain = Record<string, unknown>;

/** Adds a field to the file, to what it lists, and to what waits for the trail, as a newer version might. */
function extend(file: string, list: string): void {
  const content = JSON.parse(readFileSync(file, "utf8")) as Plain;
  const more = (rows: unknown): unknown =>
    (rows as readonly Plain[]).map((row) => ({ ...row, added: "kept" }));
  const extended = {
    ...content,
    added: "kept",
    [list]: more(content[list]),
    changes: more(content["changes"]),
  };
  writeFileSync(file, JSON.stringify(extended), { mode: 0o600 });
}

const contentOf = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"));

it("people come in, and nothing that the newer version wrote is lost by a change", async () => {
  const [file, clock] = [join(scratchFolder(), "users.json"), new FakeClock()];
  const open = () => openUsers(file, clock, (work) => work());
  await open().add({ name: "olive", role: "officer", password: "a long password 7" }, "root");
  extend(file, "users");
  const users = open();
  expect(users.find("olive")).toMatchObject({ role: "officer" });
  users.lock("olive");
  const events: string[] = [];
  users.takeChanges(({ event }) => events.push(event));
  expect(events).toEqual(["user.add"]);
  expect(contentOf(file)).toMatchObject({
    added: "kept",
    users: [{ name: "olive", lockedAt: clock.now(), added: "kept" }],
    changes: [],
  });
});

it("programs come in, and nothing that the newer version wrote is lost by a change", () => {
  const [file, clock] = [join(scratchFolder(), "tokens.json"), new FakeClock()];
  const open = () => openTokens(file, clock, (work) => work());
  const wish = { name: "cad", scopes: ["alerts"], purpose: "dispatch", days: 30, from: [] } as const;
  const text = open().add(wish, "root");
  extend(file, "tokens");
  const tokens = open();
  expect(tokens.find(text)).toMatchObject({ name: "cad" });
  tokens.revoke("cad", "root");
  expect(contentOf(file)).toMatchObject({
    added: "kept",
    tokens: [{ name: "cad", endedAt: clock.now(), added: "kept" }],
    changes: [{ event: "token.add", added: "kept" }, { event: "token.revoke" }],
  });
  tokens.takeChanges(() => undefined);
  expect(contentOf(file)).toMatchObject({ added: "kept", changes: [] });
});

it("a file of another form, which an older version must not pass over, lets nobody in", async () => {
  const [file, clock] = [join(scratchFolder(), "users.json"), new FakeClock()];
  const open = () => openUsers(file, clock, (work) => work());
  await open().add({ name: "olive", role: "officer", password: "a long password 7" }, "root");
  writeFileSync(file, readFileSync(file, "utf8").replace('"version": 1', '"version": 2'));
  expect(() => open().find("olive")).toThrow("cannot be read or is damaged");
});
