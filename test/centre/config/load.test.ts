import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { runCentreProgram } from "../../../src/centre/cli/program.js";
import { loadCentreConfig } from "../../../src/centre/config/load.js";
import { centrePlaces } from "../../../src/centre/config/places.js";
import { tellBroker } from "../../../src/centre/machine/services.js";
import { searchInput } from "../../../src/centre/site/input.js";
import { scratchFolder } from "../../kit/units/scratch.js";

it.each([
  ["keep: { reads: 3y, hits: 3y }", /keep\.reads.*legalMandate/],
  ["keep: { reads: 30d, hits: 10d }", /at least as long/],
  ["keep: { reads: 3y, hits: 3y, legalMandate: { reason: by order of the court } }", null],
  ["", null],
] as const)("keeps nothing longer than two years without a mandate: %s", (keep, fault) => {
  const file = join(scratchFolder(), "centre.yaml");
  writeFileSync(file, `centre: { name: A, dir: /a, address: a.example }\n${keep}\n`);
  if (fault) expect(() => loadCentreConfig(file)).toThrow(fault);
  else expect(loadCentreConfig(file).warnings).toEqual([]);
});

it("tells no other program that has the number of a broker which crashed", () => {
  const dir = scratchFolder();
  const child = spawn("sleep", ["60"]);
  onTestFinished(() => void child.kill("SIGKILL"));
  writeFileSync(join(dir, "mosquitto.pid"), String(child.pid));
  expect(tellBroker(dir, "SIGTERM")).toBe(false);
  expect(child.signalCode).toBeNull();
});

it("leaves one * of wildcards in a row", () => {
  const asked = { purpose: "crime investigation", caseNumber: "26-1", plate: "a*?**?b*" };
  expect(searchInput.parse(asked).plate).toBe("A??*B*");
});

it("tells with check, before people meet it, that a second factor is asked which nobody has", async () => {
  const dir = scratchFolder();
  const file = join(dir, "centre.yaml");
  writeFileSync(
    file,
    `centre: { name: A, dir: ${dir}, address: a.example }\nsite: { host: 0.0.0.0 }\narchive: { host: ${dir} }\n`,
  );
  const places = centrePlaces(loadCentreConfig(file).config.centre);
  const needed = ["collector", "site", "keeper"].map((role) => join(places.passwords, `${role}.password`));
  needed.push(places.pictureKey, places.signingKey, join(places.authority, "bundle.crt"));
  for (const path of [...needed, join(places.broker, "mosquitto.conf")]) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, "x", { mode: 0o600 });
  }
  const olive = { name: "olive", role: "analyst", hash: "-", disabled: false, lockedAt: null };
  const people = { version: 1, users: [{ ...olive, createdAt: 0, passwordAt: 0 }], changes: [] };
  writeFileSync(places.users, JSON.stringify(people), { mode: 0o600 });
  const said = vi.spyOn(console, "log").mockReturnValue();
  expect(await runCentreProgram(["node", "tagwatch-centre", "check", file])).toBe(0);
  expect(said.mock.calls.flat().join("\n")).toMatch(
    /nobody has a second factor yet.*site\.secondFactor: off/,
  );
  said.mockRestore();
});
