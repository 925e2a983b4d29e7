import type { LookoutEvent } from "../../shared/domain/lookout.js";
import type { UnitRef } from "../../shared/domain/types.js";
import type { LookoutMessage } from "../../shared/protocol/lookout-schema.js";
import type { OutboxDraft } from "../core/outbox.js";
import { iso } from "./message-parts.js";

/** A change of a watch for dispatch and the other units; it goes with the verdicts, right after hits. */
export function lookoutMessage({ lookout, change, by, at, id }: LookoutEvent, unit: UnitRef): OutboxDraft {
  const { id: lookoutId, plate, state, category, priority, reason, origin, vehicle, expiresAt } = lookout;
  const message: LookoutMessage = {
    ...{ v: 1, type: "lookout", id, unit, lookoutId, change, at: iso(at), by },
    ...{ plate, state, category, priority, reason, origin, vehicle },
    expiresAt: expiresAt === null ? null : iso(expiresAt),
  };
  return { id, kind: "disposition", topic: "lookouts", body: Buffer.from(JSON.stringify(message)) };
}
