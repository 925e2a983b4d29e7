// What the receiver is told of faults, and when: what comes and goes at once a few times, then every ten minutes as it is by
// then, so that a loose plug fills neither the outbox nor the archive of a centre.
import * as z from "zod";
import { faultChanges } from "../../shared/domain/closed-sets.js";
import { monoMs } from "../../shared/domain/elapsed.js";
import { errorText } from "../../shared/domain/error-text.js";
import type { Clock, Fields, Log, Service } from "../../shared/domain/ports.js";
import type { Fault } from "../../shared/domain/faults/fault.js";
import type { Millis } from "../../shared/domain/types.js";
import type { FaultMessage } from "../../shared/protocol/fault-schemas.js";
import type { UpkeepRows } from "../core/upkeep/rows.js";
import { keptFaultSchema } from "./fault-archive.js";
import { faultKey } from "./repeats.js";

/** What became of a fault, as its message says it. */
export type ToldChange = FaultMessage["change"];

/** Messages of faults on their way into the outbox. */
export interface FaultMessages {
  /** At once or later; never throws. */
  tell(change: ToldChange, fault: Fault): void;
  /** Tells what was held back; what an earlier run held back first. */
  readonly service: Service;
}

/** `send` puts a message into the outbox, `at` is when the change was; it throws what the store throws. */
export interface FaultMessagesDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly rows: () => UpkeepRows;
  readonly send: (change: ToldChange, fault: Fault, at: Millis) => void;
}

const heldSchema = z.object({
  change: z.enum(faultChanges),
  fault: keptFaultSchema,
  at: z.number(),
});
type Held = z.infer<typeof heldSchema>;

/** Of one code, subject and weight, in an hour. */
const tellAtOnce = 10;
const hourMs = 3_600_000;
const heldMs = 600_000;

/** Creates them; what is held back, or could not be sent, is tried again and outlives a restart. */
export function createFaultMessages(deps: FaultMessagesDeps): FaultMessages {
  const { clock, log } = deps;
  const mayTell = createPace(clock);
  const pending = createPending(deps);

  function tell(one: Held): void {
    const isUrgent = one.change === "acknowledged" || one.change === "escalated";
    // What began and ended without the receiver stays in the journal and on the unit.
    const isUnknown = one.change === "cleared" && pending.isUnknown(one.fault);
    if (isUnknown || (!isUrgent && !mayTell(one.fault))) return pending.hold(one);
    try {
      pending.tellNow(one);
    } catch (error) {
      pending.hold(one);
      throw error;
    }
  }
  const tryTo = (work: () => void, fields: Fields = {}): void => {
    try {
      work();
    } catch (error) {
      const reason = errorText(error);
      log.warn("faults could not be queued for upload; they are tried again", { ...fields, reason });
    }
  };

  return {
    tell(change, fault) {
      tryTo(
        () => {
          tell({ change, fault, at: clock.now() });
        },
        { code: fault.code },
      );
    },
    service: {
      name: "faults that come and go",
      async run(signal) {
        while (!signal.aborted) {
          tryTo(pending.tellHeld);
          await clock.sleep(heldMs, signal);
        }
      },
    },
  };
}

/** What the receiver knows, and what it is still to be told. */
function createPending({ log, rows, send }: FaultMessagesDeps) {
  /** Whether the receiver knows of a fault that stands or is held back. Not there: one of an earlier run. */
  const known = new Map<string, boolean>();
  /** In memory too: a full disk or a database that was set aside must not lose the end of a fault. */
  const held = new Map<string, Held>();
  let isLoaded = false;

  function tellNow({ change, fault, at }: Held): void {
    send(change, fault, at);
    if (change === "cleared") known.delete(fault.id);
    else known.set(fault.id, true);
    held.delete(fault.id);
    // Afterwards: a power cut between the two leaves one message too many, never one too few.
    rows().remove("held-fault", fault.id);
  }

  function hold(one: Held): void {
    const { id, since } = one.fault;
    if (!known.has(id)) known.set(id, one.change !== "raised");
    const isNew = known.get(id) === false;
    if (one.change === "cleared" && isNew) {
      known.delete(id);
      held.delete(id);
      return rows().remove("held-fault", id);
    }
    const body: Held = { ...one, change: isNew ? "raised" : one.change };
    held.set(id, body);
    rows().put("held-fault", { id, at: since, open: true, body });
  }

  function load(): void {
    if (isLoaded) return;
    for (const { id, body } of rows().open("held-fault")) {
      const { data } = heldSchema.safeParse(body);
      if (!data) log.warn("a fault that was held back cannot be read and is not sent", { id });
      else if (!held.has(id)) held.set(id, data);
    }
    isLoaded = true;
  }

  return {
    ...{ tellNow, hold },
    isUnknown: ({ id }: Fault): boolean => known.get(id) === false,
    tellHeld: (): void => {
      load();
      for (const one of [...held.values()]) tellNow(one);
    },
  };
}

function createPace(clock: Clock): (fault: Fault) => boolean {
  const hours = new Map<string, { readonly fromMs: number; count: number }>();
  return (fault) => {
    const nowMs = monoMs(clock);
    for (const [key, { fromMs }] of hours) if (nowMs - fromMs >= hourMs) hours.delete(key);
    const key = faultKey(fault);
    const hour = hours.get(key) ?? { fromMs: nowMs, count: 0 };
    hours.set(key, hour);
    hour.count++;
    return hour.count <= tellAtOnce;
  };
}
