// Any delimited or fixed-position list, by the template of its source; without one, our own default columns.
import { categories, priorities, type Category, type Priority } from "../../domain/categories.js";
import { categoryOfWords } from "../category-words.js";
import { dateReader, type DateReader } from "../dates.js";
import { accept, blankLine, reject, skip, unknownWords, type LineParser, type ParsedLine } from "../draft.js";
import { memo } from "../memo.js";
import { readState, stateCode } from "../states.js";
import { templateSchema, type CsvTemplate } from "./csv-template.js";
import { headerLayout, numberedLayout, type Column, type CsvLayout } from "./csv-layout.js";
import {
  countFault,
  isFixedPlate,
  isFixedState,
  openQuote,
  shifted,
  splitFields,
  trimField,
} from "../fields.js";
import type { ListFormat } from "./list-format.js";

const defaults: CsvTemplate = templateSchema.parse({});

/** Any delimited or fixed-position list, as the template of its source says. */
export const csv: ListFormat<"csv"> = {
  name: "csv",
  parser: ({ template, timeZone }) => createParser(template ?? defaults, timeZone),
  lettersOAsZero: false,
  category: "other",
  quoted: (template = defaults) =>
    template.quote && spansOf(template).length === 0 ? template.delimiter : null,
  needsFooter: false,
  typed: false,
};

/** Readings of the texts that repeat from row to row. */
interface Words {
  readonly category: (text: string) => Category | undefined;
  readonly date: DateReader;
}

/** Parser for one file (it remembers the header line). */
function createParser(template: CsvTemplate, timeZone: string): LineParser {
  const cut = cutter(template);
  const words: Words = {
    category: memo((text) => categoryOf(text, template)),
    date: dateReader(template.dateFormat, timeZone),
  };
  // Fields at fixed positions are not named by a header line; if there is one, it is passed over.
  const hasPositions = spansOf(template).length > 0;
  const firstRow = template.skipLines + (template.header && hasPositions ? 2 : 1);
  let layout: CsvLayout | string | undefined =
    template.header && !hasPositions ? undefined : numberedLayout(template);
  const length = template.plateLength;
  let width: number | undefined;
  return (line, number) => {
    const fields = cut(line);
    if (number < firstRow && !(number > template.skipLines && isRow(fields, layout))) return skip("header");
    if (!fields) return reject(openQuote);
    if (fields.length < 2 && line.trim() === "") return blankLine;
    if (layout === undefined) {
      layout = headerLayout(fields, template);
      width = fields.length;
      return typeof layout === "string" ? reject(layout) : skip("header");
    }
    if (typeof layout === "string") return reject(layout);
    // A delimiter too many or too few shifts the columns. Without a header, all rows are as long as the first.
    width ??= fields.length;
    if (fields.length !== width) return reject(countFault(fields.length, width));
    if (hasPositions && !standsInColumns(fields, layout)) return reject(shifted);
    if (length !== undefined && lengthOf(field(fields, layout.fields.plate)) !== length)
      return reject(`the plate has not the ${String(length)} characters the template promises`);
    return parseRow(fields, layout, words);
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

const lengthOf = (plate: string): number => plate.replace(/[^0-9A-Za-z]/g, "").length;
const isRightAligned = (text: string): boolean => /^ *\S(?: ?\S)*$/.test(text);

/** Fields at fixed positions: a character too many or too few shows in the plate or the state. */
function standsInColumns(fields: readonly string[], { fields: { plate, state } }: CsvLayout): boolean {
  const [text, code] = [fields[plate.at] ?? "", fields[state.at] ?? ""];
  if (!isFixedPlate(text) && !isRightAligned(text)) return false;
  // Behind a plate with a gap, an unknown state is likely what followed the state.
  const isState = isFixedState(code) && (readState(code).unknown === "" || !/\S\s+\S/.test(text));
  return code.length !== 2 || isState;
}

/** Whether the line that should name the columns is a row: a plate with a digit, and the code of a state. */
function isRow(fields: readonly string[] | null, layout: CsvLayout | string | undefined): boolean {
  if (!fields || typeof layout !== "object") return false;
  const { plate, state } = layout.fields;
  return (
    /\d/.test(field(fields, plate)) &&
    stateCode(field(fields, state)) !== undefined &&
    standsInColumns(fields, layout)
  );
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
  const state = readState(field(fields, known.state));
  if (state.damaged) return reject(shifted);
  const action = field(fields, known.action).toLowerCase();
  if (action !== "" && !actions.test(action)) return reject("action is not add or remove");
  const effective = field(fields, known.effective);
  const from = effective === "" ? undefined : words.date(effective);
  const expires = field(fields, known.expires);
  const to = expires === "" ? undefined : words.date(expires);
  if (from && to && to.end <= from.start) return reject("expires before it is effective");
  const named = field(fields, known.category);
  const category = named === "" ? undefined : words.category(named);
  const priority = field(fields, known.priority).toLowerCase();
  const covert = field(fields, known.covert).toLowerCase();
  // The end of an entry that cannot be read does not end it: the officer sees the word.
  const isRest =
    (priority === "" || isPriority(priority)) &&
    (effective === "" || from !== undefined) &&
    (expires === "" || to !== undefined) &&
    truth.has(covert);
  return accept({
    plate: field(fields, known.plate),
    state: state.code,
    plateType: field(fields, known.platetype).toUpperCase(),
    plateYear: field(fields, known.plateyear),
    category,
    priority: isPriority(priority) ? priority : undefined,
    covert: truth.get(covert),
    effectiveAt: from?.start,
    expiresAt: to?.end,
    remove: action !== "" && removals.test(action),
    names: layout.names,
    values: layout.record.map((column) => field(fields, column)),
    unknown:
      (category || named === "") && state.unknown === "" && isRest
        ? undefined
        : unknownWords(
            ["category", category ? "" : named],
            ["state", state.unknown],
            ["priority", isPriority(priority) ? "" : priority],
            ["effective", from ? "" : effective],
            ["expires", to ? "" : expires],
            ["covert", truth.has(covert) ? "" : covert],
          ),
  });
}

const truth = new Map<string, boolean | undefined>([
  ...["yes", "y", "true", "1", "covert"].map((word) => [word, true] as const),
  ...["no", "n", "false", "0"].map((word) => [word, false] as const),
  ["", undefined],
]);

function categoryOf(text: string, template: CsvTemplate): Category | undefined {
  const mapped = template.categories[text] ?? template.categories[text.toUpperCase()];
  return mapped ?? categories.find((category) => category === text.toLowerCase()) ?? categoryOfWords(text);
}
