// A watch as a row of its list, and back.
import type { HotlistEntry, Millis } from "../../../shared/domain/types.js";
import type { Lookout } from "../../../shared/domain/lookout.js";
import type { Row } from "../../../shared/hotlist/complete.js";

/** `record` tells one watch from another (`hashIdentity`), so that a plate watched for anew is a new entry. */
const names = [
  "record",
  "remarks",
  "origin",
  "vehicle",
  "enteredBy",
  "enteredAt",
  "changedBy",
  "changedAt",
  "endsAt",
  "hours",
  "changeId",
] as const;

// Separators of the list file, and what else no line may hold.
const oneLine = (text: string): string => text.replace(/\p{Cc}+/gu, " ").trim();
const written = (at: Millis | null): string => (at === null ? "" : new Date(at).toISOString());

/** The row that stands for a watch. */
export function rowOfLookout(lookout: Lookout): Row {
  const { id, reason, origin, vehicle, enteredBy, enteredAt, changedBy, changedAt, expiresAt, hours } =
    lookout;
  const people = [enteredBy, written(enteredAt), changedBy ?? "", written(changedAt)];
  return {
    plate: lookout.plate,
    state: lookout.state ?? "",
    plateType: "",
    plateYear: "",
    category: lookout.category,
    priority: lookout.priority,
    covert: false,
    restricted: false,
    lettersOAsZero: false,
    effectiveAt: undefined,
    expiresAt: expiresAt ?? undefined,
    names,
    values: [
      ...[id, reason, origin, vehicle].map(oneLine),
      ...people.map(oneLine),
      ...[written(expiresAt), String(hours), lookout.changeId],
    ],
  };
}

/** The watch that an entry of the list stands for. The times are those written: the list's own are whole minutes. */
export function lookoutOfEntry({ plate, state, category, priority, record }: HotlistEntry): Lookout {
  const time = (name: string): Millis | null => {
    const at = Date.parse(record[name] ?? "");
    return Number.isNaN(at) ? null : at;
  };
  return {
    id: record["record"] ?? "",
    plate,
    state: state ?? null,
    category,
    priority,
    reason: record["remarks"] ?? "",
    origin: record["origin"] ?? "",
    vehicle: record["vehicle"] ?? "",
    enteredBy: record["enteredBy"] ?? "",
    enteredAt: time("enteredAt") ?? 0,
    changedBy: record["changedBy"] ?? null,
    changedAt: time("changedAt"),
    expiresAt: time("endsAt"),
    hours: Number(record["hours"] ?? 0),
    changeId: record["changeId"] ?? "",
  };
}
