import { createHash } from "node:crypto";
import type { ChunkHeader } from "../../../src/shared/protocol/message-schemas.js";

/** Pieces of pictures until they are whole. Pieces may come twice, in any order and in any sizes. */
export interface Assembly {
  /** The whole picture once its last missing byte has come; null while some are missing. Throws when its hash is wrong. */
  add(header: ChunkHeader, bytes: Buffer): Buffer | null;
  readonly open: number;
}

interface Partial {
  readonly jpeg: Buffer;
  /** Received ranges by their beginning, disjoint, in order. */
  ranges: (readonly [from: number, to: number])[];
}

function merge(ranges: Partial["ranges"], from: number, to: number): Partial["ranges"] {
  const apart = ranges.filter(([a, b]) => b < from || a > to);
  const touching = ranges.filter(([a, b]) => b >= from && a <= to);
  const start = Math.min(from, ...touching.map(([a]) => a));
  const end = Math.max(to, ...touching.map(([, b]) => b));
  return [...apart, [start, end] as const].sort(([a], [b]) => a - b);
}

export function createAssembly(): Assembly {
  const partials = new Map<string, Partial>();
  return {
    add(header, bytes) {
      const partial = partials.get(header.id) ?? { jpeg: Buffer.alloc(header.bytes), ranges: [] };
      partials.set(header.id, partial);
      bytes.copy(partial.jpeg, header.offset);
      partial.ranges = merge(partial.ranges, header.offset, header.offset + bytes.length);
      const [first] = partial.ranges;
      if (!first || first[0] > 0 || first[1] < header.bytes) return null;
      partials.delete(header.id);
      const sha256 = createHash("sha256").update(partial.jpeg).digest("hex");
      if (sha256 !== header.sha256)
        throw new Error(`picture ${header.id}: hash ${sha256} is not ${header.sha256}`);
      return partial.jpeg;
    },
    get open() {
      return partials.size;
    },
  };
}
