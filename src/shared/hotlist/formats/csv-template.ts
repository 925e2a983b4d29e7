import * as z from "zod";
import { categories } from "../../domain/categories.js";
import { dateFormats } from "../../domain/closed-sets.js";

const columnSchema = z.union([
  z.string().min(1).describe("name in the header line"),
  z.int().min(1).max(500).describe("number of the column, from 1"),
  z.strictObject({
    from: z.int().min(1).max(10_000).describe("first character of the field, from 1"),
    length: z.int().min(1).max(2_000),
  }),
]);

/** How a vendor's delimited or fixed-position file is laid out. */
export const templateSchema = z.strictObject({
  delimiter: z.string().length(1).default(",").describe('one character; a tab is "\\t"'),
  quote: z.boolean().default(true).describe("fields may stand in double quotes (RFC 4180)"),
  skipLines: z.int().min(0).max(100).default(0).describe("lines before the header or the first row"),
  header: z.boolean().default(true).describe("the first line names the columns"),
  columns: z
    .record(z.string().min(1), columnSchema)
    .default({})
    .describe("our field: their column, e.g. plate: TagNo; fixed positions as {from, length}"),
  constants: z
    .record(z.string().min(1), z.string())
    .default({})
    .describe("fields that are the same in every row"),
  categories: z
    .record(z.string().min(1), z.enum(categories))
    .default({})
    .describe("what the source writes: our category; quote the keys"),
  dateFormat: z.enum(dateFormats).default("iso").describe("how the source writes dates"),
  plateLength: z
    .int()
    .min(2)
    .max(12)
    .optional()
    .describe("every plate has so many characters: shows leading zeros that a spreadsheet dropped"),
});

/** Where a delimited or fixed-position list has its columns, as the technician wrote it. */
export type CsvTemplate = z.output<typeof templateSchema>;
