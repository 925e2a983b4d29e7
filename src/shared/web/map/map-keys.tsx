import type { JSX } from "preact";
import type { GroundBox } from "../../domain/ground-box.js";
import { mapViewWords } from "../words/en/map-view.js";
import type { OpenMap } from "./engine.js";

interface Props {
  readonly open: OpenMap;
  readonly isDrawing: boolean;
  readonly setDrawing: (on: boolean) => void;
  readonly box: GroundBox | null;
  /** Missing where no box is wanted. */
  readonly onBox: ((box: GroundBox | null) => void) | undefined;
}

/** The buttons of a map. What is in sight can be taken as a box too, so that a keyboard can choose one. */
export function MapKeys({ open, isDrawing, setDrawing, box, onBox }: Props): JSX.Element {
  const words = mapViewWords();
  return (
    <div class="map-keys" role="group" aria-label={words.keys}>
      <button type="button" class="button" aria-label={words.zoomIn} onClick={() => open.zoom(1)}>
        +
      </button>
      <button type="button" class="button" aria-label={words.zoomOut} onClick={() => open.zoom(-1)}>
        −
      </button>
      <button type="button" class="button" onClick={() => open.fit()}>
        {words.all}
      </button>
      {onBox && (
        <>
          <button
            type="button"
            class="button"
            aria-pressed={isDrawing}
            onClick={() => setDrawing(!isDrawing)}
          >
            {words.drawBox}
          </button>
          <button type="button" class="button" onClick={() => onBox(open.view())}>
            {words.boxOfView}
          </button>
          {box && (
            <button type="button" class="button" onClick={() => onBox(null)}>
              {words.noBox}
            </button>
          )}
        </>
      )}
    </div>
  );
}
