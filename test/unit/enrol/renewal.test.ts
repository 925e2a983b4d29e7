import { createPrivateKey } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { identityFiles, keepIdentity } from "../../../src/unit/enrol/identity.js";
import { renewIfDue } from "../../../src/unit/enrol/renewal.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { memoryFaults } from "../../kit/doubles/faults.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { makeAuthority } from "../../kit/peers/certificates.js";
import { scratchFolder } from "../../kit/units/scratch.js";

function enrolledUnit() {
  const files = identityFiles(scratchFolder());
  const authority = makeAuthority(scratchFolder());
  const { certificate, key } = authority.issue("car-12");
  const keep = (): void =>
    keepIdentity(files, createPrivateKey(key), {
      ...{
        v: 1,
        unit: "car-12",
        prefix: "kcpd",
        url: "mqtts://centre.example",
        centre: "https://centre.example",
      },
      ...{ certificate: certificate.toString(), ca: authority.ca.toString() },
    });
  keep();
  const faults = memoryFaults();
  const deps = { storeDir: files.dir.replace(/\/enrolment$/, ""), faults, log: memoryLog() };
  return { files, keep, faults, look: () => renewIfDue({ ...deps, clock: new FakeClock(Date.now()) }) };
}

test.each(["centre", "identity", "ca"] as const)(
  "a %s file that is damaged or gone is a standing fault of an enrolled unit until it is enrolled again",
  async (which) => {
    const { files, keep, faults, look } = enrolledUnit();
    await look();
    expect(faults.standing.size).toBe(0);
    if (which !== "ca") {
      writeFileSync(files[which], readFileSync(files[which]).subarray(0, 20));
      await look();
      expect(faults.standing.get("ENROLMENT_DAMAGED certificate")).toContain(files[which]);
      // The next run finds the damaged file set aside: that is no unit that was never enrolled.
      faults.clear("ENROLMENT_DAMAGED", "certificate");
      await look();
      expect(faults.standing.has("ENROLMENT_DAMAGED certificate")).toBe(true);
    }
    if (existsSync(files[which])) rmSync(files[which]);
    await look();
    expect(faults.standing.has("ENROLMENT_DAMAGED certificate")).toBe(true);
    keep();
    await look();
    expect(faults.standing.size).toBe(0);
  },
);

test("a unit that was never enrolled has nothing to renew", async () => {
  const { files, faults, look } = enrolledUnit();
  rmSync(files.dir, { recursive: true });
  expect(await look()).toBe(false);
  expect(faults.standing.size).toBe(0);
});
