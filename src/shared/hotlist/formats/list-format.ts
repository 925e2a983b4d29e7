import type { Category } from "../../domain/categories.js";
import type { LineParser } from "../draft.js";
import type { CsvTemplate } from "./csv-template.js";

/** What a format needs to know of a source before its file is read. */
export interface FormatSettings {
  /** Where the dates of the list are days (IANA name). */
  readonly timeZone: string;
  /** How a vendor's file is laid out; of no meaning to formats with a layout of their own. */
  readonly template: CsvTemplate | undefined;
}

/** All this program knows of one kind of hotlist. A new one: a file with its object, and its place in `index.ts`. */
export interface ListFormat<Name extends string = string> {
  /** As `format` of a source names it. */
  readonly name: Name;
  /** A parser for one file: it may remember the header line. */
  readonly parser: (settings: FormatSettings) => LineParser;
  /** The source writes the letter O as digit 0 (NCIC habit), unless the configuration says otherwise. */
  readonly lettersOAsZero: boolean;
  /** Category of rows that name none, unless the configuration says otherwise. */
  readonly category: Category;
  /** Delimiter of fields that may stand in quotes, and so go on over several lines; null: there are none such. */
  readonly quoted: string | null | ((template: CsvTemplate | undefined) => string | null);
  /** A file without the number of its rows at its end is cut off. */
  readonly needsFooter: boolean;
  /** Typed by hand on the unit or at the desk: short, partial plates are why it is typed, and no spreadsheet was at it. */
  readonly typed: boolean;
}
