// What the unit's maps are drawn on: the agency's map file, else county lines and where this unit read plates.
import { dateTime } from "../../../../shared/web/format.js";
import type { DensityJson, Ground, MapJson, MapPoint } from "../../../../shared/web/map/map-types.js";
import { call } from "../talk.js";
import { mapWords } from "../words/en/map.js";

const address = "/api/map/tiles.pmtiles";

/** Asks the unit what there is around the first of the points; counting reads is a line of the trail, with the purpose. */
export async function unitGround(points: readonly MapPoint[], purpose: string): Promise<Ground> {
  const { file, fault } = await call<MapJson>("/api/map");
  const words = mapWords();
  if (file)
    return {
      streets: { address, maxZoom: file.maxZoom },
      density: null,
      words: file.attribution === "" ? words.agencyMap : words.mapOf(file.attribution),
    };
  const density = points[0] ? await densityAround(points[0].position, purpose) : null;
  const said = [fault, words.countyLines, densityWords(density)];
  return { streets: null, density, words: said.filter((one) => one !== null).join(" ") };
}

/** Null where it may not be told, or cannot: the map says so. */
async function densityAround(
  { lat, lon }: MapPoint["position"],
  purpose: string,
): Promise<DensityJson | null> {
  const query = new URLSearchParams({ lat: String(lat), lon: String(lon), ...(purpose ? { purpose } : {}) });
  try {
    return await call<DensityJson>(`/api/map/density?${query.toString()}`);
  } catch {
    return null;
  }
}

/** The last moment that a date can say: more means that nothing was counted. */
const latest = 8.64e15;

/** What the shades on the map mean, and what was not counted. */
export function densityWords(density: DensityJson | null): string {
  const words = mapWords();
  if (!density) return words.notShown;
  const { cells, countedTo, isCut } = density;
  if (countedTo !== null && countedTo > latest) return words.notCounted;
  const since = countedTo === null ? null : dateTime(countedTo);
  if (cells.length === 0) return since === null ? words.noneRead : words.noneReadSince(since);
  return words.shades(since === null ? "" : words.countedSince(since), isCut ? words.mostRead : "");
}
