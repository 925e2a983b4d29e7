// The board of faults with its memory: what changes is written down, promised to the receiver and passed to every listener.
import { errorText } from "../../shared/domain/error-text.js";
import type { Clock, Log, NewId, Service } from "../../shared/domain/ports.js";
import type { Millis, UnitRef } from "../../shared/domain/types.js";
import { damageCode } from "../../shared/domain/faults/damage.js";
import type { Fault } from "../../shared/domain/faults/fault.js";
import { withoutSecrets } from "../../shared/platform/secret.js";
import { newRecord, type FaultArchive } from "../core/upkeep/fault-record.js";
import { createFaults, type FaultBoard, type FaultChange } from "../../shared/platform/fault-board.js";
import type { Store } from "../store/store.js";
import { faultMessage } from "../upload/upkeep-messages.js";
import { createFaultArchive } from "../upkeep/fault-archive.js";
import { createFaultMessages } from "../upkeep/fault-messages.js";

/** Hears of every change of a fault, with all that stand. */
export type FaultListener = (fault: Fault, all: readonly Fault[], change: FaultChange) => void;

/** The board, its archive, and who listens. */
export interface FaultLedger {
  readonly faults: FaultBoard;
  readonly archive: FaultArchive;
  /** Tells every listener of fault changes from now on. */
  onFault(listener: FaultListener): void;
  /** From now on faults are stored and promised, those of before included; what stood at the last end is the same again. */
  attach(store: Pick<Store, "outbox" | "upkeep">): void;
  /** Ends what stood when the daemon ended and was not found again; tells the receiver what was held back. */
  readonly services: readonly Service[];
}

interface LedgerDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  readonly unit: () => UnitRef;
}

/** All parts have looked by then whether what was wrong at the last end still is. */
const foundAgainMs = 185_000;

/** Creates the board; before `attach` changes wait. */
export function createFaultLedger(deps: LedgerDeps): FaultLedger {
  const { clock, log, newId } = deps;
  const listeners: FaultListener[] = [];
  /** What became last of each fault from before the store was open, by its id then. */
  const early = new Map<string, EarlyFault>();
  let store: Pick<Store, "outbox" | "upkeep"> | null = null;
  const opened = (): Pick<Store, "outbox" | "upkeep"> => {
    if (!store) throw new Error("the store is not open yet");
    return store;
  };
  const rows = (): Store["upkeep"] => opened().upkeep;
  const archive = createFaultArchive(rows, log);
  const messages = createFaultMessages({
    ...{ clock, log, rows },
    send: (change, fault, at) =>
      opened().outbox.add(faultMessage(fault, { id: newId(), change, at }, deps.unit())),
  });

  function write(change: FaultChange, fault: Fault, at = clock.now()): void {
    if (!store || change === "worded") return;
    const before = archive.get(fault.id) ?? newRecord(fault);
    const clearedAt = change === "cleared" ? at : null;
    const overToldAt = change === "raised" ? null : before.overToldAt;
    archive.save({ ...before, fault, clearedAt, overToldAt });
    messages.tell(change, fault);
  }

  function onChange(change: FaultChange, fault: Fault, all: readonly Fault[]): void {
    if (store) write(change, fault);
    else early.set(fault.id, { isOver: change === "cleared", fault, at: clock.now() });
    for (const listener of listeners) passOn(log, fault, () => listener(fault, all, change));
  }

  const faults = createFaults({ clock, log, newId, shown: withoutSecrets, onChange });

  return {
    faults,
    archive,
    onFault: (listener) => void listeners.push(listener),
    attach(given) {
      store = given;
      const earlier = archive.open().flatMap(({ clearedAt, fault }) => (clearedAt === null ? [fault] : []));
      faults.expect(earlier);
      // Only a person can say that damage is over.
      for (const fault of earlier) if (fault.code === damageCode) faults.raise(fault);
      for (const one of early.values()) writeEarly(one, faults.list(), earlier, write);
      early.clear();
    },
    services: [
      messages.service,
      foundAgain({
        ...{ clock, faults, archive },
        over: (fault) => onChange("cleared", fault, faults.list()),
      }),
    ],
  };
}

/** What is known of a fault from before the store was open, and when that was. */
interface EarlyFault {
  readonly isOver: boolean;
  readonly fault: Fault;
  readonly at: Millis;
}

const isLike = (a: Fault, b: Fault): boolean => a.code === b.code && a.subject === b.subject;

/** One row for each: that of the last end where it stood then, else its own. */
function writeEarly(
  { isOver, fault, at }: EarlyFault,
  standing: readonly Fault[],
  earlier: readonly Fault[],
  write: (change: FaultChange, fault: Fault, at?: Millis) => void,
): void {
  const before = earlier.find((one) => isLike(one, fault));
  const now = standing.find((one) => isLike(one, fault));
  if (!isOver) {
    const isKnown = before !== undefined && now?.id === before.id;
    if (!isKnown) write("raised", now ?? fault);
    else if (now.severity !== before.severity) write("changed", now);
  } else if (!before) {
    write("raised", fault);
    write("cleared", fault, at);
  } else if (now?.id !== before.id) write("cleared", before, at);
}

/** Ends what stood when the daemon ended and was not found again. */
function foundAgain(deps: {
  readonly clock: Clock;
  readonly faults: FaultBoard;
  readonly archive: FaultArchive;
  readonly over: (fault: Fault) => void;
}): Service {
  const { clock, faults, archive } = deps;
  return {
    name: "faults of before",
    async run(signal) {
      await clock.sleep(foundAgainMs, signal);
      if (signal.aborted) return;
      const standing = new Set(faults.list().map(({ id }) => id));
      for (const { fault, clearedAt } of archive.open())
        if (clearedAt === null && !standing.has(fault.id)) deps.over(fault);
      await clock.sleep(2 ** 31 - 1, signal);
    },
  };
}

/** A listener that throws must not interrupt the part that raised the fault. */
function passOn(log: Log, { code }: Fault, tell: () => void): void {
  try {
    tell();
  } catch (error) {
    log.error("a fault could not be passed on", { code, reason: errorText(error) });
  }
}
