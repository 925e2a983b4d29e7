// Reads as units send them: with the names and hashes of both pictures, compressed.
import { randomBytes } from "node:crypto";
import { compress } from "../../../src/shared/protocol/compress.js";
import type { Millis } from "../../../src/shared/domain/types.js";
import { pictureRefs, readMessage } from "../../../src/unit/upload/messages.js";
import { nthRead } from "../../../test/kit/samples/numbered.js";
import { idAt } from "../../../test/kit/samples/records.js";

/** The nth read of a unit at a time, its body as it goes over the line. */
export function bodyOf(n: number, at: Millis, name: string): Buffer {
  const unit = { id: name, kind: "vehicle", name } as const;
  const read = nthRead(n, { id: idAt(at), unit, capturedAt: { at, uncertaintyMs: 5, source: "gps" } });
  const pictures = { plate: randomBytes(4_000), vehicle: randomBytes(30_000) };
  const body = compress(Buffer.from(readMessage(read, pictureRefs(read, pictures)).body));
  if (!body) throw new Error("a read that does not become smaller");
  return body;
}

/** The mean size of such a body, bytes. */
export function bodyBytes(): number {
  const now = Date.now();
  const sizes = Array.from({ length: 200 }, (_, n) => bodyOf(n, now - n * 1_000, "car-1").length);
  return Math.round(sizes.reduce((a, b) => a + b, 0) / sizes.length);
}
