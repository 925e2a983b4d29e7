import type { Hit, HotlistEntry, Millis, Read, ReadPosition } from "../../shared/domain/types.js";
import type { HitMessage, ReadMessage } from "../../shared/protocol/message-schemas.js";

/** RFC 3339 in UTC with milliseconds, as every time on the wire. Throws RangeError beyond the years Date knows. */
export const iso = (at: Millis): string => new Date(at).toISOString();

/** To so many decimals, so that a message says no more than was measured. */
export const round = (value: number, digits: number): number => Number(value.toFixed(digits));

function positionFields(position: ReadPosition): ReadMessage["position"] {
  const { lat, lon, speedMps, courseDeg, hdop } = position;
  return {
    lat: round(lat, 7),
    lon: round(lon, 7),
    quality: position.quality,
    ageMs: Math.round(position.ageMs),
    ...(speedMps === undefined ? {} : { speedMps: round(speedMps, 2) }),
    ...(courseDeg === undefined ? {} : { courseDeg: round(courseDeg, 1) }),
    ...(hdop === undefined ? {} : { hdop: round(hdop, 2) }),
  };
}

/** The part of a message that read, hit and alert have in common. */
export function sighting(read: Read) {
  return {
    readId: read.id,
    revision: read.revision,
    unit: read.unit,
    camera: read.camera,
    plate: read.text,
    plateProbability: round(read.probability, 4),
    ...(read.incomplete ? { incomplete: true as const } : {}),
    state: read.state && { code: read.state.code, probability: round(read.state.probability, 4) },
    capturedAt: iso(read.capturedAt.at),
    uncertaintyMs: round(read.capturedAt.uncertaintyMs, 1),
    timeSource: read.capturedAt.source,
    ...(read.capturedAt.other && {
      otherTime: { at: iso(read.capturedAt.other.at), timeSource: read.capturedAt.other.source },
    }),
    ...(read.capturedAt.first === undefined ? {} : { firstStampedAt: iso(read.capturedAt.first) }),
    position: read.position && positionFields(read.position),
  };
}

function entryFields(entry: HotlistEntry): HitMessage["entry"] {
  return {
    id: entry.id,
    source: entry.source,
    plate: entry.plate,
    ...(entry.state === undefined ? {} : { state: entry.state }),
    ...(entry.plateType === undefined ? {} : { plateType: entry.plateType }),
    ...(entry.plateYear === undefined ? {} : { plateYear: entry.plateYear }),
    category: entry.category,
    priority: entry.priority,
    restricted: entry.restricted,
    covert: entry.covert,
    ...(entry.effectiveAt === undefined ? {} : { effectiveAt: iso(entry.effectiveAt) }),
    ...(entry.expiresAt === undefined ? {} : { expiresAt: iso(entry.expiresAt) }),
    record: { ...entry.record },
  };
}

/** What a hit and an alert have in common, the sighting included. */
export function hitFields(hit: Hit, read: Read) {
  return {
    ...sighting(read),
    hitId: hit.id,
    entry: entryFields(hit.entry),
    match: hit.match,
    probability: round(hit.probability, 4),
    stateMatch: hit.stateMatch,
    differs: [...hit.differs],
    ...(hit.datesNotChecked ? { datesNotChecked: true as const } : {}),
    ...(hit.notInForce ? { notInForce: true as const } : {}),
    historical: hit.historical,
    encounterId: hit.encounterId,
  };
}
