// One message at a time is too short for plain gzip; a dictionary of what every message says makes it pay (docs/messages.md has the figures).
import { deflateRawSync, inflateRawSync } from "node:zlib";

/** Value of the MQTT user property `enc` of compressed messages. The dictionary below is part of its meaning: never change one without the other. */
export const encoding = "tw1";

const unit = '"unit":{"id":"car-12","kind":"vehicle","name":"';
const head = '{"v":1,"type":"';
const sighting =
  `"readId":"019","revision":1,${unit}Patrol 12","assignedTo":""},"camera":"front","plate":"",` +
  '"plateProbability":0.99,"state":{"code":"MO","probability":0.9},"state":{"code":"KS","probability":0.9},"state":null,' +
  '"capturedAt":"2026-11-1T1:00.000Z","uncertaintyMs":1,"timeSource":"system","timeSource":"ntp","timeSource":"gps",' +
  '"position":null,"position":{"lat":39.0,"lon":-94.,"quality":"fixed","quality":"2d","quality":"3d","ageMs":0,"speedMps":1,"courseDeg":2,"hdop":0.9},';

/** Raw DEFLATE preset dictionary (RFC 1951 window); the commonest text stands last. */
export const dictionary = Buffer.from(
  `${head}disposition","id":"019",${unit}","hitId":"019","verdict":"dismissed","verdict":"not-current","verdict":"wrong-state","verdict":"misread","verdict":"verified","note":"","actor":"","at":"202` +
    `${head}fault","id":"019",${unit}","change":"cleared","change":"raised","code":"GPS_LOST","code":"CAMERA_LOST","code":"BROKER_DOWN","subject":"broker","severity":"critical","severity":"warning","text":"the camera ","hint":"check ","since":"202","at":"202` +
    `"hitId":"019","entry":{"id":"","source":"ncic","plate":"","state":"KS","plateType":"PC","plateYear":"2026","category":"felony-vehicle","category":"wanted-person","category":"stolen-plate","category":"stolen-vehicle","priority":"low","priority":"medium","priority":"high","restricted":true,"covert":true,"restricted":false,"covert":false,"effectiveAt":"202","expiresAt":"202","record":{"make":"","model":"","color":"","colour":"","year":"","agency":"","record":"","remarks":""}},"match":"likely","match":"exact","probability":0.9,"stateMatch":"mismatch","stateMatch":"unknown","stateMatch":"match","differs":[],"historical":true,"historical":false,"encounterId":"019` +
    `${head}alert","id":"019.cancelled","id":"019.corrected","id":"019.new","kind":"new","raisedAt":"202","recorded":true,${head}hit","id":"019` +
    `${head}read","id":"019.1",${sighting}"characters":[1,1,0.999,0.998,0.997,0.996,0.995],"candidates":[{"plate":"","probability":0.99},{"plate":"","probability":0.00}],"firstSeenAt":"2026-11-1T1:00.000Z","lastSeenAt":"2026-1","frames":1,"widthPx":10,"pictures":[{"id":"019.1.plate","kind":"plate","bytes":4,"sha256":"0123456789abcdef"},{"id":"019.1.vehicle","kind":"vehicle","bytes":3,"sha256":""}]}`,
);

/** Messages and dictionary fit a window of 4 KiB; a larger one costs time and memory for nothing. */
const settings = { dictionary, level: 9, windowBits: 12, memLevel: 6 };

/** A message and its body fit; Node's own 16 KiB, made and thrown away for each, cost more than the inflating. */
const chunkSize = 2_048;

/** The body compressed, or null where that does not make it shorter. */
export function compress(body: Uint8Array): Buffer | null {
  const packed = deflateRawSync(body, settings);
  return packed.length < body.length ? packed : null;
}

/** Undoes `compress`. Throws on damage and on results over `maxBytes`. */
export function decompress(packed: Uint8Array, maxBytes = 1_000_000): Buffer {
  return inflateRawSync(packed, { dictionary, chunkSize, maxOutputLength: maxBytes });
}
