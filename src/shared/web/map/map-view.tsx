import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { GroundBox } from "../../domain/ground-box.js";
import { mapViewWords } from "../words/en/map-view.js";
import { MapKeys } from "./map-keys.js";
import { loadEngine } from "./load-engine.js";
import type { OpenMap } from "./engine.js";
import type { Ground, MapPoint } from "./map-types.js";

interface Props {
  /** Named to a screen reader. What it shows stands in words beside it, or in a table. */
  readonly label: string;
  readonly points: readonly MapPoint[];
  readonly loadGround: () => Promise<Ground>;
  /** A box that is chosen, and what may be done with another. */
  readonly box?: GroundBox | null;
  readonly onBox?: (box: GroundBox | null) => void;
  readonly onPoint?: (id: string) => void;
  /** Another one shows all points anew; without it they are shown once. */
  readonly fitFor?: string;
  /** Keeps the unit in sight until the map is moved by hand. */
  readonly follows?: boolean;
  /** Words beside the map. */
  readonly children?: ComponentChildren;
  /** Where the county of a place is wanted: told once it is known. */
  readonly county?: { readonly of: MapPoint["position"]; readonly tell: (words: string | null) => void };
}

/** A map on the page. Whatever it shows, the page says too: it is a picture beside facts, never the only way to one. */
export function MapView(props: Props): JSX.Element {
  const { label, points, box = null, children } = props;
  const place = useRef<HTMLDivElement>(null);
  const said = mapViewWords();
  const [words, setWords] = useState(said.loading);
  const [isDrawing, setDrawing] = useState(false);
  const open = useMap(props, place, setWords, () => setDrawing(false));
  useEffect(() => open?.show({ points, box }), [open, points, box]);
  useEffect(() => open?.draw(isDrawing), [open, isDrawing]);
  useEffect(() => open?.fit(), [open, props.fitFor]);
  return (
    <figure class="map">
      <div class="map-place" ref={place} role="application" aria-label={said.label(label)} tabIndex={0} />
      {open && <MapKeys {...{ open, isDrawing, setDrawing, box }} onBox={props.onBox} />}
      <figcaption>
        {children}
        <p class="map-words" role="status">
          {isDrawing ? said.stroke : words}
        </p>
      </figcaption>
    </figure>
  );
}

/** `Sedgwick, KS`; `Sedgwick, KS or Butler, KS` near a line; null outside of all counties. */
const countyWords = (names: readonly string[]): string | null =>
  names.length === 0 ? null : mapViewWords().anyOf(names);

/** Loads the engine and the ground, and opens the map in its place; null until then. */
function useMap(
  props: Props,
  place: { readonly current: HTMLDivElement | null },
  setWords: (words: string) => void,
  onStroke: () => void,
): OpenMap | null {
  const [open, setOpen] = useState<OpenMap | null>(null);
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    let made: OpenMap | null = null;
    let isGone = false;
    const begin = async (): Promise<void> => {
      const [engine, ground] = await Promise.all([loadEngine(), props.loadGround()]);
      const counties = await engine.loadCounties();
      if (isGone || !place.current) return;
      made = engine.openMap({
        ...{ element: place.current, ground, counties, follows: latest.current.follows ?? false },
        onPoint: (id) => latest.current.onPoint?.(id),
        onDrawn(box) {
          onStroke();
          if (box) latest.current.onBox?.(box);
        },
      });
      setWords(ground.words + (counties || ground.streets ? "" : ` ${mapViewWords().noLines}`));
      const { county } = latest.current;
      county?.tell(countyWords(made.counties(county.of)));
      setOpen(made);
    };
    begin().catch(() => isGone || setWords(mapViewWords().failed));
    return () => {
      isGone = true;
      made?.close();
    };
  }, []);
  return open;
}
