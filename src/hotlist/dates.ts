import type { Millis } from "../core/types.js";

/** How a source writes dates. */
export type DateFormat = "iso" | "yyyymmdd" | "mm/dd/yyyy" | "dd/mm/yyyy" | "mmddyyyy";

const orders: Readonly<
  Record<Exclude<DateFormat, "iso">, { pattern: RegExp; order: readonly [number, number, number] }>
> = {
  yyyymmdd: { pattern: /^(\d{4})(\d{2})(\d{2})$/, order: [1, 2, 3] },
  "mm/dd/yyyy": { pattern: /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/, order: [3, 1, 2] },
  "dd/mm/yyyy": { pattern: /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/, order: [3, 2, 1] },
  mmddyyyy: { pattern: /^(\d{2})(\d{2})(\d{4})$/, order: [3, 1, 2] },
};

/** UTC midnight of a date (`iso` may carry a time); undefined when it is none, such as February 30th. */
export function parseDate(text: string, format: DateFormat): Millis | undefined {
  const trimmed = text.trim();
  if (format === "iso") return parseIso(trimmed);
  const { pattern, order } = orders[format];
  const found = pattern.exec(trimmed);
  if (!found) return undefined;
  const [year, month, day] = order.map((group) => Number(found[group])) as [number, number, number];
  return utc(year, month, day);
}

function parseIso(text: string): Millis | undefined {
  const found =
    /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:?\d{2})?)?$/.exec(text);
  if (!found) return undefined;
  const midnight = utc(Number(found[1]), Number(found[2]), Number(found[3]));
  if (midnight === undefined || found[4] === undefined) return midnight;
  const at = Date.parse(
    `${found[1] ?? ""}-${found[2] ?? ""}-${found[3] ?? ""}T${found[4]}${found[5] ?? "Z"}`,
  );
  return Number.isNaN(at) ? undefined : at;
}

function utc(year: number, month: number, day: number): Millis | undefined {
  const at = Date.UTC(year, month - 1, day);
  const date = new Date(at);
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && year >= 1900 && year < 2200;
  return isReal ? at : undefined;
}
