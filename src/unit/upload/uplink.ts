// What all parts of the uplink share, and what outlives a connection.
import type { UploadConfig } from "../config/schema.js";
import { steadyUtc } from "../../shared/domain/elapsed.js";
import type { Clock, Faults, Log } from "../../shared/domain/ports.js";
import type { Millis, UnitRef } from "../../shared/domain/types.js";
import type { StatusMessage } from "../../shared/protocol/message-schemas.js";
import { ChunkSize } from "../../shared/protocol/chunks.js";
import type { PictureSource } from "../core/evidence-queries.js";
import type { Outbox } from "../core/ports.js";
import { Deliveries, tellVerified, type TimeTaker } from "./receipts/deliveries.js";
import { createMarks, type RowMarks } from "./marks.js";
import { createMetered } from "./metered.js";
import { SendRate } from "./rate.js";
import { Refusals } from "./refusals.js";
import { Rows } from "./rows.js";
import type { UploadSecrets } from "./secrets.js";
import { Suspects } from "./suspects.js";

/** The computer itself as the status message has it. */
export type MachineMessage = NonNullable<NonNullable<StatusMessage["health"]>["machine"]>;

/** What the uploader needs of the daemon. The status message tells Tagwatch's `version`. */
export interface UploaderDeps extends TimeTaker {
  readonly config: UploadConfig;
  /** Read at each attempt to connect; what it throws is the fault UPLINK_FILES, and nothing is sent meanwhile. */
  readonly secrets: () => UploadSecrets;
  readonly unit: UnitRef;
  /** The evidence chain's end, so that the other side holds it too (null without one worth keeping), and the computer. */
  readonly health: () => {
    readonly head: { readonly seq: number; readonly hash: string } | null;
    readonly machine: MachineMessage | null;
  };
  readonly version: string;
  readonly outbox: Outbox;
  readonly pictures: PictureSource;
  readonly clock: Clock;
  readonly log: Log;
  readonly faults: Faults;
  /** 0..1, for jitter. */
  readonly random: () => number;
}

/** Takes a message that came for this unit. What it throws is logged. */
export type MessageHandler = (payload: Uint8Array) => void;

/** The uplink over all its connections. */
export interface Uplink extends UplinkFlow {
  readonly deps: UploaderDeps;
  /** `<prefix>/<unit>/` */
  readonly topicBase: string;
  /** UTC that no step of the clock moves: an alert must not expire because the clock jumped. */
  readonly utc: () => Millis;
  /** Handlers of messages for this unit, by the topic below `topicBase`. */
  readonly handlers: Map<string, MessageHandler>;
}

/** What becomes of rows, and what holds them up. */
export interface UplinkFlow {
  readonly marks: RowMarks;
  readonly rows: Rows;
  readonly refusals: Refusals;
  readonly deliveries: Deliveries;
  readonly suspects: Suspects;
  readonly rate: SendRate;
  readonly chunkSize: ChunkSize;
  /** True while the link costs money: pictures without a hit wait. */
  readonly metered: () => boolean;
}

/** Makes what outlives a connection. `address` is the broker's now; null where it is not known. */
export function createUplink(deps: UploaderDeps, address: () => string | null): Uplink {
  const { config, unit, outbox, clock } = deps;
  const rows = new Rows(outbox);
  const marks = createMarks(deps);
  const refusals = new Refusals({ ...deps, marks, rows });
  const deliveries = new Deliveries({
    ...deps,
    ...{ marks, rows, refusals },
    confirm: config.confirm,
    receiptTimeoutMs: config.receiptTimeout,
    onTime: (time) => tellVerified(deps, { ...time, address: address() }),
  });
  return {
    deps,
    topicBase: `${config.prefix}/${unit.id}/`,
    utc: steadyUtc(clock),
    handlers: new Map([["receipts", (payload) => deliveries.receipt(payload)]]),
    ...{ marks, rows, refusals, deliveries },
    suspects: new Suspects(clock),
    rate: new SendRate(config.maxRate ?? Infinity, clock),
    chunkSize: new ChunkSize(config.chunkSize),
    metered: createMetered(config.metered, clock),
  };
}
