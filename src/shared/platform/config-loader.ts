// Reads a YAML configuration against a schema, and says of every fault where in the file it stands.
import { readFileSync } from "node:fs";
import { LineCounter, parseDocument } from "yaml";
import type * as z from "zod";
import { TagwatchError } from "../domain/faults/errors.js";
import { faultAt, keyAt, nodeAt, type ConfigFault, type ConfigSource } from "./config-place.js";
import { nearestKey } from "./nearest-key.js";
import { schemaWords } from "./config-words.js";
import { errorText } from "../domain/error-text.js";

/** What can be seen only from two places of the configuration, or what a value means in the world. */
export interface CrossFinding {
  readonly path: readonly (string | number)[];
  readonly text: string;
  /** Probably not meant, but it can be run. */
  readonly isWarning?: true;
}

/** What a program takes for a configuration. */
export interface ConfigRules<T> {
  readonly schema: z.ZodType<T>;
  /**
   * What is found across keys. `config` is null when the schema found faults; what is whole in `plain`, the file as it was
   * parsed, is checked too, so that all faults are reported at once.
   */
  readonly crossChecks: (config: T | null, plain: unknown) => readonly CrossFinding[];
}

/** A configuration that can be used, and what in it is probably not meant. */
export interface Parsed<T> {
  readonly config: T;
  readonly warnings: readonly ConfigFault[];
  /** Where in the file a finding stands. */
  readonly place: (finding: CrossFinding) => ConfigFault;
}

function issueFaults(
  source: ConfigSource,
  schema: z.ZodType,
  issue: z.core.$ZodIssue,
): readonly ConfigFault[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) =>
      faultAt(
        source,
        keyAt(source, issue.path, key).offset,
        [...issue.path, key],
        `this key is not known here${nearestKey(schema, issue.path, key)}`,
      ),
    );
  }
  const missing = issue.code === "invalid_type" && source.doc.getIn(issue.path) === undefined;
  return [
    faultAt(
      source,
      nodeAt(source, issue.path).offset,
      issue.path,
      missing ? "this key is required" : issue.message,
    ),
  ];
}

/** The parser's words without the piece of the file it quotes after a colon: that may be a password. */
function wordsOf(error: unknown): string {
  const message = errorText(error);
  return (message.split("\n")[0] ?? "").replace(/:( .*)?$/, "");
}

/** Parses and checks a configuration. All faults at once, in the order of the file; never throws for bad input. */
export function parseConfigText<T>(
  text: string,
  rules: ConfigRules<T>,
): Parsed<T> | { readonly faults: readonly ConfigFault[] } {
  const lines = new LineCounter();
  const doc = parseDocument(text, { lineCounter: lines, uniqueKeys: true, strict: true });
  const source: ConfigSource = { doc, lines };
  if (doc.errors.length > 0) {
    return {
      faults: doc.errors.map((e) => faultAt(source, e.pos[0], [], wordsOf(e))),
    };
  }
  let plain: unknown;
  try {
    plain = doc.toJS({ maxAliasCount: 50 });
  } catch (error) {
    return { faults: [faultAt(source, 0, [], wordsOf(error))] };
  }
  const parsed = rules.schema.safeParse(plain, { error: schemaWords });
  const place = (c: CrossFinding): ConfigFault =>
    faultAt(source, nodeAt(source, c.path).offset, c.path, c.text);
  const crossed = rules.crossChecks(parsed.success ? parsed.data : null, plain);
  const faults = [
    ...(parsed.success
      ? []
      : parsed.error.issues.flatMap((issue) => issueFaults(source, rules.schema, issue))),
    ...crossed.filter((c) => !c.isWarning).map(place),
  ];
  if (!parsed.success || faults.length > 0)
    return { faults: faults.sort((x, y) => x.line - y.line || x.column - y.column) };
  return { config: parsed.data, warnings: crossed.map(place), place };
}

/** `file:line path: text`, the form editors and terminals can jump to. */
export function formatFault(file: string, fault: ConfigFault): string {
  return `${file}:${String(fault.line)} ${fault.path ? `${fault.path}: ` : ""}${fault.text}`;
}

/** Reads and checks a configuration file. Throws CONFIG_UNREADABLE, or CONFIG_INVALID with one line per fault. */
export function loadConfigFile<T>(file: string, rules: ConfigRules<T>): Parsed<T> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new TagwatchError("CONFIG_UNREADABLE", `${file} cannot be read`, { cause });
  }
  const result = parseConfigText(text, rules);
  if ("config" in result) return result;
  throw new TagwatchError(
    "CONFIG_INVALID",
    result.faults.map((fault) => formatFault(file, fault)).join("\n"),
  );
}
