import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { ReadPosition } from "../../../../shared/domain/types.js";
import type { HitJson } from "../../../../shared/web/api-types.js";
import { placeAndQuality } from "../../../../shared/web/labels.js";
import { MapView } from "../../../../shared/web/map/map-view.js";
import { whereabouts } from "../live/whereabouts.js";
import { mapWords } from "../words/en/map.js";
import { unitGround } from "./ground.js";
import { hitPoint, unitPoint } from "./points.js";

interface Props {
  readonly hit: HitJson;
  /** Where the unit is now. */
  readonly position: ReadPosition | null;
  readonly purpose: string;
}

/** What draws the map of a hit and the unit; null where the read has no position. */
export function cardMap(
  hit: HitJson,
  position: ReadPosition | null,
  purpose: string,
): (() => JSX.Element) | null {
  return hit.read.position ? () => <CardMap {...{ hit, position, purpose }} /> : null;
}

/** Where the vehicle was read and where the unit is, with the same in words. */
function CardMap({ hit, position, purpose }: Props): JSX.Element {
  const { read } = hit;
  const words = mapWords();
  const [county, setCounty] = useState<string | null>(null);
  const place = `${String(position?.lat)} ${String(position?.lon)}`;
  const points = useMemo(() => [...hitPoint(hit, true), ...unitPoint(position)], [read.id, place]);
  return (
    <MapView
      label={words.whereRead(read.text)}
      points={points}
      loadGround={() => unitGround(points, purpose)}
      {...(read.position ? { county: { of: read.position, tell: setCounty } } : {})}
    >
      <p>
        <strong>{whereabouts(read.position, position)}</strong>
        {county && ` · ${words.county(county)}`} · {placeAndQuality(read.position)}
      </p>
    </MapView>
  );
}
