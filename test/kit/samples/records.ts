// Invented reads, hits, tracks and records: one of each with everything filled in that a test does not care about.
// numbered.ts makes many that differ.
import { randomBytes } from "node:crypto";
import { v7 } from "uuid";
import type {
  Hit,
  HotlistEntry,
  Matrix,
  Read,
  TrackEvent,
  UnitRef,
} from "../../../src/shared/domain/types.js";
import type { OutboxDraft } from "../../../src/unit/core/outbox.js";
import type { ReadRecord } from "../../../src/unit/core/ports.js";
import { matrixOfText } from "./matrices.js";

export const testTime = Date.UTC(2026, 0, 15, 12, 0, 0);

/** The unit that everything invented comes from. */
export const testUnit = { id: "car-12", kind: "vehicle", name: "Patrol 12" } as const satisfies UnitRef;

/** A UUIDv7 of a time, different at every call. */
export const idAt = (at = testTime): string => v7({ msecs: at });

/** A read of an invented plate; `over` replaces any field. */
export function aRead(over: Partial<Read> = {}): Read {
  const at = over.capturedAt?.at ?? testTime;
  return {
    id: idAt(at),
    revision: 1,
    unit: testUnit,
    camera: "front",
    text: "ABC123",
    probability: 0.97,
    characters: [0.99, 0.98, 0.99, 0.97, 0.99, 0.98],
    candidates: [
      { text: "ABC123", probability: 0.97 },
      { text: "A8C123", probability: 0.02 },
    ],
    state: { code: "KS", probability: 0.9 },
    capturedAt: { at, uncertaintyMs: 40, source: "gps" },
    firstSeenAt: at - 300,
    lastSeenAt: at + 300,
    frames: 7,
    widthPx: 141,
    position: { lat: 38.0, lon: -97.3, quality: "3d", ageMs: 210, speedMps: 12.5 },
    ...over,
  };
}

/** The end of the vote on a track of the invented plate ABC123, as intake gets it. */
export function aTrackEvent(over: Partial<TrackEvent> = {}): TrackEvent {
  return {
    kind: "settled",
    trackId: "0199c000-0000-7000-8000-000000000001",
    camera: "front",
    candidates: [{ text: "ABC123", probability: 0.97 }],
    characters: [0.99, 0.99, 0.99, 0.99, 0.99, 0.99],
    matrices: [matrixOfText("ABC123")],
    state: { code: "KS", probability: 0.9 },
    firstSeenMonoNs: 900_000_000n,
    lastSeenMonoNs: 1_000_000_000n,
    bestMonoNs: 950_000_000n,
    causeMonoNs: 1_000_000_000n,
    frames: 3,
    widthPx: 120,
    box: { x: 10, y: 10, w: 120, h: 60 },
    plateJpeg: Uint8Array.of(1),
    vehicleJpeg: Uint8Array.of(2),
    ...over,
  };
}

/** An entry of an invented hotlist. Its id follows from its plate. */
export function anEntry(over: Partial<HotlistEntry> = {}): HotlistEntry {
  const { plate = "ABC123" } = over;
  return {
    id: `entry-${plate}`,
    source: "demo",
    plate,
    category: "stolen-vehicle",
    priority: "high",
    restricted: false,
    covert: false,
    record: { make: "Ford", colour: "blue" },
    lettersOAsZero: false,
    ...over,
  };
}

/** A hit of a read. */
export function aHit(read: Read, over: Partial<Hit> = {}): Hit {
  return {
    id: idAt(read.capturedAt.at),
    readId: read.id,
    entry: anEntry(),
    match: "exact",
    probability: 0.95,
    stateMatch: "unknown",
    differs: [],
    historical: false,
    encounterId: idAt(),
    ...over,
  };
}

/** A matrix of believable size filled by a rule. */
export function aMatrix(seed = 1): Matrix {
  const data = Float32Array.from({ length: 40 * 37 }, (_, i) => -((i * seed) % 17));
  return { steps: 40, symbols: 37, data };
}

/** A message of a kind with a small body. */
export function aDraft(kind: OutboxDraft["kind"], over: Partial<OutboxDraft> = {}): OutboxDraft {
  return { id: idAt(), kind, topic: kind, body: Buffer.from(JSON.stringify({ kind })), ...over };
}

/** Everything intake would write for a read; pictures are random bytes of about the real size. */
export function aRecord(read: Read = aRead(), hits: readonly Hit[] = [], bytes = 6_000): ReadRecord {
  const picture = (kind: "plate" | "vehicle"): OutboxDraft =>
    aDraft(hits.length > 0 ? "hit-picture" : "picture", {
      pictureId: `${read.id}.${String(read.revision)}.${kind}`,
    });
  return {
    read,
    hits,
    pictures: { plate: randomBytes(Math.ceil(bytes / 6)), vehicle: randomBytes(bytes) },
    matrices: [aMatrix(1), aMatrix(3)],
    outbox: [
      ...hits.map((hit) => aDraft("hit", { id: hit.id })),
      aDraft("read", { id: `${read.id}.${String(read.revision)}` }),
      picture("plate"),
      picture("vehicle"),
    ],
  };
}
