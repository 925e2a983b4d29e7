// Where in a configuration file something stands.
import { isMap, isNode, isPair, type Document, type LineCounter } from "yaml";

type Path = readonly PropertyKey[];

/** One fault of a configuration file, with its place. `line` and `column` count from 1. */
export interface ConfigFault {
  readonly line: number;
  readonly column: number;
  readonly path: string;
  readonly text: string;
}

/** A parsed configuration file. */
export interface ConfigSource {
  readonly doc: Document;
  readonly lines: LineCounter;
}

/** Where the value of a path stands, or the nearest part above it that is there. */
export function nodeAt(source: ConfigSource, path: Path): { readonly offset: number } {
  for (let depth = path.length; depth > 0; depth--) {
    const node: unknown = source.doc.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return { offset: node.range[0] };
  }
  return { offset: 0 };
}

/** Where a key of a map stands. */
export function keyAt(source: ConfigSource, path: Path, key: string): { readonly offset: number } {
  const map: unknown = path.length === 0 ? source.doc.contents : source.doc.getIn(path, true);
  const pair = isMap(map) ? map.items.find((item) => isPair(item) && String(item.key) === key) : undefined;
  return isNode(pair?.key) && pair.key.range ? { offset: pair.key.range[0] } : nodeAt(source, path);
}

/** A fault at an offset of the file. */
export function faultAt(source: ConfigSource, offset: number, path: Path, text: string): ConfigFault {
  const place = source.lines.linePos(offset);
  return { line: place.line, column: place.col, path: path.map(String).join("."), text };
}
