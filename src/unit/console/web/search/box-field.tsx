import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { parseGroundBox } from "../../../../shared/domain/ground-box.js";
import type { ReadPosition } from "../../../../shared/domain/types.js";
import { MapView } from "../../../../shared/web/map/map-view.js";
import { unitGround } from "../map/ground.js";
import { unitPoint } from "../map/points.js";
import { searchWords } from "../words/en/search.js";
import { boxText } from "./filters.js";

interface Props {
  /** Where the unit is now. */
  readonly position: ReadPosition | null;
  /** Of who has live alerts, that of the sign-in. */
  readonly purpose: string;
}

/** A box of degrees: typed, or drawn on a map. */
export function BoxField({ position, purpose }: Props): JSX.Element {
  const [text, setText] = useState("");
  const [isMap, setMap] = useState(false);
  const [points] = useState(() => unitPoint(position));
  const words = searchWords();
  return (
    <>
      <div class="field-pair box-field">
        <label>
          {words.box}
          <input
            name="box"
            value={text}
            maxLength={80}
            autocomplete="off"
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
        <button type="button" class="button" aria-expanded={isMap} onClick={() => setMap(!isMap)}>
          {words.map}
        </button>
      </div>
      {isMap && (
        <div class="form-map">
          <MapView
            label={words.boxOfSearch}
            points={points}
            box={parseGroundBox(text)}
            onBox={(box) => setText(box ? boxText(box) : "")}
            loadGround={() => unitGround(points, purpose)}
          />
        </div>
      )}
    </>
  );
}
