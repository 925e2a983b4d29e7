import type { JSX } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { isWatched, maskPixels, type View } from "../../../../../core/view.js";
import { drawAim } from "../aim-drawing.js";
import type { AimShown } from "../aim-words.js";
import { decoded } from "../decoded.js";
import { drawWords } from "../../../words/en/draw.js";
import { heldText, pointText } from "./draw-words.js";
import { maskParts, heldPlace, type Picked } from "./shapes.js";
import { keyed, usePointer } from "./use-pointer.js";
import type { Drawing } from "./use-drawing.js";

/** The properties of the stage. */
export interface StageProps {
  readonly name: string;
  readonly shown: AimShown;
  readonly drawing: Drawing;
}

/** A view's own judgement of the plates in a picture, with what the unit's own rule says. */
export function platesUnder({ plates }: AimShown, view: View): AimShown["plates"] {
  const whole = { width: 1, height: 1 };
  return plates.map((plate) => ({ ...plate, watched: isWatched(plate.box, whole, view) }));
}

/** The camera's picture with what is drawn on it, and handles to hold it by. */
export function Stage({ name, shown, drawing }: StageProps): JSX.Element {
  const stage = useRef<HTMLDivElement>(null);
  const pointer = usePointer(stage, drawing);
  const { view, picked } = drawing;
  useEffect(() => {
    stage.current?.style.setProperty("--ratio", String(shown.width / shown.height));
  }, [shown.width, shown.height]);
  const key = picked && keyed(picked);
  return (
    <div class="draw-field">
      <div ref={stage} class="draw-stage" role="group" aria-label={drawWords().stage(name)} {...pointer}>
        <Picture shown={shown} view={view} />
        <Shapes {...{ shown, view, picked }} />
        {handlesOf(view).map((one) => (
          <Handle key={keyed(one)} one={one} isHeld={keyed(one) === key} {...{ view, drawing }} />
        ))}
      </div>
    </div>
  );
}

/** The picture and its plates; drawn again when another comes or a step was done, not while a finger is on its way. */
function Picture({ shown, view }: { readonly shown: AimShown; readonly view: View }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const judged = useMemo(
    () => ({ ...shown, region: null, plates: platesUnder(shown, view) }),
    [shown, JSON.stringify(view)],
  );
  useEffect(() => {
    let isOver = false;
    void decoded(shown.jpeg).then((picture) => {
      if (!isOver && canvas.current) drawAim(canvas.current, picture, judged);
      picture.close();
    });
    return () => void (isOver = true);
  }, [judged]);
  return <canvas ref={canvas} width={shown.width} height={shown.height} aria-hidden="true" />;
}

interface ShapesProps {
  readonly shown: AimShown;
  readonly view: View;
  readonly picked: Picked | null;
}

/** What is not read is dim, private places are black in the very pixels in which the unit makes them so. */
function Shapes({ shown, view: { region, masks }, picked }: ShapesProps): JSX.Element {
  const { width, height } = shown;
  const line = region?.map(({ x, y }) => `${String(x * width)} ${String(y * height)}`).join("L");
  return (
    <svg viewBox={`0 0 ${String(width)} ${String(height)}`} preserveAspectRatio="none" aria-hidden="true">
      {line && (
        <>
          <path
            class="draw-outside"
            fill-rule="evenodd"
            d={`M0 0H${String(width)}V${String(height)}H0ZM${line}Z`}
          />
          <path class="draw-edge under" d={`M${line}Z`} />
          <path class="draw-edge" d={`M${line}Z`} />
        </>
      )}
      {masks.map((mask, i) => {
        const { x, y, w, h } = maskPixels(mask, shown);
        const isHeld = picked?.kind === "mask" && picked.index === i;
        return (
          <rect key={i} class={`draw-mask ${isHeld ? "held" : ""}`} {...{ x, y }} width={w} height={h} />
        );
      })}
    </svg>
  );
}

function handlesOf({ region, masks }: View): readonly Picked[] {
  return [
    ...(region ?? []).map((_, index) => ({ kind: "corner", index }) as const),
    ...masks.flatMap((_, index) => maskParts.map((part) => ({ kind: "mask", index, part }) as const)),
  ];
}

interface HandleProps {
  readonly one: Picked;
  readonly view: View;
  readonly isHeld: boolean;
  readonly drawing: Drawing;
}

/** As large as a gloved finger, drawn as a dot; a private place is held in its middle. */
function Handle({ one, view, isHeld, drawing }: HandleProps): JSX.Element {
  const button = useRef<HTMLButtonElement>(null);
  const place = heldPlace(view, one);
  useEffect(() => {
    if (!place || !button.current) return;
    button.current.style.left = `${String(100 * place.x)}%`;
    button.current.style.top = `${String(100 * place.y)}%`;
  }, [place?.x, place?.y]);
  const part = one.kind === "mask" ? one.part : "corner";
  return (
    <button
      ref={button}
      type="button"
      class={`draw-handle ${part}`}
      data-handle={keyed(one)}
      aria-pressed={isHeld}
      aria-label={`${heldText(one)}, ${place ? pointText(place) : ""}`}
      onFocus={() => drawing.pick(one)}
      onClick={() => drawing.pick(one)}
    >
      <span>{part === "corner" || part === "whole" ? one.index + 1 : ""}</span>
    </button>
  );
}
