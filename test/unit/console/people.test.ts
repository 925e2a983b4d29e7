// People over the page: administrators alone, under their own name, and never themselves.
import { expect, it } from "vitest";
import type { PersonJson } from "../../../src/shared/web/people-types.js";
import { passwords, startConsole, type TestConsole } from "../../kit/units/console.js";
import { Client, signedIn } from "../../kit/units/console-client.js";

const lines = (unit: TestConsole, object: string) =>
  unit.audit.lines
    .filter((line) => line.object === object)
    .map(({ event, outcome, actor }) => [event, outcome, actor.name]);

it("adds a person with a password told once, changes and removes them, each with its line", async () => {
  const unit = await startConsole();
  const max = await signedIn(unit.url, "max");
  const added = await max.post<{ password: string }>("/api/people", { name: "Nora", role: "officer" });
  expect(added.status).toBe(200);
  const nora = new Client(unit.url);
  expect((await nora.signIn("nora", added.body.password)).status).toBe(200);
  const order = (what: object) => max.post<{ password: string | null }>("/api/people/nora", what);
  expect((await order({ do: "role", role: "analyst" })).body).toEqual({ password: null });
  // What she was signed in as is over.
  expect((await nora.request("/api/session")).status).toBe(401);
  const reset = await order({ do: "password" });
  expect((await nora.signIn("nora", added.body.password)).status).toBe(401);
  expect((await nora.signIn("nora", reset.body.password ?? "")).body.role).toBe("analyst");
  for (const what of ["disable", "enable", "unlock", "second-factor-reset", "remove"])
    expect((await order({ do: what })).status, what).toBe(200);
  expect((await nora.signIn("nora", reset.body.password ?? "")).status).toBe(401);
  expect(unit.users.find("nora")).toBeNull();
  const done = ["add", "role", "password", "disable", "enable", "unlock", "second-factor-reset", "remove"];
  expect(lines(unit, "nora").filter(([event]) => event?.startsWith("user."))).toEqual(
    done.map((what) => [`user.${what}`, "success", "max"]),
  );
  const list = await max.request<readonly PersonJson[]>("/api/people");
  expect(list.body).toContainEqual({
    ...{ name: "olive", role: "officer", disabled: false, locked: false, secondFactor: false, keys: [] },
  });
  expect(JSON.stringify(list.body)).not.toContain("scrypt");
}, 120_000);

it("is for administrators, a fresh page and a working trail alone; nobody raises themselves", async () => {
  const unit = await startConsole();
  const nobody = new Client(unit.url);
  expect((await nobody.request("/api/people")).status).toBe(401);
  expect((await nobody.post("/api/people", { name: "nora", role: "officer" })).status).toBe(401);
  expect((await nobody.post("/api/people/olive", { do: "remove" })).status).toBe(401);
  for (const name of ["olive", "sam", "ana", "ada", "tess", "flo"]) {
    const one = await signedIn(unit.url, name);
    expect((await one.request("/api/people")).status, name).toBe(403);
    expect((await one.post("/api/people", { name: "nora", role: "officer" })).status, name).toBe(403);
    expect((await one.post("/api/people/max", { do: "remove" })).status, name).toBe(403);
  }
  const max = await signedIn(unit.url, "max");
  const stale = { "x-csrf-token": "old" };
  expect((await max.post("/api/people", { name: "nora", role: "officer" }, stale)).status).toBe(403);
  expect((await max.post("/api/people/olive", { do: "disable" }, stale)).status).toBe(403);
  expect((await max.post("/api/people", { name: "n".repeat(5_000), role: "officer" })).status).toBe(413);
  const own = [{ do: "remove" }, { do: "disable" }, { do: "password" }, { do: "role", role: "supervisor" }];
  for (const what of own) expect((await max.post("/api/people/max", what)).status).toBe(409);
  expect((await max.post("/api/people/olive", { do: "role", role: "king" })).status).toBe(400);
  const twin = await max.post("/api/people", { name: "olive", role: "officer" });
  expect([twin.status, twin.body["message"]]).toEqual([400, "there is a user olive already"]);
  expect(lines(unit, "olive")).toContainEqual(["user.add", "failure", "max"]);
  unit.audit.broken = true;
  expect((await max.post("/api/people/olive", { do: "remove" })).status).toBe(503);
  expect(unit.users.find("olive")).not.toBeNull();
});

it("lets everybody change their own password after the old one; other screens are signed out", async () => {
  const unit = await startConsole();
  const [here, there] = [await signedIn(unit.url, "tess"), await signedIn(unit.url, "tess")];
  const next = "a good long sentence";
  const change = (password: string, to: string, over = {}) =>
    here.post<{ csrf: string; message: string }>("/api/session/password", { password, next: to }, over);
  expect((await new Client(unit.url).post("/api/session/password", { password: "x", next })).status).toBe(
    401,
  );
  expect((await change("wrong", next)).status).toBe(401);
  expect((await change(passwords, "short")).body.message).toContain("12 characters");
  expect((await change(passwords, next, { "x-csrf-token": "old" })).status).toBe(403);
  expect((await change(passwords, "x".repeat(9_000))).status).toBe(413);
  const done = await change(passwords, next);
  expect(done.status).toBe(200);
  here.csrf = done.body.csrf;
  expect((await here.post("/api/session/touch", {})).status).toBe(200);
  expect((await there.request("/api/session")).status).toBe(401);
  expect((await new Client(unit.url).signIn("tess", next)).status).toBe(200);
  expect(lines(unit, "tess")).toContainEqual(["user.password", "success", "tess"]);
});
