import { incompleteFactor } from "../../core/incomplete.js";
import type { Candidate, Reading, StateGuess } from "../../../shared/domain/types.js";
import type { StageTimes } from "../../vision/plates/stopwatch.js";
import type { Input } from "./inputs.js";

type GoodInput = Extract<Input, { readonly ok: true }>;

/** One picture's answer as `read --json` prints it; boxes and corners in pixels of the picture as viewers show it (turned by its EXIF note). */
export interface PictureReport {
  readonly source: string;
  readonly frame: number;
  readonly width: number;
  readonly height: number;
  readonly plates: readonly PlateReport[];
  readonly ms: {
    readonly decode: number;
    readonly detect: number;
    readonly read: number;
    readonly total: number;
  };
}

/** `box` is left, top, right, bottom; `corners` null when the detector gives none; `text` empty when unreadable. */
export interface PlateReport {
  readonly box: readonly [number, number, number, number];
  readonly corners: readonly (readonly [number, number])[] | null;
  readonly text: string;
  readonly probability: number;
  readonly characters: readonly number[];
  /** `reader`: what the reader alone gives the text, before formats, design and place were weighed. */
  readonly candidates: readonly Candidate[];
  /** `design`: what the design alone gives the state, before the text and the place were weighed. */
  readonly state: StateGuess | null;
  readonly widthPx: number;
  /** That this is a plate and `text` is right, by detector, reading and kind of text: what is asserted is decided by it. */
  readonly plateProbability: number;
  /** Letters stand on the plate that are not in `text`. */
  readonly incomplete: boolean;
}

/** Rounds for printing. The probability of an incomplete plate is lowered as the daemon does it. */
export function pictureReport(
  input: GoodInput,
  readings: readonly Reading[],
  times: StageTimes,
  plateProbability: (reading: Reading) => number,
): PictureReport {
  const detect = times.scale + times.inferDetect;
  const read = times.cut + times.inferRead + times.search + times.inferState;
  const { source, frame, decodeMs } = input;
  return {
    source,
    frame,
    width: input.picture.width,
    height: input.picture.height,
    plates: readings.map((reading) => ({
      ...plateReport(reading),
      plateProbability: round(plateProbability(reading), 4),
    })),
    ms: {
      decode: round(decodeMs, 2),
      detect: round(detect, 2),
      read: round(read, 2),
      total: round(decodeMs + detect + read, 2),
    },
  };
}

function plateReport({
  detection,
  candidates,
  characters,
  state,
  widthPx,
  incomplete,
}: Reading): Omit<PlateReport, "plateProbability"> {
  const { x, y, w, h } = detection.box;
  const sure = (p: number) => round(p, 4);
  return {
    box: [round(x, 1), round(y, 1), round(x + w, 1), round(y + h, 1)],
    corners: detection.corners?.map((point) => [round(point.x, 1), round(point.y, 1)] as const) ?? null,
    text: candidates[0]?.text ?? "",
    probability: sure((candidates[0]?.probability ?? 0) * (incomplete ? incompleteFactor : 1)),
    characters: characters.map(sure),
    candidates: candidates.map(({ text, probability, reader }) => ({
      text,
      probability: sure(probability),
      ...(reader === undefined ? {} : { reader: sure(reader) }),
    })),
    state: state && {
      code: state.code,
      probability: sure(state.probability),
      ...(state.design === undefined ? {} : { design: sure(state.design) }),
    },
    widthPx: round(widthPx, 1),
    incomplete: incomplete ?? false,
  };
}

/** The same for people: a line per picture, an indented line per plate. */
export function reportLines({ source, frame, plates, ms, width, height }: PictureReport): string[] {
  const name = frame > 0 ? `${source} frame ${frame}` : source;
  const found =
    plates.length === 0 ? "no plate" : plates.length === 1 ? "1 plate" : `${plates.length} plates`;
  return [`${name}  (${width}x${height}, ${Math.round(ms.total)} ms): ${found}`, ...plates.map(plateLine)];
}

function plateLine({ text, probability, state, box, widthPx, candidates, incomplete }: PlateReport): string {
  const where = `${Math.round(widthPx)} px wide at ${Math.round(box[0])},${Math.round(box[1])}`;
  const others = candidates.slice(1).filter((other) => other.probability >= 0.01);
  const instead = others
    .map((other) => `${other.text || "nothing"} ${percent(other.probability)}`)
    .join(", ");
  return [
    `  ${(text || "(unreadable)").padEnd(10)} ${percent(probability).padStart(5)}`,
    (state ? `${state.code} ${percent(state.probability)}` : "").padEnd(8),
    where,
    ...(incomplete ? ["incomplete: small stacked letters were not read"] : []),
    ...(instead ? [`or ${instead}`] : []),
  ].join("  ");
}

function percent(probability: number): string {
  const value = probability * 100;
  return value > 99 && value < 100 ? `${Math.min(99.9, round(value, 1))}%` : `${Math.round(value)}%`;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
