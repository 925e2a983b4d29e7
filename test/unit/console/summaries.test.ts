// Sentences of the page that sum something up: each says no more than what it sums up.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { checked, countChecks } from "../../../src/shared/domain/said/self-test.js";
import type { UnitStatus } from "../../../src/shared/domain/status.js";
import { speak } from "../../../src/shared/web/words/spoken.js";
import { faultRows, verdictSum } from "../../../src/unit/console/web/oversight/statistics-words.js";
import { notWell } from "../../../src/unit/console/web/unit/unit-tiles.js";
import { unitWords } from "../../../src/unit/console/web/words/en/unit.js";
import { spanish } from "../../../src/unit/console/web/words/es/index.js";
import { testTime } from "../../kit/samples/records.js";
import { someStatus } from "../../kit/units/console.js";

beforeEach(() => void vi.stubGlobal("document", { documentElement: {} }));
afterEach(() => {
  speak("en", {});
  vi.unstubAllGlobals();
});

const inSpanish = (): void => speak("es", spanish);

describe("what is not well on the unit's page", () => {
  const status = someStatus();
  const camera = { ...status.cameras[0], name: "Front left" };
  const well: UnitStatus = { ...status, cameras: [camera], upload: null };
  const wrong = (over: Partial<UnitStatus>): readonly string[] => notWell({ ...well, ...over }, testTime);

  it("is nothing where all tiles are good, a recording at its end and an uplink that is not set up too", () => {
    expect(wrong({})).toEqual([]);
    expect(wrong({ cameras: [{ ...camera, state: "ended", seeing: false }] })).toEqual([]);
  });

  it.each<[string, Partial<UnitStatus>]>([
    ["Front left", { cameras: [{ ...camera, seeing: false }] }],
    ["Front left", { cameras: [{ ...camera, state: "starting" }] }],
    ["Position", { position: null }],
    ["Clock", { clock: { source: "unset", uncertaintyMs: 0 } }],
    ["Time", { time: { state: "nothing", at: null, by: [], why: "nobody is heard", sources: [] } }],
    ["Computer", { machine: status.machine && { ...status.machine, throttled: true } }],
    ["Uplink", { upload: status.upload }],
    ["Plate reading", { vision: { running: false, restarts: 3, rssMb: 1 } }],
    ["Evidence store", { store: { encrypted: false, freeBytes: null } }],
    ["List ks-merged", { hotlists: status.hotlists.map((list) => ({ ...list, stale: true })) }],
  ])("names %s", (name, over) => {
    expect(wrong(over)).toEqual([name]);
  });

  it("is said in Spanish too", () => {
    inSpanish();
    const names = wrong({ position: null, upload: status.upload });
    expect(unitWords().noFaultsBut(names.join(", "))).toBe(
      "No hay fallas, pero abajo no todo está bien: Posición, Enlace.",
    );
  });
});

it("a self-test counts what failed, what could not be tried and what works with a doubt, each line once", () => {
  expect(
    countChecks([
      checked("plate", "good", "plate-found", "412"),
      checked("gps", "failed", "no-position"),
      checked("clock", "doubtful", "clock-unvouched"),
      checked("daemon", "doubtful", "page-off"),
      checked("disk", "doubtful", "free-unknown"),
    ]),
  ).toEqual({ failed: 1, untested: 2, doubtful: 1 });
});

describe("statistics", () => {
  const none = { verified: 0, "wrong-state": 0, misread: 0, "not-current": 0, dismissed: 0 };
  const sum = (verdicts: object): string => verdictSum({ verdicts } as never);

  it("count no verdict where none was given", () => {
    expect(sum({ ...none, unverified: 3 })).toBe("0 in all, 3 hits without one");
    expect(sum({ ...none, verified: 2, misread: 1, unverified: 0 })).toBe("3 in all");
    inSpanish();
    expect(sum({ ...none, verified: 2, unverified: 1 })).toBe("2 en total, 1 coincidencia sin veredicto");
  });

  it("name a camera as the page does", () => {
    const fault = (code: string, subject: string) => ({ code, subject, times: 1, ms: 0 });
    const faults = [
      fault("CAMERA_LOST", "rear"),
      fault("DAMAGE_REPORTED", "camera rear (a1b2c3)"),
      fault("DAMAGE_REPORTED", "mount (a1b2c3)"),
      fault("HOTLIST_STALE", "rear"),
    ];
    expect(faultRows({ faults } as never, { rear: "Rear left" }).map(([, where]) => where)).toEqual([
      "Rear left",
      "Rear left",
      "mount (a1b2c3)",
      "rear",
    ]);
  });

  it("say what was wrong, and leave a code of another version as it is", () => {
    const faults = ["CAMERA_LOST", "GONE_CODE"].map((code) => ({ code, subject: "x", times: 1, ms: 0 }));
    expect(faultRows({ faults } as never, {}).map(([what]) => what)).toEqual([
      "A camera ended its stream",
      "GONE_CODE",
    ]);
  });
});
