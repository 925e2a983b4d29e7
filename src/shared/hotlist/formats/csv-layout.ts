// Where a delimited or fixed-position list has our fields: from its template, its header line, or both.
import type { CsvTemplate } from "./csv-template.js";

/** Columns with a meaning of their own; every other column goes into the officer's record under its own name. */
export const knownFields = [
  "plate",
  "state",
  "category",
  "priority",
  "platetype",
  "plateyear",
  "effective",
  "expires",
  "covert",
  "action",
] as const;
/** A column we understand; any other column becomes a line of the officer's record under its own name. */
export type KnownField = (typeof knownFields)[number];

const aliases: Readonly<Record<string, string>> = {
  type: "platetype",
  platenumber: "plate",
  platestate: "state",
  alert: "category",
  effectivedate: "effective",
  expirydate: "expires",
  color: "colour",
};

/** A place in a line's fields, or the constant that stands for it. */
export interface Column {
  /** -1: there is no such column. */
  readonly at: number;
  readonly constant: string;
}

/** Made once per file, so that all its rows share one array of names. */
export interface CsvLayout {
  readonly fields: Readonly<Record<KnownField, Column>>;
  readonly names: readonly string[];
  readonly record: readonly Column[];
}

type Place = readonly [name: string, at: number];

const plainName = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, "");
const ownName = (text: string): string => aliases[plainName(text)] ?? plainName(text);
const isKnown = (name: string): name is KnownField => knownFields.includes(name as KnownField);

/** Layout of a list without a header line: columns by number or position. A text says what is wrong with the template. */
export function numberedLayout(template: CsvTemplate): CsvLayout | string {
  let span = 0;
  const places = Object.entries(template.columns).map(([name, column]): Place => {
    if (typeof column === "object") return [name, span++];
    return [name, typeof column === "number" ? column - 1 : -1];
  });
  const nameless = places.find(([, at]) => at < 0);
  if (nameless) return `column ${nameless[0]} is given by name, but the list has no header line`;
  return layoutOf(places, template);
}

/** Layout of a list whose header line has these fields. A text says what is missing. */
export function headerLayout(header: readonly string[], template: CsvTemplate): CsvLayout | string {
  const theirs = header.map(plainName);
  const named = Object.entries(template.columns).map(([name, column]): Place => [
    name,
    typeof column === "string"
      ? theirs.indexOf(plainName(column))
      : typeof column === "number"
        ? column - 1
        : -1,
  ]);
  const missing = named.find(([, at]) => at < 0);
  if (missing) return `the header has no column for ${missing[0]}`;
  const taken = new Set(named.map(([, at]) => at));
  const rest = header.flatMap((field, at): Place[] =>
    taken.has(at) || field.trim() === "" ? [] : [[field.trim(), at]],
  );
  const isPlate = ([name]: Place): boolean => ownName(name) === "plate";
  if (!named.some(isPlate) && rest.filter(isPlate).length > 1)
    return "two columns are called plate: name one in the template of the source";
  return layoutOf([...named, ...rest], template);
}

function layoutOf(places: readonly Place[], template: CsvTemplate): CsvLayout | string {
  const column = (name: KnownField): Column => ({
    at: places.find(([theirs]) => ownName(theirs) === name)?.[1] ?? -1,
    constant: Object.entries(template.constants).find(([theirs]) => ownName(theirs) === name)?.[1] ?? "",
  });
  const fields = Object.fromEntries(knownFields.map((name) => [name, column(name)])) as Record<
    KnownField,
    Column
  >;
  if (fields.plate.at < 0) return "the list has no column plate: name it in the template of the source";
  const others = places.filter(([name]) => !isKnown(ownName(name)));
  const constants = Object.entries(template.constants).filter(([name]) => !isKnown(ownName(name)));
  const shown = (name: string): string => (ownName(name) === "colour" ? "colour" : name);
  return {
    fields,
    names: [...others, ...constants].map(([name]) => shown(name)),
    record: [
      ...others.map(([, at]) => ({ at, constant: "" })),
      ...constants.map(([, constant]) => ({ at: -1, constant })),
    ],
  };
}
