import type { ReadPosition } from "../../../../shared/domain/types.js";
import type { HitJson, ReadJson } from "../../../../shared/web/api-types.js";
import type { MapPoint } from "../../../../shared/web/map/map-types.js";
import { mapWords } from "../words/en/map.js";

const ranks = { high: 2, medium: 1, low: 0 } as const;

/** A read on the map; nothing where it has no position. */
export function readPoint(read: ReadJson, isChosen: boolean): readonly MapPoint[] {
  if (!read.position) return [];
  const [gravest] = read.hits.toSorted((a, b) => ranks[b.priority] - ranks[a.priority]);
  const kind = gravest ? ("hit" as const) : ("read" as const);
  const priority = gravest ? { priority: gravest.priority } : {};
  return [{ id: read.id, kind, ...priority, position: read.position, text: read.text, isChosen }];
}

/** The read of a hit, drawn as the hit. */
export function hitPoint({ read, entry }: HitJson, isChosen: boolean): readonly MapPoint[] {
  if (!read.position) return [];
  const { id, text, position } = read;
  return [{ id, kind: "hit", priority: entry.priority, position, text, isChosen }];
}

// A course at walking pace is noise.
const movingMps = 2;

/** The unit itself. */
export function unitPoint(position: ReadPosition | null): readonly MapPoint[] {
  if (!position) return [];
  const { lat, lon, courseDeg, speedMps = 0 } = position;
  const isMoving = courseDeg !== undefined && speedMps >= movingMps;
  return [
    {
      id: "unit",
      kind: "unit",
      position: isMoving ? { lat, lon, courseDeg } : { lat, lon },
      text: mapWords().thisUnit,
    },
  ];
}
