// config/plates.yaml: how often characters are read for each other, and whose plates pass here; beside it the serial formats
// and the words of personalised plates. Read by the composition roots.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import * as z from "zod";
import { createConfusions, type Confusions } from "../../shared/domain/confusables.js";
import type { PlateTables } from "../../shared/domain/plate-tables.js";
import { TagwatchError } from "../../shared/domain/faults/errors.js";

const share = z.number().min(0).max(1e6);
const passingSchema = z.strictObject({
  states: z.record(z.string().regex(/^[A-Z]{2}$/, "write a postal code like KS"), share),
  otherStates: share.gt(0, "a state that is never expected could never be named"),
  elsewhere: share.gt(0, "plates from elsewhere pass everywhere"),
});

const platesSchema = z.strictObject({
  passing: passingSchema.optional(),
  confusions: z.record(
    z.string().regex(/^([0-9A-Z])(?!\1)[0-9A-Z]$/, "write two different characters of 0-9A-Z, in quotes"),
    z.number().gt(0).max(0.5),
  ),
});

const formatsSchema = z.object({
  version: z.literal(1),
  rare: z.number().positive().max(1),
  jurisdictions: z.record(
    z.string(),
    z.object({
      personalised: z.object({ share: share, most: z.int().min(1) }),
      else: z.number().positive().max(1),
      formats: z.array(z.object({ pattern: z.string().min(1), share: share, rare: z.string().optional() })),
    }),
  ),
});

const inConfig = (name: string): string => fileURLToPath(new URL(`../../../config/${name}`, import.meta.url));
const shipped = inConfig("plates.yaml");

/** Confusion rates from a file, or the shipped ones. Throws CONFIG_INVALID with every fault, or CONFIG_UNREADABLE. */
export function loadConfusions(file: string = shipped): Confusions {
  return createConfusions(parseConfusions(textOf(file), file));
}

/** The table of a plates.yaml text; `file` is named in faults. */
export function parseConfusions(text: string, file: string): Readonly<Record<string, number>> {
  return parsePlates(text, file).confusions;
}

/**
 * What is known of plates beforehand: whose pass here by `file` (or by the shipped plates.yaml, also where the file does
 * not say), with the shipped serial formats and words. Throws CONFIG_INVALID or CONFIG_UNREADABLE.
 */
export function loadPlateTables(file: string = shipped): PlateTables {
  const passing = parsePlates(textOf(file), file).passing ?? parsePlates(textOf(shipped), shipped).passing;
  if (!passing) throw new TagwatchError("CONFIG_INVALID", `${shipped} does not say whose plates pass`);
  const formatsFile = inConfig("plates-grammar.json");
  const formats = checked(
    formatsSchema,
    parsed(() => JSON.parse(textOf(formatsFile)), formatsFile),
    formatsFile,
  );
  const lines = textOf(inConfig("plates-words.txt")).split("\n");
  const words = lines
    .filter((line) => !line.startsWith("#"))
    .flatMap((line) => line.match(/[0-9A-Z]+/g) ?? []);
  return { formats, words, passing };
}

function parsePlates(text: string, file: string): z.output<typeof platesSchema> {
  return checked(
    platesSchema,
    parsed(() => parse(text) as unknown, file),
    file,
  );
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new TagwatchError("CONFIG_UNREADABLE", `${file} cannot be read`, { cause });
  }
}

function parsed(parseText: () => unknown, file: string): unknown {
  try {
    return parseText();
  } catch (cause) {
    if (cause instanceof TagwatchError) throw cause;
    throw new TagwatchError("CONFIG_INVALID", `${file}: ${(cause as Error).message}`, { cause });
  }
}

function checked<T extends z.ZodType>(schema: T, value: unknown, file: string): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const faults = result.error.issues.map(
    (issue) => `${file} ${issue.path.map(String).join(".")}: ${issue.message}`,
  );
  throw new TagwatchError("CONFIG_INVALID", faults.join("\n"));
}
