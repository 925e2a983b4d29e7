// A small world of plates moving before a camera, and a reader that errs the way readers err.
import { createRandom, type Random } from "../samples/random.js";

/** What a frame's reader says of each place: symbols with probabilities; `_` is "nothing here". */
export type Slots = readonly (readonly (readonly [string, number])[])[];

/** One line of fixtures/tracks/*.jsonl after the header. */
export interface SceneFrame {
  /** Milliseconds since the first frame. */
  readonly t: number;
  readonly readings: readonly {
    readonly box: readonly [number, number, number, number];
    readonly score: number;
    readonly slots: Slots;
    readonly state: readonly [string, number] | null;
  }[];
}

/** Where a plate's centre is and how wide it is, at a second; null while it cannot be seen. */
export type Path = (
  second: number,
) => { readonly x: number; readonly y: number; readonly width: number } | null;

export interface ScenePlate {
  readonly text: string;
  readonly state?: string;
  readonly path: Path;
  /** Overrules the simulated reader at some frames. */
  readonly misread?: (frame: number, random: Random) => Slots | null;
  /** Part of its frames in which the detector finds it; 1 when left out. */
  readonly found?: number;
}

export interface SceneShape {
  readonly seed: number;
  readonly seconds: number;
  readonly fps: number;
  readonly width: number;
  readonly height: number;
  readonly plates: readonly ScenePlate[];
}

const confusables: Readonly<Record<string, string>> = {
  "0": "ODQ",
  O: "0QD",
  D: "0OQ",
  Q: "0O",
  "1": "I7T",
  I: "1T",
  "8": "B3",
  B: "83",
  "5": "S",
  S: "5",
  "2": "Z7",
  Z: "2",
  "6": "G",
  G: "6C",
  "7": "T1",
  T: "7I",
  "4": "A",
  A: "4",
  U: "VJ",
  V: "UY",
  M: "NH",
  N: "MH",
};

/** What the reader says of a clear text, sure of each character to `sure`. */
export function clear(text: string, sure = 0.97): Slots {
  return [...text].map((character) => [[character, sure]]);
}

/** Like `clear`, but hesitating at one place between what is there and another character. */
export function hesitant(text: string, index: number, other: string, share: number): Slots {
  return [...text].map((character, i) =>
    i === index
      ? [
          [character, 0.97 * (1 - share)],
          [other, 0.97 * share],
        ]
      : [[character, 0.97]],
  );
}

/** Readings grow sure with the width of the plate: at 40 px about 0.75 per character, at 100 px 0.97. */
function read(text: string, width: number, random: Random): Slots {
  return [...text].map((character) => {
    const doubt = Math.min(0.6, (6 / width) * Math.abs(random.normal()) + 0.01);
    const others = confusables[character] ?? (character === "X" ? "K" : "X");
    const other = random.pick([...others]);
    return [
      [character, round(1 - doubt)],
      [other, round(doubt * 0.8)],
    ];
  });
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

/** Plays the scene: every frame with what the detector found and the reader said. */
export function play(scene: SceneShape): SceneFrame[] {
  const random = createRandom(scene.seed);
  const frames: SceneFrame[] = [];
  for (let index = 0; index < scene.seconds * scene.fps; index++) {
    const second = index / scene.fps;
    const readings = scene.plates.flatMap((plate) => {
      const at = plate.path(second);
      if (!at || random.next() > (plate.found ?? 1)) return [];
      const jitter = at.width * 0.02;
      const box = [
        round(at.x - at.width / 2 + jitter * random.normal()),
        round(at.y - at.width / 4 + jitter * random.normal()),
        round(at.width * (1 + 0.03 * random.normal())),
        round((at.width / 2) * (1 + 0.04 * random.normal())),
      ] as const;
      const slots = plate.misread?.(index, random) ?? read(plate.text, at.width, random);
      const state =
        plate.state && random.next() < 0.8
          ? ([plate.state, round(random.between(0.6, 0.95))] as const)
          : null;
      return [{ box, score: round(random.between(0.7, 0.98)), slots, state }];
    });
    frames.push({ t: Math.round(second * 1000), readings });
  }
  return frames;
}
