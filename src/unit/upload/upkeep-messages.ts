// Faults and tours on the wire: plain JSON for ordinary tools, of the kind `fault`, and never a plate.
import type { Millis, UnitRef } from "../../shared/domain/types.js";
import type { Fault } from "../../shared/domain/faults/fault.js";
import type { FaultMessage } from "../../shared/protocol/fault-schemas.js";
import type { TourMessage } from "../../shared/protocol/tour-schema.js";
import type { OutboxDraft } from "../core/outbox.js";
import type { Tour } from "../core/upkeep/tour.js";
import { iso } from "./message-parts.js";

/** What became of a fault. `id` is a new UUIDv7 for each change; the fault keeps its own. */
export function faultMessage(
  fault: Fault,
  change: { readonly id: string; readonly change: FaultMessage["change"]; readonly at: Millis },
  unit: UnitRef,
): OutboxDraft {
  const { part, code, subject, severity, text, hint, proof, since, acknowledged } = fault;
  const message: FaultMessage = {
    v: 2,
    type: "fault",
    id: change.id,
    faultId: fault.id,
    unit,
    change: change.change,
    ...{ part, code, subject, severity, text, hint },
    ...(proof === undefined ? {} : { proof }),
    since: iso(since),
    at: iso(change.at),
    acknowledged: acknowledged && { by: acknowledged.by, at: iso(acknowledged.at), way: acknowledged.way },
  };
  return { id: message.id, kind: "fault", topic: "faults", body: Buffer.from(JSON.stringify(message)) };
}

/** The report of a tour that ended. What the person wrote stays on the unit. */
export function tourMessage(tour: Tour, unit: UnitRef): OutboxDraft {
  const { id, person, beganAt, endedAt, end, cameras, defects, reads, hits, verdicts } = tour;
  const message: TourMessage = {
    v: 1,
    type: "tour",
    id,
    unit: tour.assignedTo === null ? unit : { ...unit, assignedTo: tour.assignedTo },
    person,
    ...(tour.crew ? { crew: tour.crew } : {}),
    beganAt: iso(beganAt),
    endedAt: iso(endedAt ?? beganAt),
    end: end ?? "sign-off",
    lastedMs: Math.round(tour.lastedMs),
    cameras: cameras.map(({ id: camera, watchedMs, blindMs }) => ({
      id: camera,
      watchedMs: Math.round(watchedMs),
      blindMs: Math.round(blindMs),
    })),
    ...{ reads, hits, verdicts },
    defects: defects.map((defect) => ({ ...defect, ms: Math.round(defect.ms) })),
  };
  return { id, kind: "fault", topic: "tours", body: Buffer.from(JSON.stringify(message)) };
}
