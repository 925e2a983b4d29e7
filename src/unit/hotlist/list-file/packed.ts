// A row as stored: text fields with a separator that no line can hold. A block of rows is one blob of the list file.
import { categories, priorities } from "../../../shared/domain/categories.js";
import type { Millis } from "../../../shared/domain/types.js";
import { isRestricted } from "../../../shared/hotlist/category-words.js";
import type { Row } from "../../../shared/hotlist/complete.js";

const fieldEnd = "\x1f";
const rowEnd = "\x1e";
/** Rows per block: a look-up reads and splits one block. */
export const rowsPerBlock = 64;

/** Names of record fields, stored once per layout. */
export interface Layouts {
  /** Number of a layout, the same for the same array. */
  numberOf(names: readonly string[]): number;
  readonly all: readonly (readonly string[])[];
}

/** Empty; numbers count from 0 and are stored in the rows, so the names are stored with the list. */
export function createLayouts(): Layouts {
  const all: (readonly string[])[] = [];
  const known = new Map<readonly string[], number>();
  return {
    all,
    numberOf: (names) => {
      let number = known.get(names);
      if (number === undefined) {
        number = all.findIndex((other) => other.join(fieldEnd) === names.join(fieldEnd));
        if (number < 0) number = all.push(names) - 1;
        known.set(names, number);
      }
      return number;
    },
  };
}

/** One character per number, readable in a dump: 0-9a-z. */
const digit = (value: number): string => value.toString(36);
const flagRestricted = 1;
const flagCovert = 2;
const flagZero = 4;
const minute = 60_000;
const time = (at: Millis | undefined): string =>
  at === undefined ? "" : Math.floor(at / minute).toString(36);

/** Fields before the record's values. */
const fixedFields = 8;

/** Category, priority and flags of rows, written once per combination. */
const kinds = new Map<number, string>();

function kindOf(row: Row): string {
  const category = categories.indexOf(row.category);
  const priority = priorities.indexOf(row.priority);
  const flags =
    (row.restricted ? flagRestricted : 0) |
    (row.covert ? flagCovert : 0) |
    (row.lettersOAsZero ? flagZero : 0);
  const number = (category << 8) | (priority << 4) | flags;
  const known = kinds.get(number);
  if (known !== undefined) return known;
  const kind = digit(category) + digit(priority) + digit(flags);
  kinds.set(number, kind);
  return kind;
}

/** One row as text. Times are kept to the minute; `layout` is the number of the names of its record. */
export function packRow(row: Row, layout: number): string {
  const head = `${row.plate}\x1f${row.state}\x1f${row.plateType}\x1f${row.plateYear}\x1f${kindOf(row)}`;
  return `${head}\x1f${time(row.effectiveAt)}\x1f${time(row.expiresAt)}\x1f${digit(layout)}\x1f${row.values.join(fieldEnd)}`;
}

/** Rows as one text, in their order. */
export const joinBlock = (rows: readonly string[]): string => rows.join(rowEnd);
/** The rows of a block; the other way round than `joinBlock`. */
export const splitBlock = (block: string): readonly string[] => block.split(rowEnd);

/** The inverse of `packRow`. Throws when the row is not one (a damaged file). */
export function unpackToRow(packed: string, layouts: readonly (readonly string[])[]): Row {
  const fields = packed.split(fieldEnd);
  const [plate = "", state = "", plateType = "", plateYear = "", kind = "", effective, expires, layout = ""] =
    fields;
  const names = layouts[Number.parseInt(layout, 36)];
  const category = categories[Number.parseInt(kind[0] ?? "", 36)];
  const priority = priorities[Number.parseInt(kind[1] ?? "", 36)];
  if (!names || !category || !priority) throw new Error("a row of the list file is damaged");
  const flags = Number.parseInt(kind[2] ?? "0", 36);
  return {
    plate,
    state,
    plateType,
    plateYear,
    category,
    priority,
    restricted: isRestricted(category),
    covert: (flags & flagCovert) !== 0,
    lettersOAsZero: (flags & flagZero) !== 0,
    effectiveAt: effective ? Number.parseInt(effective, 36) * minute : undefined,
    expiresAt: expires ? Number.parseInt(expires, 36) * minute : undefined,
    names,
    values: fields.slice(fixedFields),
  };
}
