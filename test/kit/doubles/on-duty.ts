import type { Actor } from "../../../src/shared/domain/actor.js";
import type { Fault } from "../../../src/shared/domain/faults/fault.js";
import { checked } from "../../../src/shared/domain/said/self-test.js";
import type { FaultRecord } from "../../../src/unit/core/upkeep/fault-record.js";
import { newTour, type Tour } from "../../../src/unit/core/upkeep/tour.js";
import type { Upkeep } from "../../../src/unit/core/upkeep/upkeep.js";
import { quietUpkeep } from "./upkeep.js";

const began = Date.UTC(2026, 0, 15, 5);
const hour = 3_600_000;

/** Upkeep of a unit where a tour can be begun and ended, a self-test was run, and damage is taken and acknowledged. */
export function onDuty(): Upkeep {
  let running: Tour | null = null;
  let last: Tour | null = null;
  const records: FaultRecord[] = [];
  const fault = (id: string, over: Partial<Fault>): Fault => ({
    ...{ id, part: "camera", code: "DAMAGE_REPORTED", subject: "rear", severity: "warning", since: began },
    ...{ text: "damage reported", hint: "", acknowledged: null },
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
    recordOf(fault("f2", { subject: "front", acknowledged }), {
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
        const made = recordOf(
          fault(`f${String(records.length + 1)}`, { part, subject: subject || part, severity }),
          {
            by: actor.name,
            note,
          },
        );
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
