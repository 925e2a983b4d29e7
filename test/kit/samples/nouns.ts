import type { HotlistEntry, Read, TrackEvent } from "../../../src/core/types.js";
import { matrixOfText } from "./matrices.js";

/** A settled track of the invented plate ABC123; override what the test is about. */
export function trackEvent(changes: Partial<TrackEvent> = {}): TrackEvent {
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
    ...changes,
  };
}

/** A listed stolen vehicle with the invented plate ABC123. */
export function hotlistEntry(changes: Partial<HotlistEntry> = {}): HotlistEntry {
  return {
    id: "e1",
    source: "kbi",
    plate: "ABC123",
    state: "KS",
    category: "stolen-vehicle",
    priority: "high",
    restricted: false,
    covert: false,
    record: { make: "FORD", colour: "BLUE" },
    lettersOAsZero: false,
    ...changes,
  };
}

/** A read as intake makes it of `trackEvent()`. */
export function read(changes: Partial<Read> = {}): Read {
  return {
    id: "0199c000-0000-7000-8000-000000000001",
    revision: 1,
    unit: { id: "car-12", kind: "vehicle", name: "12" },
    camera: "front",
    text: "ABC123",
    probability: 0.97,
    characters: [0.99, 0.99, 0.99, 0.99, 0.99, 0.99],
    candidates: [{ text: "ABC123", probability: 0.97 }],
    state: { code: "KS", probability: 0.9 },
    capturedAt: { at: Date.UTC(2026, 0, 15, 12), uncertaintyMs: 50, source: "ntp" },
    firstSeenAt: Date.UTC(2026, 0, 15, 12),
    lastSeenAt: Date.UTC(2026, 0, 15, 12),
    frames: 3,
    widthPx: 120,
    position: null,
    ...changes,
  };
}
