import type { Actor } from "../../../src/shared/domain/actor.js";
import { damageCode, damageSubject } from "../../../src/shared/domain/faults/damage.js";
import { errorTable } from "../../../src/shared/domain/faults/errors.js";
import type { Fault } from "../../../src/shared/domain/faults/fault.js";
import { checked } from "../../../src/shared/domain/said/self-test.js";
import type { FaultRecord } from "../../../src/unit/core/upkeep/fault-record.js";
import { newTour, type Tour } from "../../../src/unit/core/upkeep/tour.js";
import type { Upkeep } from "../../../src/unit/core/upkeep/upkeep.js";
import { quietUpkeep } from "./upkeep.js";

const began = Date.UTC(2026, 0, 15, 5);
const hour = 3_600_000;

const tourDefect = {
  ...({ faultId: "f2", part: "camera", code: damageCode, severity: "warning" } as const),
  subject: damageSubject("camera", "front", "a1b2c3"),
} as const;

/** Upkeep of a unit where a tour can be begun and ended, a self-test was run, and damage is taken and acknowledged. */
export function onDuty(): Upkeep {
  let running: Tour | null = null;
  let last: Tour | null = null;
  const records: FaultRecord[] = [];
  const fault = (id: string, over: Partial<Fault>): Fault => ({
    ...{ id, part: "camera", code: "DAMAGE_REPORTED", subject: "rear", severity: "warning", since: began },
    ...{ text: errorTable.DAMAGE_REPORTED.text, hint: "", acknowledged: null },
    ...over,
  });
  const recordOf = (one: Fault, report: FaultRecord["report"]): FaultRecord => ({
    ...{
      fault: one,
      clearedAt: null,
      toldAt: began,
      toldAs: null,
      escalatedAt: null,
      overToldAt: null,
      waited: null,
      report,
    },
  });
  const acknowledged = { by: "Sgt. Smith", at: began + 300_000, way: "link" } as const;
  records.push(
    recordOf(fault("f1", { text: "rear: no picture", code: "CAMERA_LOST", severity: "critical" }), null),
    recordOf(fault("f2", { subject: damageSubject("camera", "front", "a1b2c3"), acknowledged }), {
      by: "olive",
      note: "mud, lens",
    }),
  );
  return {
    ...quietUpkeep,
    faults: {
      ...quietUpkeep.faults,
      standing: () => records,
      report({ part, subject, severity, note }, actor: Actor) {
        const id = `f${String(records.length + 1)}`;
        const made = recordOf(fault(id, { part, subject: damageSubject(part, subject, id), severity }), {
          by: actor.name,
          note,
        });
        records.push({ ...made, toldAt: null });
        return made;
      },
      repaired: (id) => {
        const at = records.findIndex(({ fault: one }) => one.id === id);
        if (at >= 0) records.splice(at, 1);
        return at >= 0;
      },
    },
    tours: {
      ...quietUpkeep.tours,
      running: () => running,
      between: () => (last ? [last] : []),
      begin(actor, crew) {
        running = {
          ...newTour({ id: "tour-1", person: actor.name, crew, assignedTo: "Patrol B", beganAt: began }),
          ...{ lastedMs: 7 * hour, reads: 1_204, hits: 3, verdicts: 2 },
          cameras: [
            { id: "front", watchedMs: 6.9 * hour, blindMs: 0.1 * hour },
            { id: "rear", watchedMs: 2 * hour, blindMs: 5 * hour },
          ],
          defects: [{ ...tourDefect, ms: 2 * hour }],
        };
        return running;
      },
      end(_actor, note) {
        const ended: Tour | null = running && {
          ...running,
          end: "sign-off",
          endedAt: began + 7 * hour,
          note,
        };
        running = null;
        last = ended;
        return ended;
      },
    },
    selfTest: {
      isRunning: () => false,
      last: () => ({
        at: began,
        checks: [
          checked(["camera", "Front left (front)"], "good", "camera-gives", "14.9"),
          checked(
            ["camera", "Rear (rear)"],
            "failed",
            "camera-fault",
            "CAMERA_STALLED",
            "no picture for 42 s",
          ),
          checked("plate", "good", "plate-found", "412"),
          checked("gps", "good", "position", "3d"),
        ],
      }),
      run: () => Promise.reject(new Error("not in this test")),
    },
  };
}
