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
/** What the disk refused is tried again after so long. */
const refusedMs = 10_000;

/** Creates them; what is held back, or could not be sent, is tried again and outlives a restart. */
export function createFaultMessages(deps: FaultMessagesDeps): FaultMessages {
  const { clock, log } = deps;
  const mayTell = createPace(clock);
  const pending = createPending(deps);

  function tell(one: Held): void {
    const isUrgent = one.change === "acknowledged" || one.change === "escalated";
    // What began and ended while it was held back stays in the journal and on the unit.
    const isUnknown = one.change === "cleared" && pending.isUnknown(one.fault);
    if (isUnknown || (!isUrgent && !mayTell(one.fault))) return pending.hold(one);
    try {
      pending.tellNow(one);
    } catch (error) {
      pending.refuse(one);
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
        for (let passed = 0; !signal.aborted; passed += refusedMs) {
          tryTo(passed % heldMs === 0 ? pending.tellHeld : pending.tellRefused);
          await clock.sleep(refusedMs, signal);
        }
      },
    },
  };
}

/** An end that must not take the place of a beginning which could not be sent. */
const endOf = (id: string): string => `${id} cleared`;

/** What the receiver knows, and what it is still to be told. */
function createPending({ log, rows, send }: FaultMessagesDeps) {
  /** Whether the receiver knows of a fault that stands or is held back. Not there: one of an earlier run. */
  const known = new Map<string, boolean>();
  /** In memory too: a full disk or a database that was set aside must not lose the end of a fault. */
  const held = new Map<string, Held>();
  /** Faults of which a message could not be sent: the receiver hears of them even when they are over. */
  const refused = new Set<string>();
  let isLoaded = false;

  function tellNow(one: Held, key = one.fault.id): void {
    const { change, fault, at } = one;
    send(change, fault, at);
    if (change === "cleared") known.delete(fault.id);
    else known.set(fault.id, true);
    held.delete(key);
    if (!held.has(endOf(fault.id))) refused.delete(fault.id);
    // Afterwards: a power cut between the two leaves one message too many, never one too few.
    rows().remove("held-fault", key);
  }

  function hold(one: Held): void {
    const { id } = one.fault;
    if (!known.has(id)) known.set(id, one.change !== "raised");
    const isNew = known.get(id) === false;
    if (one.change !== "cleared" || !isNew) return keep(id, isNew ? { ...one, change: "raised" } : one);
    known.delete(id);
    if (refused.has(id)) return keep(endOf(id), one);
    held.delete(id);
    rows().remove("held-fault", id);
  }

  function keep(key: string, one: Held): void {
    held.set(key, one);
    rows().put("held-fault", { id: key, at: one.fault.since, open: true, body: one });
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
    refuse(one: Held): void {
      refused.add(one.fault.id);
      hold(one);
    },
    isUnknown: ({ id }: Fault): boolean => known.get(id) === false,
    tellHeld: (): void => {
      load();
      for (const [key, one] of [...held]) tellNow(one, key);
    },
    tellRefused: (): void => {
      for (const [key, one] of [...held]) if (refused.has(one.fault.id)) tellNow(one, key);
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
