import type { JSX } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import { boxEdges, type GroundBox } from "../../../../shared/domain/ground-box.js";
import type { Ground, MapPoint } from "../../../../shared/web/map/map-types.js";
import { MapView } from "../../../../shared/web/map/map-view.js";
import type { ArchiveRead } from "../../../core/questions.js";
import type { SiteSession } from "../api.js";
import { countyGround, foundGround } from "./found-ground.js";

const ground = (): Promise<Ground> => Promise.resolve(countyGround);

/** Reads with a place as points, the hits among them by their gravest priority; cancelled ones count as reads. */
export function archivePoints(reads: readonly ArchiveRead[]): readonly MapPoint[] {
  return reads.flatMap(({ readId: id, plate: text, lat, lon, hits }) => {
    if (lat === null || lon === null) return [];
    const held = hits.filter(({ isCancelled }) => !isCancelled).map(({ priority }) => priority);
    const priority = (["high", "medium", "low"] as const).find((one) => held.includes(one));
    const kind = priority ? { kind: "hit" as const, priority } : { kind: "read" as const };
    return [{ id, ...kind, position: { lat, lon }, text }];
  });
}

interface FoundMapProps {
  readonly session: SiteSession;
  readonly reads: readonly ArchiveRead[];
  /** Of the search, which says its purpose. */
  readonly ticket: string;
  readonly onOpen: (readId: string) => void;
}

/** The reads found on a map, over where all units read plates at that time; the table has all of them. */
export function FoundMap({ session, reads, ticket, onOpen }: FoundMapProps): JSX.Element {
  const points = useMemo(() => archivePoints(reads), [reads]);
  const loadGround = (): Promise<Ground> => foundGround(session, reads, ticket);
  const without = reads.length - points.length;
  return (
    <div class="panel results-map">
      <MapView label="Reads found" points={points} loadGround={loadGround} onPoint={onOpen}>
        {without > 0 && <p>{`${String(without)} of ${String(reads.length)} reads have no place.`}</p>}
      </MapView>
    </div>
  );
}

const nothing: readonly MapPoint[] = [];

/** The corners of a box, typed or drawn on a map. */
export function BoxCorners(): JSX.Element {
  const [isMap, setMap] = useState(false);
  const [box, setBox] = useState<GroundBox | null>(null);
  const fields = useRef<HTMLFieldSetElement>(null);
  const take = (next: GroundBox | null): void => {
    setBox(next);
    for (const corner of boxEdges) {
      const input = fields.current?.querySelector<HTMLInputElement>(`[name=${corner}]`);
      if (input) input.value = next ? next[corner].toFixed(4) : "";
    }
  };
  return (
    <>
      <fieldset class="box-fields" ref={fields}>
        <legend class="visually-hidden">Place: corners in degrees</legend>
        {boxEdges.map((corner) => (
          <label key={corner}>
            {corner.charAt(0).toUpperCase() + corner.slice(1)}
            <input name={corner} inputMode="decimal" />
          </label>
        ))}
        <button type="button" class="button" aria-expanded={isMap} onClick={() => setMap(!isMap)}>
          {isMap ? "Close the map" : "Draw on a map"}
        </button>
      </fieldset>
      {isMap && (
        <div class="form-map">
          <MapView label="Box to search in" points={nothing} box={box} onBox={take} loadGround={ground} />
        </div>
      )}
    </>
  );
}
