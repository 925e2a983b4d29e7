import type { HotlistSourceConfig } from "../../../unit/config/hotlist-schema.js";
import { systemTimeZone } from "../../domain/local-day.js";
import type { Category } from "../../domain/categories.js";
import type { SourceRules } from "../complete.js";
import type { LineParser } from "../draft.js";
import { createBoloParser } from "./bolo.js";
import { createCaliforniaParser } from "./ca-fixed.js";
import { createCsvParser } from "./csv.js";
import { parseFlorida } from "./florida.js";
import { parseKansasMerged } from "./ks-merged.js";
import { parseKbi } from "./kbi.js";
import { createNcicParser } from "./ncic.js";
import { parseOhio } from "./ohio.js";
import { parseTexas } from "./texas.js";

type Format = HotlistSourceConfig["format"];

interface FormatFacts {
  /** A parser for one file; its dates are days in `timeZone`. */
  readonly create: (source: HotlistSourceConfig, timeZone: string) => LineParser;
  readonly lettersOAsZero: boolean;
  /** Category of rows that name none, unless the source says otherwise. */
  readonly category: Category;
  /** Delimiter of fields that may stand in quotes, and so go on over several lines. */
  readonly quoted?: string;
  /** A file without its footer is cut off. */
  readonly needsFooter?: boolean;
}

const fixed =
  (parser: LineParser): (() => LineParser) =>
  () =>
    parser;

const formats: Readonly<Record<Format, FormatFacts>> = {
  csv: {
    create: (source, zone) => createCsvParser(source.template, zone),
    lettersOAsZero: false,
    category: "other",
  },
  ncic: { create: (_, zone) => createNcicParser(zone), lettersOAsZero: true, category: "other" },
  kbi: { create: fixed(parseKbi), lettersOAsZero: true, category: "other", quoted: "," },
  "ks-merged": { create: fixed(parseKansasMerged), lettersOAsZero: false, category: "other" },
  "ca-fixed": {
    create: (_, zone) => createCaliforniaParser(zone),
    lettersOAsZero: false,
    category: "stolen-vehicle",
    needsFooter: true,
  },
  florida: { create: fixed(parseFlorida), lettersOAsZero: false, category: "other", quoted: ";" },
  texas: { create: fixed(parseTexas), lettersOAsZero: true, category: "other", quoted: "," },
  ohio: { create: fixed(parseOhio), lettersOAsZero: true, category: "other" },
  bolo: { create: (_, zone) => createBoloParser(zone), lettersOAsZero: false, category: "bolo" },
};

/** A parser for one file of this source. */
export const parserOf = (source: HotlistSourceConfig): LineParser =>
  formats[source.format].create(source, source.timeZone ?? systemTimeZone());

/** Delimiter of a source whose quoted fields may go on over several lines; null for one without such. */
export function quotedDelimiter({ format, template }: HotlistSourceConfig): string | null {
  if (format !== "csv") return formats[format].quoted ?? null;
  const hasPositions = Object.values(template?.columns ?? {}).some((column) => typeof column === "object");
  return (template?.quote ?? true) && !hasPositions ? (template?.delimiter ?? ",") : null;
}

/** What the source says of all its rows, defaults by format filled in. */
export function rulesOf(source: HotlistSourceConfig): SourceRules {
  const facts = formats[source.format];
  return {
    id: source.id,
    category: source.category ?? facts.category,
    priority: source.priority,
    priorities: source.priorities,
    // A list typed by hand is short, and partial plates are why it is typed.
    patterns: source.patterns || source.format === "bolo",
    covert: source.covert,
    lettersOAsZero: source.lettersOAsZero ?? facts.lettersOAsZero,
    typed: source.format === "bolo",
  };
}

/** Whether a file of this source must end with the number of its rows. */
export const needsFooter = (source: HotlistSourceConfig): boolean =>
  formats[source.format].needsFooter ?? false;
