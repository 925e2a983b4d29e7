import type { JSX } from "preact";
import type { GroundBox } from "../../domain/ground-box.js";
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
  return (
    <div class="map-keys" role="group" aria-label="Map">
      <button type="button" class="button" aria-label="Zoom in" onClick={() => open.zoom(1)}>
        +
      </button>
      <button type="button" class="button" aria-label="Zoom out" onClick={() => open.zoom(-1)}>
        −
      </button>
      <button type="button" class="button" onClick={() => open.fit()}>
        All
      </button>
      {onBox && (
        <>
          <button
            type="button"
            class="button"
            aria-pressed={isDrawing}
            onClick={() => setDrawing(!isDrawing)}
          >
            Draw a box
          </button>
          <button type="button" class="button" onClick={() => onBox(open.view())}>
            Box of this view
          </button>
          {box && (
            <button type="button" class="button" onClick={() => onBox(null)}>
              No box
            </button>
          )}
        </>
      )}
    </div>
  );
}
