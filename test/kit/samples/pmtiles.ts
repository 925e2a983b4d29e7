// A small map of made-up streets as a PMTiles file, version 3, with the layers of the Protomaps basemap.
import { gzipSync } from "node:zlib";

type Bytes = readonly number[];

function varint(value: number): Bytes {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}

/** A field of a protocol buffer: a number, or bytes with their length. */
function field(tag: number, value: number | Bytes): Bytes {
  return typeof value === "number"
    ? [...varint(tag << 3), ...varint(value)]
    : [...varint((tag << 3) | 2), ...varint(value.length), ...value];
}

const text = (value: string): Bytes => [...Buffer.from(value)];
const zigzag = (n: number): number => (n < 0 ? -2 * n - 1 : 2 * n);

interface Shape {
  readonly type: "point" | "line" | "polygon";
  /** Corners, of 4096 to a side. */
  readonly at: readonly (readonly [x: number, y: number])[];
  readonly is: Readonly<Record<string, string | number>>;
}

function geometry({ type, at }: Shape): Bytes {
  let [x, y] = [0, 0];
  const moves = at.map(([toX, toY]) => {
    const move = [zigzag(toX - x), zigzag(toY - y)];
    [x, y] = [toX, toY];
    return move;
  });
  const [first = [], ...rest] = moves;
  const lines = rest.length > 0 ? [(rest.length << 3) | 2, ...rest.flat()] : [];
  return [9, ...first, ...lines, ...(type === "polygon" ? [15] : [])].flatMap(varint);
}

function layer(name: string, shapes: readonly Shape[]): Bytes {
  const keys = [...new Set(shapes.flatMap(({ is }) => Object.keys(is)))];
  const values = [...new Set(shapes.flatMap(({ is }) => Object.values(is)))];
  const features = shapes.flatMap((shape) => {
    const tags = Object.entries(shape.is).flatMap(([key, value]) => [
      keys.indexOf(key),
      values.indexOf(value),
    ]);
    const kind = { point: 1, line: 2, polygon: 3 }[shape.type];
    return field(2, [...field(2, tags.flatMap(varint)), ...field(3, kind), ...field(4, geometry(shape))]);
  });
  return field(3, [
    ...field(15, 2),
    ...field(1, text(name)),
    ...features,
    ...keys.flatMap((key) => field(3, text(key))),
    ...values.flatMap((value) =>
      field(4, typeof value === "string" ? field(1, text(value)) : field(5, value)),
    ),
    ...field(5, 4096),
  ]);
}

const square: Shape["at"] = [
  [0, 0],
  [4096, 0],
  [4096, 4096],
  [0, 4096],
];
const road = (at: Shape["at"], name: string, kind: string): Shape => ({
  type: "line",
  at,
  is: { kind, name, sort_rank: 400 },
});

/** One tile: land, a lake, three streets. */
function tile(): Bytes {
  const lake: Shape["at"] = [
    [2600, 2600],
    [3600, 2600],
    [3600, 3500],
    [2600, 3500],
  ];
  const across = (y: number): Shape["at"] => [
    [0, y],
    [4096, y],
  ];
  const down = (x: number): Shape["at"] => [
    [x, 0],
    [x, 4096],
  ];
  return [
    ...layer("earth", [{ type: "polygon", at: square, is: { kind: "earth" } }]),
    ...layer("water", [{ type: "polygon", at: lake, is: { kind: "lake" } }]),
    ...layer("roads", [
      road(across(1000), "Sample Turnpike", "highway"),
      road(across(2400), "Sample Street", "major_road"),
      road(down(1800), "Invented Avenue", "major_road"),
    ]),
  ];
}

/** Tiles in the order of Hilbert's curve (PMTiles 3, tile ids). */
function tileId(zoom: number, x: number, y: number): number {
  let id = (4 ** zoom - 1) / 3;
  let [tx, ty] = [x, y];
  for (let side = 2 ** (zoom - 1); side >= 1; side /= 2) {
    const rx = (tx & side) > 0 ? 1 : 0;
    const ry = (ty & side) > 0 ? 1 : 0;
    id += side * side * ((3 * rx) ^ ry);
    if (ry === 0) {
      if (rx === 1) [tx, ty] = [side - 1 - tx, side - 1 - ty];
      [tx, ty] = [ty, tx];
    }
  }
  return id;
}

/** The tiles around a place, three by three at each zoom. */
function tilesAround(lat: number, lon: number, maxZoom: number): readonly number[] {
  const ids = new Set<number>();
  for (let zoom = 0; zoom <= maxZoom; zoom++) {
    const count = 2 ** zoom;
    const x = Math.floor(((lon + 180) / 360) * count);
    const sin = Math.sin((lat * Math.PI) / 180);
    const y = Math.floor((0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * count);
    for (const [dx, dy] of [-1, 0, 1].flatMap((a) => [-1, 0, 1].map((b) => [a, b] as const)))
      if (x + dx >= 0 && x + dx < count && y + dy >= 0 && y + dy < count)
        ids.add(tileId(zoom, x + dx, y + dy));
  }
  return [...ids].sort((a, b) => a - b);
}

/** Every entry of the directory leads to the same tile. */
function directory(ids: readonly number[], length: number): Bytes {
  const steps = ids.map((id, n) => id - (ids[n - 1] ?? 0));
  const each = (value: number): Bytes => ids.flatMap(() => varint(value));
  return [...varint(ids.length), ...steps.flatMap(varint), ...each(1), ...each(length), ...each(1)];
}

/** What may be wrong with it. */
export interface PmtilesOver {
  readonly version?: number;
  readonly tileType?: number;
  readonly compression?: number;
  readonly layers?: readonly string[];
  readonly attribution?: string;
}

/** A file around a place, from zoom 0 to 12. */
export function pmtiles(
  place: { readonly lat: number; readonly lon: number },
  over: PmtilesOver = {},
): Buffer {
  const maxZoom = 12;
  const data = gzipSync(Uint8Array.from(tile()));
  const root = gzipSync(Uint8Array.from(directory(tilesAround(place.lat, place.lon, maxZoom), data.length)));
  const layers = over.layers ?? ["earth", "water", "roads"];
  const attribution = over.attribution ?? '<a href="https://example.org">Invented</a> &copy; Test';
  const metadata = gzipSync(
    JSON.stringify({ attribution, vector_layers: layers.map((id) => ({ id, fields: {} })) }),
  );
  const header = Buffer.alloc(127);
  header.write("PMTiles", 0, "latin1");
  header.writeUInt8(over.version ?? 3, 7);
  const lengths = [root.length, metadata.length, 0, data.length];
  let offset = header.length;
  lengths.forEach((length, n) => {
    header.writeBigUInt64LE(BigInt(offset), 8 + 16 * n);
    header.writeBigUInt64LE(BigInt(length), 16 + 16 * n);
    offset += length;
  });
  header.set([1, 2, over.compression ?? 2, over.tileType ?? 1, 0, maxZoom], 96);
  const degrees = [place.lon - 0.3, place.lat - 0.3, place.lon + 0.3, place.lat + 0.3];
  degrees.forEach((value, n) => header.writeInt32LE(Math.round(value * 1e7), 102 + 4 * n));
  return Buffer.concat([header, root, metadata, data]);
}
