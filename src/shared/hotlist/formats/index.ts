// The formats of hotlists. The configuration's choice of formats is made from this list.
import type { Category, Priority } from "../../domain/categories.js";
import { systemTimeZone } from "../../domain/local-day.js";
import type { SourceRules } from "../complete.js";
import type { LineParser } from "../draft.js";
import { bolo } from "./bolo.js";
import { caFixed } from "./ca-fixed.js";
import type { CsvTemplate } from "./csv-template.js";
import { csv } from "./csv.js";
import { florida } from "./florida.js";
import { kbi } from "./kbi.js";
import { ksMerged } from "./ks-merged.js";
import type { ListFormat } from "./list-format.js";
import { ncic } from "./ncic.js";
import { ohio } from "./ohio.js";
import { texas } from "./texas.js";

const formats = [csv, ncic, kbi, ksMerged, caFixed, florida, texas, ohio, bolo] as const;

/** Name of a format, as the configuration writes it. */
export type FormatName = (typeof formats)[number]["name"];

/** All of them. */
export const formatNames: readonly FormatName[] = formats.map(({ name }) => name);

const table: ReadonlyMap<FormatName, ListFormat> = new Map(formats.map((format) => [format.name, format]));

/** What the configuration says of a source, as far as its format and its rows go by it. */
export interface ListSource {
  readonly id: string;
  readonly format: FormatName;
  readonly template?: CsvTemplate | undefined;
  readonly timeZone?: string | undefined;
  readonly category?: Category | undefined;
  readonly priority: Priority;
  readonly priorities: SourceRules["priorities"];
  readonly patterns: boolean;
  readonly covert: boolean;
  readonly lettersOAsZero?: boolean | undefined;
}

function formatOf({ format }: Pick<ListSource, "format">): ListFormat {
  const found = table.get(format);
  if (!found) throw new Error(`no hotlist format is called ${format}`);
  return found;
}

/** A parser for one file of this source. */
export const parserOf = (source: ListSource): LineParser =>
  formatOf(source).parser({ timeZone: source.timeZone ?? systemTimeZone(), template: source.template });

/** Delimiter of a source whose quoted fields may go on over several lines; null for one without such. */
export function quotedDelimiter(source: ListSource): string | null {
  const { quoted } = formatOf(source);
  return typeof quoted === "function" ? quoted(source.template) : quoted;
}

/** What the source says of all its rows, defaults by format filled in. */
export function rulesOf(source: ListSource): SourceRules {
  const format = formatOf(source);
  return {
    id: source.id,
    category: source.category ?? format.category,
    priority: source.priority,
    priorities: source.priorities,
    patterns: source.patterns || format.typed,
    covert: source.covert,
    lettersOAsZero: source.lettersOAsZero ?? format.lettersOAsZero,
    typed: format.typed,
  };
}

/** Whether a file of this source must end with the number of its rows. */
export const needsFooter = (source: ListSource): boolean => formatOf(source).needsFooter;
