// The scenes of fixtures/tracks: what passes the camera, and which reads a right tracker asserts.
import type { Random } from "../../test/kit/samples/random.js";
import { approach, hidden, line, noise } from "../../test/kit/scenes/track-paths.js";
import { clear, hesitant, type SceneShape } from "../../test/kit/scenes/track-scene.js";

/** What must be asserted, in any order, and nothing else. */
export interface Expected {
  readonly text: string;
  readonly state?: string;
}

export interface NamedScene extends SceneShape {
  readonly name: string;
  readonly about: string;
  readonly moving: boolean;
  readonly expect: readonly Expected[];
}

const hd = { width: 1280, height: 720, fps: 15 };

export const trackScenes: readonly NamedScene[] = [
  {
    name: "approaching",
    about: "one vehicle comes near over three seconds",
    ...hd,
    seed: 11,
    moving: true,
    seconds: 5,
    plates: [{ text: "412KVD", state: "KS", path: approach(900, 36, 170, 3) }],
    expect: [{ text: "412KVD", state: "KS" }],
  },
  {
    name: "passing-fast",
    about: "a parked vehicle is passed: three plate widths per frame, seven frames",
    ...hd,
    seed: 12,
    moving: true,
    seconds: 3,
    plates: [{ text: "KBR8804", path: line([1180, 420, 80], [80, 470, 95], [0.3, 0.72]) }],
    expect: [{ text: "KBR8804" }],
  },
  {
    name: "parked-row",
    about: "six parked vehicles are passed one after the other, two or three in view",
    ...hd,
    seed: 13,
    moving: true,
    seconds: 9,
    plates: ["731LPA", "JC4T9K", "208MWE", "9TR6A2", "555HNX", "DX7P1B"].map((text, i) => ({
      text,
      path: line([1270, 430, 78], [10, 445, 82], [0.4 + i * 1.1, 2.6 + i * 1.1]),
    })),
    expect: ["731LPA", "JC4T9K", "208MWE", "9TR6A2", "555HNX", "DX7P1B"].map((text) => ({ text })),
  },
  {
    name: "parked-for-long",
    about: "a pole sees one parked vehicle for two minutes; lorries hide it three times",
    ...hd,
    fps: 3,
    seed: 14,
    moving: false,
    seconds: 120,
    plates: [
      {
        text: "60B7YF",
        state: "MO",
        path: hidden(line([500, 400, 74], [500, 400, 74], [0, 120]), [20, 28], [60, 95], [100, 103]),
      },
    ],
    expect: [{ text: "60B7YF", state: "MO" }],
  },
  {
    name: "two-at-once",
    about: "two vehicles side by side with similar plates",
    ...hd,
    seed: 15,
    moving: true,
    seconds: 5,
    plates: [
      { text: "384JRC", path: approach(500, 40, 120, 3.5) },
      { text: "384JRG", path: approach(820, 40, 120, 3.5) },
    ],
    expect: [{ text: "384JRC" }, { text: "384JRG" }],
  },
  {
    name: "crossing",
    about: "two vehicles cross; the near one hides the far one for a third of a second",
    ...hd,
    seed: 16,
    moving: false,
    seconds: 5,
    plates: [
      { text: "TA5H2M", path: line([200, 430, 90], [1080, 430, 90], [0.2, 4]) },
      { text: "917FZP", path: hidden(line([1080, 420, 84], [200, 420, 84], [0.2, 4]), [1.95, 2.3]) },
    ],
    expect: [{ text: "TA5H2M" }, { text: "917FZP" }],
  },
  {
    name: "occluded",
    about: "a vehicle is hidden for a second while it moves on",
    ...hd,
    seed: 17,
    moving: false,
    seconds: 6,
    plates: [
      { text: "LKE306", path: hidden(line([150, 400, 85], [1130, 430, 100], [0.2, 4.6]), [1.8, 2.8]) },
    ],
    expect: [{ text: "LKE306" }],
  },
  {
    name: "hidden-for-long",
    about: "a vehicle is hidden for three seconds, longer than a track lives: still one read",
    ...hd,
    seed: 18,
    moving: false,
    seconds: 9,
    plates: [{ text: "M4C99D", path: hidden(line([150, 400, 85], [1130, 430, 100], [0.2, 8]), [2.5, 5.5]) }],
    expect: [{ text: "M4C99D" }],
  },
  {
    name: "flicker",
    about: "the detector finds the plate in every third frame only",
    ...hd,
    seed: 19,
    moving: true,
    seconds: 5,
    plates: [{ text: "7GS4R1", path: approach(400, 42, 110, 3.5), found: 0.35 }],
    expect: [{ text: "7GS4R1" }],
  },
  {
    name: "one-confident-misread",
    about: "one frame says B for 8 and is sure of it",
    ...hd,
    seed: 20,
    moving: true,
    seconds: 4,
    plates: [
      {
        text: "K8T520",
        path: approach(700, 60, 110, 2.5),
        misread: (frame) => (frame === 1 ? clear("KBT520", 0.99) : null),
      },
    ],
    expect: [{ text: "K8T520" }],
  },
  {
    name: "majority-is-wrong",
    about: "most frames lean to B, the clear ones say 8: a majority of strings reads B",
    ...hd,
    seed: 21,
    moving: true,
    seconds: 3,
    plates: [
      {
        text: "38NXW6",
        path: line([300, 400, 90], [800, 420, 95], [0, 1.2]),
        misread: (frame) => (frame % 3 === 2 ? clear("38NXW6", 0.995) : hesitant("38NXW6", 1, "B", 0.58)),
      },
    ],
    expect: [{ text: "38NXW6" }],
  },
  {
    name: "last-frame-is-wrong",
    about: "the vehicle leaves with its plate half in shadow",
    ...hd,
    seed: 22,
    moving: true,
    seconds: 3,
    plates: [
      {
        text: "2ZD77H",
        path: line([300, 400, 90], [800, 420, 110], [0, 1.4]),
        misread: (frame) => (frame >= 19 ? hesitant("2ZD77H", 1, "2", 0.9) : null),
      },
    ],
    expect: [{ text: "2ZD77H" }],
  },
  {
    name: "ambiguous-to-the-end",
    about: "dirt leaves O or 0 open in every frame: asserted at the end with an honest probability",
    ...hd,
    seed: 23,
    moving: true,
    seconds: 3,
    plates: [
      {
        text: "AO41CK",
        path: line([300, 400, 90], [800, 420, 95], [0, 1.4]),
        misread: () => hesitant("AO41CK", 1, "0", 0.42),
      },
    ],
    expect: [{ text: "AO41CK" }],
  },
  {
    name: "enters-at-the-edge",
    about: "a vehicle comes in from the left: its first characters are cut off for half a second",
    ...hd,
    seed: 24,
    moving: false,
    seconds: 5,
    plates: [
      {
        text: "R85JTL",
        path: (second) =>
          second > 3.5
            ? null
            : { x: Math.max(second < 0.7 ? 44 : 0, 45 + (second - 0.7) * 250), y: 400, width: 90 },
        misread: (frame) => (frame < 10 ? clear("5JTL", 0.99) : null),
      },
    ],
    expect: [{ text: "R85JTL" }],
  },
  {
    name: "too-narrow",
    about: "a plate far away stays under the least width, however clear it reads",
    ...hd,
    seed: 25,
    moving: true,
    seconds: 3,
    plates: [
      {
        text: "FAR123",
        path: line([600, 300, 30], [620, 302, 37], [0, 2.5]),
        misread: () => clear("FAR123", 0.99),
      },
    ],
    expect: [],
  },
  {
    name: "false-detections",
    about: "badges, lamps and lettering: single frames, random texts, and a sign that reads as nothing",
    ...hd,
    seed: 26,
    moving: true,
    seconds: 6,
    plates: [
      ...Array.from({ length: 12 }, (_, i) => ({
        text: "X",
        path: line(
          [100 + i * 95, 200 + i * 30, 60],
          [100 + i * 95, 200 + i * 30, 60],
          [i * 0.45, i * 0.45 + 0.05],
        ),
        misread: (_frame: number, random: Random) => clear(noise(random), random.between(0.3, 0.8)),
      })),
      {
        text: "X",
        path: line([900, 150, 90], [700, 180, 110], [0.5, 4]),
        misread: (_frame: number, random: Random) => clear(noise(random), random.between(0.3, 0.6)),
      },
      { text: "X", path: line([300, 600, 90], [200, 620, 100], [1, 5]), misread: () => [] },
    ],
    expect: [],
  },
  {
    name: "place-taken",
    about: "a pole at one frame a second: a vehicle leaves and another stands in its place at once",
    ...hd,
    fps: 1,
    seed: 27,
    moving: false,
    seconds: 24,
    plates: [
      { text: "GH20VX", path: line([640, 420, 95], [640, 420, 95], [0, 11]) },
      { text: "815CWN", path: line([641, 421, 96], [641, 421, 96], [12, 23]) },
    ],
    expect: [{ text: "GH20VX" }, { text: "815CWN" }],
  },
  {
    name: "overtaken-closely",
    about: "a plate passes over the place of a hidden one",
    ...hd,
    seed: 28,
    moving: false,
    seconds: 5,
    plates: [
      { text: "U3M95E", path: hidden(line([640, 400, 80], [650, 402, 80], [0, 4.5]), [1.75, 2.45]) },
      { text: "YB1K60", path: line([200, 405, 100], [1100, 405, 100], [0.5, 3.7]) },
    ],
    expect: [{ text: "U3M95E" }, { text: "YB1K60" }],
  },
];
