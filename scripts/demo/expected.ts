import { readFileSync } from "node:fs";
import type { ExpectedCamera } from "./verdict.js";

interface ClipFacts {
  readonly seconds: number;
  readonly plates: readonly { readonly text: string; readonly listed: boolean }[];
}

/** What the demo's cameras show: `front` is served over RTSP again and again, `side` is read once from its file. */
export interface Expected {
  readonly cameras: Readonly<Record<string, ExpectedCamera>>;
  readonly frontClip: string;
  /** Length of the longest clip. */
  readonly seconds: number;
}

/** Reads fixtures/clips/expected.json, which the clips' generator writes. */
export function loadExpected(): Expected {
  const clips = JSON.parse(readFileSync("fixtures/clips/expected.json", "utf8")) as Record<
    "front" | "side",
    ClipFacts
  >;
  return {
    cameras: {
      front: { plates: clips.front.plates, once: false },
      side: { plates: clips.side.plates, once: true },
    },
    frontClip: "fixtures/clips/front.mp4",
    seconds: Math.max(clips.front.seconds, clips.side.seconds),
  };
}
