import { readFileSync } from "node:fs";
import { characterConfidences } from "../../../src/unit/core/ctc/characters.js";
import { beamSearch } from "../../../src/unit/core/ctc/ctc.js";
import { alphabet } from "../../../src/shared/domain/plate.js";
import { createJudge } from "../../../src/unit/core/judgement/judge.js";
import { createTracker, type Tracker, type TrackStep } from "../../../src/unit/core/tracking/tracker.js";
import type { TrackMoment } from "../../../src/unit/core/tracking/track.js";
import type { TrackerSettings } from "../../../src/unit/core/tracking/tracker-settings.js";
import type { Matrix, Reading } from "../../../src/shared/domain/types.js";
import type { SceneFrame, Slots } from "./track-scene.js";

export interface Scene {
  readonly name: string;
  readonly about: string;
  readonly moving: boolean;
  readonly width: number;
  readonly height: number;
  readonly expect: readonly { readonly text: string; readonly state?: string }[];
  readonly frames: readonly SceneFrame[];
}

export function loadScene(file: string): Scene {
  const lines = readFileSync(file, "utf8").trim().split("\n");
  const [header, ...frames] = lines.map((line) => JSON.parse(line) as unknown);
  return { ...(header as Scene), frames: frames as SceneFrame[] };
}

/** The matrix a reader would write: each slot peaks at one step with its alternatives, blanks between. */
export function matrixOfSlots(slots: Slots): Matrix {
  const steps = 32;
  const symbols = alphabet.length + 1;
  const data = new Float32Array(steps * symbols);
  const peaks = new Map(slots.map((slot, i) => [Math.floor((steps / slots.length) * (i + 0.5)), slot]));
  for (let t = 0; t < steps; t++) {
    const slot = peaks.get(t) ?? [["_", 0.999]];
    const rest = 1 - slot.reduce((sum, [, probability]) => sum + probability, 0);
    data.fill(Math.log(Math.max(rest, 1e-4) / symbols), t * symbols, (t + 1) * symbols);
    for (const [symbol, probability] of slot) {
      data[t * symbols + alphabet.indexOf(symbol) + 1] = Math.log(Math.max(probability, 1e-5));
    }
  }
  return { steps, symbols, data };
}

const readings = new WeakMap<SceneFrame["readings"][number], Reading>();

/** What the reader says of a simulated sighting; the same object for the same sighting. */
export function readingOf(seen: SceneFrame["readings"][number]): Reading {
  const known = readings.get(seen) ?? read(seen);
  readings.set(seen, known);
  return known;
}

function read(seen: SceneFrame["readings"][number]): Reading {
  const [x, y, w, h] = seen.box;
  const logProbs = matrixOfSlots(seen.slots);
  const candidates = beamSearch(logProbs, { nBest: 8, beams: 16 });
  return {
    detection: { box: { x, y, w, h }, corners: null, score: seen.score },
    logProbs,
    candidates,
    characters: characterConfidences(logProbs, candidates[0].text),
    state: null,
    design: seen.state ? designOf(...seen.state) : null,
    widthPx: w,
  };
}

const labels = ["KS", "MO", "NE", "CA", "TX", "other"];

/** Takes simulated readers and designs at their word: no formats, all states alike. */
export const plainJudge = createJudge(null, { labels, threshold: 0.6 });

/** What a state network says that gives `code` this probability, and the rest to all others alike. */
export function designOf(code: string, probability: number): Float64Array {
  const rest = (1 - probability) / (labels.length - 1);
  return plainJudge.evidence(labels.map((label) => (label === code ? probability : rest)));
}

export const testSettings: TrackerSettings = {
  moving: true,
  minPlateWidth: 40,
  settleProbability: 0.9,
  minProbability: 0.5,
};

/** Ids T1, T2, ... */
export function countingIds(): () => string {
  let count = 0;
  return () => `T${++count}`;
}

export function monoNs(ms: number): bigint {
  return BigInt(Math.round(ms * 1e6));
}

export interface Played {
  readonly moments: readonly TrackMoment[];
  readonly steps: readonly TrackStep[];
  readonly tracker: Tracker;
}

/** Feeds a scene to a tracker, up to and including its flush. */
export function playScene(scene: Scene, settings: Partial<TrackerSettings> = {}): Played {
  const tracker = createTracker(
    { ...testSettings, moving: scene.moving, ...settings },
    countingIds(),
    plainJudge,
  );
  const { width, height } = scene;
  const steps = scene.frames.map(({ t, readings }) =>
    tracker.update({ monoNs: monoNs(t), width, height, readings: readings.map(readingOf) }),
  );
  steps.push(tracker.flush(monoNs(scene.frames.at(-1)!.t)));
  return { moments: steps.flatMap((step) => step.moments), steps, tracker };
}

/** Text and state of each asserted track at its last word. */
export function lastWords(
  moments: readonly TrackMoment[],
): { readonly text: string; readonly state: string | null }[] {
  const words = new Map<string, { readonly text: string; readonly state: string | null }>();
  for (const { kind, trackId, candidates, state } of moments) {
    if (kind !== "ended") words.set(trackId, { text: candidates[0].text, state: state?.code ?? null });
  }
  return [...words.values()];
}
