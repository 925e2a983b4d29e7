import { isMap, isSeq, parse, parseDocument, type Document, type YAMLSeq } from "yaml";

type Path = readonly (string | number)[];

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Items of a list that are told apart by their `id`: cameras, sources of hotlists. */
function isListOfThings(value: unknown): value is readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => isObject(item) && "id" in item);
}

function indexOf(list: YAMLSeq, id: unknown): number {
  return list.items.findIndex((item) => isMap(item) && item.get("id") === id);
}

/**
 * A configuration's text with these changes made and everything else, comments too, as it was: keys are set, `null`
 * removes one, items of a list that has ids are changed by their id or added. Throws TypeError where a change goes below a
 * value that has no keys.
 */
export function mergeChanges(text: string, changes: Readonly<Record<string, unknown>>): string {
  const document = parseDocument(text);
  merge(document, [], changes);
  return document.toString({ lineWidth: 0 });
}

/** Changes written as YAML: a map of keys, or null where it is something else. Throws what the parser says. */
export function parseChanges(text: string): Readonly<Record<string, unknown>> | null {
  const changes: unknown = parse(text, { maxAliasCount: 50 });
  return isObject(changes) ? changes : null;
}

function merge(document: Document, path: Path, value: unknown): void {
  const before = document.getIn(path, true);
  if (value === null) document.deleteIn(path);
  else if (isObject(value) && (path.length === 0 || isMap(before)))
    for (const [key, inner] of Object.entries(value)) merge(document, [...path, key], inner);
  else if (isListOfThings(value) && isSeq(before)) mergeList(document, path, before, value);
  // Lists of numbers, such as the corners of a region, stay on one line.
  else if (Array.isArray(value)) document.setIn(path, document.createNode(value, { flow: true }));
  else document.setIn(path, withoutNulls(value));
}

/** What a part that was not there begins with: there is nothing that `null` could remove. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutNulls(inner)]));
}

function mergeList(
  document: Document,
  path: Path,
  before: YAMLSeq,
  things: readonly Readonly<Record<string, unknown>>[],
): void {
  for (const thing of things) {
    const index = indexOf(before, thing["id"]);
    if (index < 0) document.addIn(path, withoutNulls(thing));
    else merge(document, [...path, index], thing);
  }
}
