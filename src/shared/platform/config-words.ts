// What a technician reads instead of the schema library's English: what to write, in the words of a YAML file.
import type * as z from "zod";

const typeWords: Readonly<Record<string, string>> = {
  string: "write text",
  number: "write a number",
  int: "write a whole number",
  boolean: "write true or false",
  array: "write a list: each item on its own line after a dash",
  object: "write keys and values below it",
  record: "write keys and values below it",
};

const quoted = (values: readonly unknown[]): string => values.map(String).join(", ");

function wrongType(expected: string, input: unknown): string {
  const wanted = typeWords[expected] ?? `write a ${expected}`;
  if (expected === "string" && (typeof input === "number" || typeof input === "boolean"))
    return `write it in quotes: YAML takes it for a ${typeof input === "number" ? "number" : "yes or no"}`;
  if (input === null) return `${wanted}; there is nothing after the colon`;
  if (expected === "number" && typeof input === "string" && /^-?[\d.]+ *°? *[NSEW]$/i.test(input))
    return "write degrees as a number, west and south negative, for example -94.58";
  return wanted;
}

function outOfRange(limit: string, issue: { readonly origin: string; readonly bound: string }): string {
  if (issue.origin === "string")
    return limit === "least" ? "write something here" : `at most ${issue.bound} characters`;
  if (issue.origin === "array")
    return `needs at ${limit} ${issue.bound} ${issue.bound === "1" ? "entry" : "entries"}`;
  return `write a number of at ${limit} ${issue.bound}`;
}

/** The key by which the variants of a union are told apart, or what each of them would take. */
function variants(issue: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidUnion>): string {
  if (issue.discriminator !== undefined && Array.isArray(issue["options"]))
    return `write ${issue.discriminator}: one of ${quoted(issue["options"])}`;
  return [...new Set((issue.errors ?? []).flat().map((error) => error.message))].join(", or ");
}

/** Words for a schema issue; undefined leaves the words that the field itself gives. */
export function schemaWords(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === "invalid_type") return wrongType(issue.expected, issue.input);
  if (issue.code === "invalid_value") return `write one of ${quoted(issue.values)}`;
  if (issue.code === "too_small")
    return outOfRange("least", { origin: issue.origin, bound: String(issue.minimum) });
  if (issue.code === "too_big")
    return outOfRange("most", { origin: issue.origin, bound: String(issue.maximum) });
  if (issue.code === "invalid_union") return variants(issue);
  return undefined;
}
