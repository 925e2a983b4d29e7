import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { AimedPlateJson } from "../../../../../shared/web/aim-types.js";
import { ago } from "../../../../../shared/web/format.js";
import { aimWords } from "../../words/en/aim.js";
import { drawWords } from "../../words/en/draw.js";
import { drawAim } from "./aim-drawing.js";
import { fitLooks, fitOf, sharpWords, type AimShown, type FitLook } from "./aim-words.js";
import { decoded } from "./decoded.js";
import { DrawPage } from "./draw/draw-page.js";
import { useAim } from "./use-aim.js";

/** The properties of the page. */
export interface AimProps {
  readonly camera: string;
  readonly name: string;
  readonly onBack: () => void;
}

/** What a camera sees now, with how wide and how sharp the plates in it are: to aim and to focus it. */
export function AimPage({ camera, name, onBack }: AimProps): JSX.Element {
  const { answer, fault } = useAim(camera);
  const words = aimWords();
  const shown = answer?.shown ?? null;
  const [isDrawing, setDrawing] = useState(false);
  const last = useLast(camera, shown);
  return (
    <main class={isDrawing ? "aim-page drawing" : "aim-page"} tabIndex={-1}>
      <div class="aim-head">
        <button type="button" class="button" onClick={isDrawing ? () => setDrawing(false) : onBack}>
          {isDrawing ? drawWords().back : words.back}
        </button>
        <h1>{isDrawing ? drawWords().title(name) : words.title(name)}</h1>
        {last && !isDrawing && (
          <button type="button" class="button" onClick={() => setDrawing(true)}>
            {drawWords().open}
          </button>
        )}
      </div>
      {fault && (
        <p class="fault-text" role="alert">
          {fault}
        </p>
      )}
      {isDrawing && last ? (
        <DrawPage key={camera} {...{ camera, name }} shown={last} isOld={!shown || fault !== ""} />
      ) : shown ? (
        <>
          <AimPicture name={name} shown={shown} />
          <Figures key={camera} shown={shown} />
        </>
      ) : (
        <p class="hint aim-none" role="status">
          {answer ? words.noPicture : words.waiting}
        </p>
      )}
    </main>
  );
}

/** The newest picture there was: what is being drawn does not go when a camera falls silent. */
function useLast(camera: string, shown: AimShown | null): AimShown | null {
  const [last, setLast] = useState<AimShown | null>(null);
  useEffect(() => setLast(null), [camera]);
  useEffect(() => {
    if (shown) setLast(shown);
  }, [shown]);
  return last;
}

function AimPicture({ name, shown }: { readonly name: string; readonly shown: AimShown }): JSX.Element {
  const words = aimWords();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let isOver = false;
    void decoded(shown.jpeg).then((picture) => {
      if (!isOver && canvas.current) drawAim(canvas.current, picture, shown);
      picture.close();
    });
    return () => void (isOver = true);
  }, [shown]);
  const plates = shown.plates.length;
  return (
    <figure class="aim-picture">
      <canvas
        ref={canvas}
        width={shown.width}
        height={shown.height}
        role="img"
        aria-label={plates === 0 ? words.noPlateIn(name) : words.platesIn(name, plates)}
      />
      <figcaption>
        {String(shown.width)} x {String(shown.height)}, {ago(shown.ageMs)}
        {shown.covered && ` · ${words.covered}`}
      </figcaption>
    </figure>
  );
}

const mostPlates = 4;

/** Numbers beside the picture. Vehicles pass quickly, so the last plates stay until others come. */
function Figures({ shown }: { readonly shown: AimShown }): JSX.Element {
  const words = aimWords();
  const [best, setBest] = useState(0);
  const [last, setLast] = useState<{ readonly shown: AimShown; readonly at: number } | null>(null);
  useEffect(() => {
    setBest((before) => Math.max(before, shown.sharpness));
    if (shown.plates.length > 0) setLast({ shown, at: Date.now() - shown.ageMs });
  }, [shown]);
  const widest = [...(last?.shown.plates ?? [])].sort((a, b) => b.widthPx - a.widthPx).slice(0, mostPlates);
  return (
    <section class="aim-figures" aria-label={words.measured}>
      <h2>{words.picture}</h2>
      <p>
        <b>{words.sharpness(String(shown.sharpness))}</b>{" "}
        {words.ofMost(String(Math.max(best, shown.sharpness)))}
      </p>
      <Meter value={shown.sharpness} most={255} mark={best} look="good" />
      <h2>{words.plates}</h2>
      {last ? (
        <>
          <p class="hint">{last.shown === shown ? words.inThis : words.seen(ago(Date.now() - last.at))}</p>
          <ul>
            {widest.map((plate, i) => (
              <PlateMeter key={i} plate={plate} shown={last.shown} />
            ))}
          </ul>
        </>
      ) : (
        <p class="hint">{words.noneSeen}</p>
      )}
      <p class="hint">{words.bounds(String(shown.neededPx), String(shown.leastPx))}</p>
    </section>
  );
}

function PlateMeter({
  plate,
  shown,
}: {
  readonly plate: AimedPlateJson;
  readonly shown: AimShown;
}): JSX.Element {
  const words = aimWords();
  const fit = fitOf(plate, shown);
  return (
    <li class={fitLooks[fit]}>
      <b>{words.wide(String(plate.widthPx))}</b> {words.fits[fit]}
      <Meter value={plate.widthPx} most={3 * shown.neededPx} mark={shown.neededPx} look={fitLooks[fit]} />
      {words.sharpness(sharpWords(plate.sharpness))}
    </li>
  );
}

interface MeterProps {
  readonly value: number;
  readonly most: number;
  /** Where the line stands that is to be reached. */
  readonly mark: number;
  readonly look: FitLook;
}

/** Drawn beside the number it shows, which says the same. */
function Meter({ value, most, mark, look }: MeterProps): JSX.Element {
  const at = (of: number): number => Math.min(100, (100 * of) / most);
  return (
    <svg class={`aim-meter ${look}`} viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
      <rect class="aim-meter-field" width="100" height="10" />
      <rect class="aim-meter-value" width={at(value)} height="10" />
      <rect class="aim-meter-mark" x={Math.min(99.2, at(mark))} width="0.8" height="10" />
    </svg>
  );
}
