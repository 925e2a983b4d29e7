// A drive with invented plates for tests and screenshots of the page.
import type { Alert, Hit, HotlistEntry, Read, ReadPictures } from "../../../src/shared/domain/types.js";
import { drawnPictures, type Look } from "./pictures.js";
import { aHit, aRead, anEntry, idAt, testTime } from "./records.js";

export interface Sighting {
  readonly read: Read;
  readonly hits: readonly Hit[];
  readonly pictures: ReadPictures;
}

export interface SightingOf {
  readonly at: number;
  readonly text: string;
  readonly state?: string | null;
  readonly entry?: Partial<HotlistEntry>;
  readonly hit?: Partial<Hit>;
  readonly look?: Partial<Look>;
  readonly camera?: string;
}

/** A read with drawn pictures and, when an entry is given, its hit. `at` counts seconds before `testTime`. */
export async function sighting(of: SightingOf): Promise<Sighting> {
  const at = testTime - of.at * 1000;
  const read = aRead({
    id: idAt(at),
    text: of.text,
    camera: of.camera ?? "front",
    capturedAt: { at, uncertaintyMs: 40, source: "gps" },
    state: of.state === null ? null : { code: of.state ?? "KS", probability: 0.94 },
    position: { lat: 37.69224, lon: -97.33754, quality: "3d", ageMs: 210, speedMps: 12.5 },
  });
  const entry = of.entry && anEntry({ id: `entry-${of.text}`, source: "ks-merged", ...of.entry });
  const hits = entry ? [aHit(read, { entry, stateMatch: "match", ...of.hit })] : [];
  return { read, hits, pictures: await drawnPictures({ text: of.text, ...of.look }) };
}

/** The alert of a sighting's first hit. */
export function alertOf(seen: Sighting, over: Partial<Alert> = {}): Alert {
  const hit = seen.hits[0];
  if (!hit) throw new Error("this sighting has no hit");
  return { hit, read: seen.read, recorded: true, kind: "new", raisedAt: seen.read.capturedAt.at, ...over };
}

export const stolen: SightingOf = {
  at: 4,
  text: "738RKT",
  entry: {
    plate: "738RKT",
    state: "KS",
    category: "stolen-vehicle",
    priority: "high",
    record: {
      make: "Ford",
      model: "F-150",
      colour: "Blue",
      year: "2019",
      ncicNumber: "V000000000",
      agency: "Sample County SO",
      remarks: "Taken from driveway overnight; rear bumper dented. Occupants unknown.",
    },
  },
};

export const likely: SightingOf = {
  at: 40,
  text: "4B8LZM",
  state: "MO",
  look: { state: "MISSOURI", body: "#7c1f27" },
  entry: {
    plate: "488LZM",
    state: "KS",
    category: "wanted-person",
    priority: "medium",
    record: { name: "Doe, John", warrant: "FTA 2025-000", agency: "Sample City PD" },
  },
  hit: { match: "likely", probability: 0.71, differs: [1], stateMatch: "mismatch" },
};

export const restricted: SightingOf = {
  at: 95,
  text: "XQT402",
  entry: {
    plate: "XQT402",
    state: "KS",
    category: "violent-person",
    priority: "high",
    restricted: true,
    record: { name: "Doe, Jane", caution: "Approach with caution", agency: "Sample County SO" },
  },
};

export const passing: readonly SightingOf[] = [
  "529BHN",
  "JLM861",
  "907CVW",
  "R4TK20",
  "618DPQ",
  "MEH335",
].map((text, index) => ({
  at: 10 + index * 13,
  text,
  state: index === 2 ? null : index % 3 === 1 ? "MO" : "KS",
  camera: index % 2 === 0 ? "front" : "rear",
  look: { state: index % 3 === 1 ? "MISSOURI" : "KANSAS", body: index % 2 ? "#5a6168" : "#8c6d2f" },
}));
