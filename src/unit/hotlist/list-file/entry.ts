// A row as the matcher and the officer see it, and what makes it the same from one delivery to the next.
import type { HotlistEntry } from "../../../shared/domain/types.js";
import { categoryPart, statePart, type Row } from "../../../shared/hotlist/complete.js";
import { hashTexts, type Hash } from "./hash.js";

const idHash: Hash = { high: 0, low: 0 };

const identity = ["", "", "", "", ""];

/** Hash of what makes an entry the same from one delivery to the next: source, plate, state, category, record number. */
export function hashIdentity(source: string, row: Row, out: Hash): Hash {
  identity[0] = source;
  identity[1] = row.plate;
  identity[2] = statePart(row);
  identity[3] = categoryPart(row);
  identity[4] = row.values[row.names.indexOf("record")] ?? "";
  return hashTexts(identity, out);
}

const hex = (half: number): string => half.toString(16).padStart(8, "0");

/** Hexadecimal, 16 digits: what hits and messages call the entry. */
export const idOfHash = (hash: Hash): string => hex(hash.high) + hex(hash.low);

/** The entry as the matcher and the officer see it; empty fields are left out. */
export function entryOfRow(row: Row, source: string): HotlistEntry {
  const record: Record<string, string> = {};
  row.names.forEach((name, i) => {
    const value = row.values[i];
    if (value) record[name] = value;
  });
  return {
    id: idOfHash(hashIdentity(source, row, idHash)),
    source,
    plate: row.plate,
    ...(row.state === "" ? {} : { state: row.state }),
    ...(row.plateType === "" ? {} : { plateType: row.plateType }),
    ...(row.plateYear === "" ? {} : { plateYear: row.plateYear }),
    category: row.category,
    priority: row.priority,
    restricted: row.restricted,
    covert: row.covert,
    ...(row.effectiveAt === undefined ? {} : { effectiveAt: row.effectiveAt }),
    ...(row.expiresAt === undefined ? {} : { expiresAt: row.expiresAt }),
    record,
    lettersOAsZero: row.lettersOAsZero,
  };
}
