// One message of each kind that belongs to no record: what a receiver may ask for again, and a live alert, which it may not.
import type { Fault } from "../../../src/shared/domain/faults/fault.js";
import type { Hit, Read } from "../../../src/shared/domain/types.js";
import { newTour } from "../../../src/unit/core/upkeep/tour.js";
import { lookoutMessage } from "../../../src/unit/upload/lookout-message.js";
import { alertMessage } from "../../../src/unit/upload/messages.js";
import { faultMessage, tourMessage } from "../../../src/unit/upload/upkeep-messages.js";
import { idAt } from "./records.js";

/** Of a hit and its read. */
export function toldOf(hit: Hit, read: Read) {
  const at = read.capturedAt.at;
  const alert = { hit, read, recorded: true, raisedAt: at } as const;
  const fault: Fault = {
    ...({ id: idAt(), part: "gps", acknowledged: null, code: "GPS_LOST", subject: "gps" } as const),
    ...({ severity: "warning", text: "t", hint: "h", since: at } as const),
  };
  const tour = newTour({ id: idAt(), person: "jones", crew: null, assignedTo: null, beganAt: at - 1_000 });
  const lookout = {
    ...({ id: "LW-ABC234", plate: "ABC12?", state: null, category: "bolo", priority: "medium" } as const),
    ...{ reason: "Robbery", origin: "Dispatch", vehicle: "", enteredBy: "jones", enteredAt: at },
    ...{ changedBy: null, changedAt: null, expiresAt: null, hours: 4, changeId: idAt() },
  };
  return {
    live: alertMessage({ ...alert, kind: "new" }),
    alert: alertMessage({ ...alert, kind: "cancelled" }),
    fault: faultMessage(fault, { id: idAt(), change: "raised", at }, read.unit),
    tour: tourMessage({ ...tour, endedAt: at, end: "sign-off" }, read.unit),
    lookout: lookoutMessage({ lookout, change: "entered", by: "jones", at, id: lookout.changeId }, read.unit),
  };
}
