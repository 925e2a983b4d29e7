// What of a message stands in columns of its own, beside the body as it came.
import { verdictOf } from "../../shared/domain/verification.js";
import type { Of, Told } from "../core/arrivals.js";

/** The types of message that are kept in a table each. */
export type Kept = Exclude<Told["type"], "read" | "status">;

type KeptMessage = Of<Kept>["message"];

interface Column {
  readonly name: string;
  readonly type: string;
  readonly value: (message: KeptMessage) => unknown;
}

/** The table of one type of message. */
export interface MessageTable {
  readonly name: string;
  /** What tells one row from another, as SQL. */
  readonly id: string;
  /** The first begins the primary key. */
  readonly columns: readonly [Column, ...Column[]];
}

/** What tells one message from another (`MessageTable.id`): a hit or alert of a corrected read comes again under its id, with the next revision. */
export const keyOfMessage = (message: KeptMessage): string =>
  "revision" in message ? `${message.id}.${String(message.revision)}` : message.id;

const column = <T extends Kept>(
  name: string,
  type: string,
  value: (message: Extract<Told, { readonly type: T }>["message"]) => unknown,
): Column => ({ name, type, value: value as Column["value"] });

const hits: MessageTable = {
  name: "hits",
  id: "hit_id || '.' || revision",
  columns: [
    column<"hit">("hit_id", "uuid", (hit) => hit.hitId),
    column<"hit">("read_id", "uuid", (hit) => hit.readId),
    column<"hit">("revision", "int2", (hit) => hit.revision),
    column<"hit">("captured_at", "timestamptz", (hit) => hit.capturedAt),
    column<"hit">("source", "text", (hit) => hit.entry.source),
    column<"hit">("category", "text", (hit) => hit.entry.category),
    column<"hit">("priority", "text", (hit) => hit.entry.priority),
    column<"hit">("restricted", "bool", (hit) => hit.entry.restricted),
    column<"hit">("covert", "bool", (hit) => hit.entry.covert),
    column<"hit">("plate", "text", (hit) => hit.plate),
  ],
};

const alerts: MessageTable = {
  name: "alerts",
  id: "alert_id || '.' || revision",
  columns: [
    column<"alert">("alert_id", "text", (alert) => alert.id),
    column<"alert">("revision", "int2", (alert) => alert.revision),
    column<"alert">("hit_id", "uuid", (alert) => alert.hitId),
    column<"alert">("kind", "text", (alert) => alert.kind),
    column<"alert">("raised_at", "timestamptz", (alert) => alert.raisedAt),
  ],
};

/** The verdict; of version 2 the one that its result stands for, or a newer unit's word as it is. */
function wordOf(one: Of<"disposition">["message"]): string {
  if (!("result" in one)) return one.verdict;
  const known: string | undefined = verdictOf(one.result);
  return known ?? one.result;
}

const dispositions: MessageTable = {
  name: "dispositions",
  id: "disposition_id",
  columns: [
    column<"disposition">("disposition_id", "uuid", (one) => one.id),
    column<"disposition">("hit_id", "uuid", (one) => one.hitId),
    column<"disposition">("verdict", "text", wordOf),
    column<"disposition">("at", "timestamptz", (one) => one.at),
  ],
};

const faults: MessageTable = {
  name: "faults",
  id: "fault_id",
  columns: [
    column<"fault">("fault_id", "uuid", (fault) => fault.id),
    column<"fault">("code", "text", (fault) => fault.code),
    column<"fault">("subject", "text", (fault) => fault.subject),
    column<"fault">("change", "text", (fault) => fault.change),
    column<"fault">("at", "timestamptz", (fault) => fault.at),
  ],
};

const tours: MessageTable = {
  name: "tours",
  id: "tour_id",
  columns: [
    column<"tour">("tour_id", "uuid", (tour) => tour.id),
    column<"tour">("began_at", "timestamptz", (tour) => tour.beganAt),
    column<"tour">("ended_at", "timestamptz", (tour) => tour.endedAt),
  ],
};

const lookouts: MessageTable = {
  name: "lookouts",
  id: "change_id",
  columns: [
    column<"lookout">("change_id", "uuid", (one) => one.id),
    column<"lookout">("lookout_id", "text", (one) => one.lookoutId),
    column<"lookout">("change", "text", (one) => one.change),
    column<"lookout">("at", "timestamptz", (one) => one.at),
  ],
};

/** All of them, by type. */
export const messageTables = {
  hit: hits,
  alert: alerts,
  disposition: dispositions,
  fault: faults,
  tour: tours,
  lookout: lookouts,
} as const;
