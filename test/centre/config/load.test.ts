import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { loadCentreConfig } from "../../../src/centre/config/load.js";
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
