// Tables of whatever database is in force: one that is set aside is replaced behind them.
import type { Outbox } from "../core/ports.js";
import type { UpkeepRows } from "../core/upkeep/rows.js";
import type { CurrentDb } from "./tables/current-db.js";

/** The outbox of whatever database is in force. Its marks wait for no disk: a message that left twice is known by its id. */
export function delegatedOutbox(currentDb: CurrentDb): Outbox {
  return {
    next: (...args) => currentDb.run((s) => s.outbox.next(...args)),
    sent: (...args) => currentDb.run((s) => s.writeSoon(() => s.outbox.sent(...args))),
    refused: (...args) => currentDb.run((s) => s.writeSoon(() => s.outbox.refused(...args))),
    progress: (...args) => currentDb.run((s) => s.writeSoon(() => s.outbox.progress(...args))),
    add: (...args) => currentDb.run((s) => s.writeSoon(() => s.outbox.add(...args))),
    counts: () => currentDb.run((s) => s.outbox.counts()),
  };
}

/** What keeps the unit in order, in whatever database is in force. */
export function delegatedUpkeep(currentDb: CurrentDb): UpkeepRows {
  return {
    put: (...args) => currentDb.run((s) => s.writeSoon(() => s.upkeep.put(...args))),
    get: (...args) => currentDb.run((s) => s.upkeep.get(...args)),
    remove: (...args) => currentDb.run((s) => s.writeSoon(() => s.upkeep.remove(...args))),
    open: (...args) => currentDb.run((s) => s.upkeep.open(...args)),
    between: (...args) => currentDb.run((s) => s.upkeep.between(...args)),
  };
}
