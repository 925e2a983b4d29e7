// Faults on their way to the supervisor. Those raised while the store opens wait here until it can take them.
import { errorText } from "../../shared/domain/error-text.js";
import type { Clock, Log, NewId } from "../../shared/domain/ports.js";
import type { Fault, UnitRef } from "../../shared/domain/types.js";
import type { FaultChange } from "../../shared/platform/fault-board.js";
import type { Outbox } from "../core/ports.js";
import { faultMessage } from "../upload/messages.js";

/** Makes messages of the beginnings and ends of faults. */
export interface FaultQueue {
  add(change: FaultChange, fault: Fault): void;
  /** From now on messages go into this outbox, those that waited first. */
  open(outbox: Pick<Outbox, "add">): void;
}

/** What the messages are made with. */
export interface FaultQueueDeps {
  readonly unit: UnitRef;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
}

/** A queue without an outbox yet. An outbox that fails costs the message, not what raised the fault. */
export function createFaultQueue({ unit, clock, log, newId }: FaultQueueDeps): FaultQueue {
  const waiting: { readonly change: FaultChange; readonly fault: Fault }[] = [];
  let outbox: Pick<Outbox, "add"> | null = null;
  const add = (change: FaultChange, fault: Fault): void => {
    if (!outbox) return void waiting.push({ change, fault });
    if (change === "changed") return;
    try {
      outbox.add(faultMessage(fault, { id: newId(), change, at: clock.now() }, unit));
    } catch (error) {
      log.warn("a fault could not be queued for upload", { code: fault.code, reason: errorText(error) });
    }
  };
  return {
    add,
    open(opened) {
      outbox = opened;
      for (const { change, fault } of waiting.splice(0)) add(change, fault);
    },
  };
}
