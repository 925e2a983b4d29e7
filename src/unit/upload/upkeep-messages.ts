// Faults and tours on the wire: plain JSON for ordinary tools, of the kind `fault`, and never a plate.
import type { Millis, UnitRef } from "../../shared/domain/types.js";
import type { Fault } from "../../shared/domain/fault.js";
import type { FaultMessage } from "../../shared/protocol/fault-schemas.js";
import type { OutboxDraft } from "../core/outbox.js";
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
    acknowledged: acknowledged && { ...acknowledged, at: iso(acknowledged.at) },
  };
  return { id: message.id, kind: "fault", topic: "faults", body: Buffer.from(JSON.stringify(message)) };
}
