// What every other part stands on: clock, ids, faults, the store and its audit trail.
import type { Config } from "../config/schema.js";
import { createCentreTime, type CentreTime } from "../core/time/centre-time.js";
import type { Clock, Faults, Log, NewId } from "../../shared/domain/ports.js";
import type { Millis, UnitRef } from "../../shared/domain/types.js";
import { type AuditEvent, daemonActor } from "../../shared/domain/actor.js";
import { createFaultLedger, type FaultLedger, type FaultListener } from "./fault-ledger.js";
import { bootId } from "../../shared/platform/boot-id.js";
import { createNewId } from "../../shared/platform/new-id.js";
import { builtAt, createTimeTrust, type TimeTrust } from "../../shared/domain/time-trust.js";
import { requireFips } from "../store/keys/fips.js";
import type { Store } from "../store/store.js";
import { openStoreOrStandby, type StoreInForce } from "./standby.js";
import { errorText } from "../../shared/domain/error-text.js";
import type { KindOf } from "../../shared/domain/trail/kinds.js";

/** What every other part is handed. The store is the unit's own, or stands in for it (`standby`). */
export interface Base {
  readonly config: Config;
  readonly unit: UnitRef;
  readonly version: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  readonly faults: Faults;
  /** No true time lies before it. */
  readonly notBefore: Millis;
  /** What time may be believed where something cannot be undone. */
  readonly trust: TimeTrust;
  /** What the agency's servers tell of the time. */
  readonly centre: CentreTime;
  readonly store: Store;
  /** Where hotlists lie, and the key that opens them. */
  readonly home: StoreInForce["home"];
  /** Null while the unit's own store is open. */
  readonly standby: StoreInForce["standby"];
  /** Writes an audit line of the daemon's own; a failure is a fault, not an exception. */
  note(event: KindOf<"unit">, detail: AuditEvent["detail"]): void;
  /** The daemon begins to work, or stops in order: a line of the trail, and what the next start goes by. */
  begin(detail: AuditEvent["detail"]): void;
  stop(): void;
  /** The board with its memory. */
  readonly ledger: FaultLedger;
  /** Tells every listener of fault changes from now on. */
  onFault(listener: FaultListener): void;
}

function unitRef(config: Config): UnitRef {
  const { id, kind, name, assignedTo } = config.unit;
  return { id, kind, name, ...(assignedTo === undefined ? {} : { assignedTo }) };
}

/** What the daemon was started with. */
export interface BaseDeps {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
}

/** Opens the store, or a stand-in for it, and what it needs. Throws STORE_BUSY, FIPS_REQUIRED. */
export async function openBase(deps: BaseDeps): Promise<Base> {
  const { config, clock, log } = deps;
  if (config.security.requireFips) requireFips();
  const unit = unitRef(config);
  const newId = createNewId(clock);
  const ledger = createFaultLedger({ clock, log, newId, unit: () => unit });
  const { faults } = ledger;
  const time = { trust: createTimeTrust({ notBefore: builtAt }), bootId: bootId() };
  const order = { dir: config.store.dir, config: config.store, unit, clock, log, faults, newId, ...time };
  const { store, home, standby } = await openStoreOrStandby(order, config.store.key);

  // Faults raised while the store opened are promised to the supervisor too.
  ledger.attach(store);

  const trail = trailOf(faults);
  const note: Base["note"] = (event, detail) =>
    trail(() =>
      store.append({ actor: daemonActor, event, outcome: "success", ...(detail ? { detail } : {}) }),
    );

  return {
    config,
    unit,
    version: deps.version,
    clock,
    log,
    newId,
    faults,
    notBefore: builtAt,
    trust: time.trust,
    centre: centreTime(config, time.trust),
    store,
    home,
    standby,
    note,
    begin(detail) {
      trail(() => store.runs.begin());
      note("start", detail);
    },
    stop() {
      note("stop", {});
      trail(() => store.runs.end());
    },
    ledger,
    onFault: (listener) => ledger.onFault(listener),
  };
}

/** What the machines that the configuration names tell of the time. */
function centreTime({ upload, hotlist, gps }: Config, trust: TimeTrust): CentreTime {
  const urls = [upload?.url, ...hotlist.sources.map(({ download }) => download?.url)];
  const hosts = urls.flatMap((url) =>
    url === undefined ? [] : [new URL(url).hostname.replace(/^\[|\]$/g, "")],
  );
  return createCentreTime({ trust, hosts, gpsHost: gps.kind === "gpsd" ? gps.host : null });
}

/** A line of the trail that cannot be written is a fault, never an end (CJIS AU-5). */
function trailOf(faults: Faults): (write: () => void) => void {
  return (write) => {
    try {
      write();
    } catch (error) {
      faults.raise({ code: "AUDIT_WRITE", subject: "audit", severity: "critical", text: errorText(error) });
    }
  };
}
