// What a file of map tiles says of itself (PMTiles version 3: a header of 127 bytes, and metadata as JSON).
import { gunzipSync } from "node:zlib";
import type { GroundBox } from "../../../shared/domain/ground-box.js";

/** What the page needs to know of the file, and where its metadata lies. */
export interface MapHeader {
  readonly box: GroundBox;
  readonly maxZoom: number;
  readonly metadata: { readonly offset: number; readonly length: number; readonly gzip: boolean };
}

/** Bytes of the header, at the beginning of the file. */
export const headerBytes = 127;
/** Metadata of extracts are some kilobytes. */
const mostMetadata = 1_048_576;
const gzip = 2;
const compressions = ["unknown", "none", "gzip", "brotli", "zstd"];
const vectorTiles = 1;
const tileTypes = ["unknown tiles", "vector tiles", "PNG pictures", "JPEG pictures", "WebP pictures"];

/** Reads the header of a file of `size` bytes. Throws in words, after the name of the file, what the page cannot use. */
export function parseMapHeader(bytes: Buffer, size: number): MapHeader {
  if (bytes.length < headerBytes || bytes.toString("latin1", 0, 7) !== "PMTiles")
    throw new Error("is no PMTiles file");
  const version = bytes.readUInt8(7);
  if (version !== 3)
    throw new Error(`is PMTiles version ${String(version)}; the page reads version 3 (pmtiles convert)`);
  const number = (at: number): number => Number(bytes.readBigUInt64LE(at));
  const said = Math.max(...[8, 24, 40, 56].map((at) => number(at) + number(at + 8)));
  if (said > size)
    throw new Error(`is cut short: it should have ${String(said)} bytes, and has ${String(size)}`);
  checkTiles(bytes);
  const metadata = {
    offset: number(24),
    length: number(32),
    gzip: bytes.readUInt8(97) === gzip,
  };
  if (metadata.length > mostMetadata) throw new Error(`has ${String(metadata.length)} bytes of metadata`);
  return { box: boxOf(bytes), maxZoom: bytes.readUInt8(101), metadata };
}

function checkTiles(bytes: Buffer): void {
  const type = bytes.readUInt8(99);
  if (type !== vectorTiles)
    throw new Error(`holds ${tileTypes[type] ?? "unknown tiles"}; the page draws vector tiles`);
  for (const at of [97, 98]) {
    const how = bytes.readUInt8(at);
    if (how < 1 || how > gzip)
      throw new Error(
        `is compressed as ${compressions[how] ?? String(how)}; the page reads gzip, or what is not compressed`,
      );
  }
}

function boxOf(bytes: Buffer): GroundBox {
  const degrees = (at: number): number => bytes.readInt32LE(at) / 1e7;
  const box = { south: degrees(106), west: degrees(102), north: degrees(114), east: degrees(110) };
  if (box.south < box.north && box.west < box.east) return box;
  throw new Error("does not say which part of the ground it shows");
}

/** What the page draws of the Protomaps basemap; a file without roads is none of its kind. */
const needed = "roads";

/** Reads the metadata: whom the map is owed to, as plain text. Throws in words what the page cannot draw. */
export function parseMapMetadata(bytes: Buffer, isGzip: boolean): { readonly attribution: string } {
  const json = isGzip ? gunzipSync(bytes, { maxOutputLength: 4 * mostMetadata }) : bytes;
  const { attribution, vector_layers: layers } = JSON.parse(json.toString()) as Record<string, unknown>;
  const ids = Array.isArray(layers) ? layers.map((one) => String((one as { id?: unknown } | null)?.id)) : [];
  if (!ids.includes(needed))
    throw new Error(
      `has no layer "${needed}" (its layers: ${ids.slice(0, 8).join(", ") || "none"}); make it from the Protomaps basemap`,
    );
  return { attribution: typeof attribution === "string" ? plain(attribution) : "" };
}

/** Credits are written as markup for other programs; here they are a line of text. */
const plain = (markup: string): string =>
  markup
    .replace(/<[^>]*>/g, "")
    .replace(/&copy;/g, "©")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 200);
