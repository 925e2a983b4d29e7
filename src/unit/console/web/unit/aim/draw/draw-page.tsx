import type { JSX } from "preact";
import { ago } from "../../../../../../shared/web/format.js";
import { shapeFaults } from "../../../../../core/view-shape.js";
import type { AimShown } from "../aim-words.js";
import { drawWords } from "../../../words/en/draw.js";
import { heldText, pointText } from "./draw-words.js";
import { Lines, ShapeFaults } from "./lines.js";
import { canRemove, isSameView, heldPlace, withCorner, withMaskInside, withoutPicked } from "./shapes.js";
import { platesUnder, Stage } from "./stage.js";
import { arrows, nudge } from "./use-pointer.js";
import { useDrawing, type Drawing } from "./use-drawing.js";

/** The properties of the page. */
export interface DrawProps {
  readonly camera: string;
  readonly name: string;
  /** The newest picture. */
  readonly shown: AimShown;
  /** No newer one comes. */
  readonly isOld: boolean;
}

/** A camera's region and private places, drawn on its picture; what comes out are lines for the configuration. */
export function DrawPage({ camera, name, shown, isOld }: DrawProps): JSX.Element {
  const words = drawWords();
  const drawing = useDrawing(shown);
  const plates = platesUnder(shown, drawing.view);
  const watched = plates.filter((plate) => plate.watched).length;
  const faults = shapeFaults(drawing.view);
  const isChanged = !isSameView(drawing.view, shown);
  return (
    <>
      <Stage {...{ name, shown, drawing }} />
      <section class="draw-panel" aria-label={words.tools}>
        {faults.length > 0 && <ShapeFaults faults={faults} />}
        <Held drawing={drawing} />
        <Tools drawing={drawing} present={shown} isChanged={isChanged} />
        <p class="hint">
          {isOld ? words.noNews : `${String(shown.width)} x ${String(shown.height)}, ${ago(shown.ageMs)}.`}{" "}
          {plates.length === 0 ? words.noPlate : words.seen(watched, plates.length)}
          {shown.masks.length > 0 && ` ${words.stillBlack}`}
        </p>
        {faults.length === 0 && <Lines {...{ camera, isChanged }} view={drawing.view} />}
      </section>
    </>
  );
}

/** What is held and where it is, with arrows for who cannot drag. */
function Held({ drawing }: { readonly drawing: Drawing }): JSX.Element {
  const words = drawWords();
  const { view, picked } = drawing;
  const place = picked && heldPlace(view, picked);
  return (
    <div class="draw-held">
      <p role="status">
        {place ? (
          <>
            <b>{heldText(picked)}</b> {pointText(place)}
          </>
        ) : (
          words.nothingHeld
        )}
      </p>
      {place && (
        <div class="draw-arrows">
          {arrowButtons.map(({ name, key, sign }) => (
            <button
              key={key}
              type="button"
              class="button"
              aria-label={words.arrows[name]}
              onClick={() => nudge(drawing, arrows[key])}
            >
              {sign}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

/** Each arrow's key on the keyboard, and its sign. */
const arrowButtons = [
  { name: "left", key: "ArrowLeft", sign: "←" },
  { name: "up", key: "ArrowUp", sign: "↑" },
  { name: "down", key: "ArrowDown", sign: "↓" },
  { name: "right", key: "ArrowRight", sign: "→" },
] as const;

interface ToolsProps {
  readonly drawing: Drawing;
  readonly present: AimShown;
  readonly isChanged: boolean;
}

function Tools({ drawing, present, isChanged }: ToolsProps): JSX.Element {
  const words = drawWords();
  const { view, undo } = drawing;
  const asNow = { view: { region: present.region, masks: present.masks }, picked: null };
  const tool = (label: string, act: () => void, isPossible = true): JSX.Element => (
    <button type="button" class="button" disabled={!isPossible} onClick={act}>
      {label}
    </button>
  );
  return (
    <div class="draw-tools">
      {tool(view.region ? words.addCorner : words.drawRegion, () => drawing.step(withCorner(drawing)))}
      {tool(words.addMask, () => drawing.step(withMaskInside(drawing)))}
      {tool(words.remove, () => drawing.step(withoutPicked(drawing)), canRemove(drawing))}
      {tool(words.undo, () => undo?.(), undo !== null)}
      {view.region &&
        tool(words.everywhere, () => drawing.step({ view: { ...view, region: null }, picked: null }))}
      {tool(words.present, () => drawing.step(asNow), isChanged)}
    </div>
  );
}
