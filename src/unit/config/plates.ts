// config/plates.yaml: how often characters are read for each other. Read by the composition roots.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import * as z from "zod";
import { createConfusions, type Confusions } from "../../shared/domain/confusables.js";
import { TagwatchError } from "../../shared/domain/errors.js";

const platesSchema = z.strictObject({
  confusions: z.record(
    z.string().regex(/^([0-9A-Z])(?!\1)[0-9A-Z]$/, "write two different characters of 0-9A-Z, in quotes"),
    z.number().gt(0).max(0.5),
  ),
});

const shipped = fileURLToPath(new URL("../../../config/plates.yaml", import.meta.url));

/** Confusion rates from a file, or the shipped ones. Throws CONFIG_INVALID with every fault, or CONFIG_UNREADABLE. */
export function loadConfusions(file: string = shipped): Confusions {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new TagwatchError("CONFIG_UNREADABLE", `${file} cannot be read`, { cause });
  }
  return createConfusions(parseConfusions(text, file));
}

/** The table of a plates.yaml text; `file` is named in faults. */
export function parseConfusions(text: string, file: string): Readonly<Record<string, number>> {
  let plain: unknown;
  try {
    plain = parse(text);
  } catch (cause) {
    throw new TagwatchError("CONFIG_INVALID", `${file}: ${(cause as Error).message}`, { cause });
  }
  const parsed = platesSchema.safeParse(plain);
  if (parsed.success) return parsed.data.confusions;
  const faults = parsed.error.issues.map(
    (issue) => `${file} ${issue.path.map(String).join(".")}: ${issue.message}`,
  );
  throw new TagwatchError("CONFIG_INVALID", faults.join("\n"));
}
