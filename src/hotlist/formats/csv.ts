// Any delimited or fixed-position list, by the template of its source; without one, our own default columns.
import type { CsvTemplate } from "../../config/hotlist-schema.js";
import { categories, priorities, type Category, type Priority } from "../../core/categories.js";
import { categoryOfWords } from "../categories.js";
import { parseDate } from "../dates.js";
import { accept, blankLine, reject, skip, type LineParser, type ParsedLine } from "../draft.js";
import { memo } from "../memo.js";
import { stateCode } from "../states.js";
import { headerLayout, numberedLayout, type Column, type CsvLayout } from "./csv-layout.js";
import { splitFields, trimField } from "./fields.js";

const defaults: CsvTemplate = {
  delimiter: ",",
  quote: true,
  skipLines: 0,
  header: true,
  columns: {},
  constants: {},
  categories: {},
  dateFormat: "iso",
};

/** Readings of the texts that repeat from row to row. */
interface Words {
  readonly category: (text: string) => Category | undefined;
  readonly date: (text: string) => number | undefined;
}

/** Parser for one file (it remembers the header line). */
export function createCsvParser(template: CsvTemplate = defaults): LineParser {
  const cut = cutter(template);
  const words: Words = {
    category: memo((text) => categoryOf(text, template)),
    date: memo((text) => parseDate(text, template.dateFormat)),
  };
  // Fields at fixed positions are not named by a header line; if there is one, it is passed over.
  const hasPositions = spansOf(template).length > 0;
  const firstRow = template.skipLines + (template.header && hasPositions ? 2 : 1);
  let layout: CsvLayout | string | undefined =
    template.header && !hasPositions ? undefined : numberedLayout(template);
  return (line, number) => {
    if (number < firstRow) return skip("header");
    const fields = cut(line);
    if (!fields) return reject("a quote is not closed");
    if (fields.length < 2 && line.trim() === "") return blankLine;
    if (layout === undefined) {
      layout = headerLayout(fields, template);
      return typeof layout === "string" ? reject(layout) : skip("header");
    }
    return typeof layout === "string" ? reject(layout) : parseRow(fields, layout, words);
  };
}

const spansOf = (template: CsvTemplate) =>
  Object.values(template.columns).filter((column) => typeof column === "object");

function cutter(template: CsvTemplate): (line: string) => readonly string[] | null {
  const spans = spansOf(template);
  if (spans.length > 0) {
    return (line) =>
      line.trim() === "" ? [] : spans.map(({ from, length }) => line.slice(from - 1, from - 1 + length));
  }
  return (line) => splitFields(line, template.delimiter, template.quote);
}

const field = (fields: readonly string[], column: Column): string => {
  const text = column.at < 0 ? column.constant : (fields[column.at] ?? column.constant);
  return trimField(text);
};

const isPriority = (text: string): text is Priority => priorities.includes(text as Priority);
const actions = /^(?:|a|add|new|i|d|del|delete|r|remove|cancel|clear)$/;
const removals = /^[drc]/;

function parseRow(fields: readonly string[], layout: CsvLayout, words: Words): ParsedLine {
  const known = layout.fields;
  const written = field(fields, known.state);
  const state = stateCode(written);
  if (written !== "" && state === undefined) return reject("unknown state");
  const named = field(fields, known.category);
  const category = named === "" ? undefined : words.category(named);
  if (named !== "" && category === undefined) return reject("unknown category");
  const priority = field(fields, known.priority).toLowerCase();
  if (priority !== "" && !isPriority(priority)) return reject("priority is not high, medium or low");
  const effective = field(fields, known.effective);
  const effectiveAt = effective === "" ? undefined : words.date(effective);
  if (effective !== "" && effectiveAt === undefined) return reject("no date in effective");
  const expires = field(fields, known.expires);
  const expiresAt = expires === "" ? undefined : words.date(expires);
  if (expires !== "" && expiresAt === undefined) return reject("no date in expires");
  if (effectiveAt !== undefined && expiresAt !== undefined && expiresAt <= effectiveAt) {
    return reject("expires before it is effective");
  }
  const action = field(fields, known.action).toLowerCase();
  if (action !== "" && !actions.test(action)) return reject("action is not add or remove");
  const covert = field(fields, known.covert);
  return accept({
    plate: field(fields, known.plate),
    state,
    plateType: field(fields, known.platetype).toUpperCase(),
    plateYear: field(fields, known.plateyear),
    category,
    priority: priority === "" ? undefined : priority,
    covert: covert === "" ? undefined : /^(?:yes|y|true|1|covert)$/i.test(covert),
    effectiveAt,
    expiresAt,
    remove: action !== "" && removals.test(action),
    names: layout.names,
    values: layout.record.map((column) => field(fields, column)),
  });
}

function categoryOf(text: string, template: CsvTemplate): Category | undefined {
  const mapped = template.categories[text] ?? template.categories[text.toUpperCase()];
  return mapped ?? categories.find((category) => category === text.toLowerCase()) ?? categoryOfWords(text);
}
