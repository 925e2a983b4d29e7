// A camera may send frames and yet see nothing: lens covered, lost focus, encoder stuck. Looked at once a second.
import type { ImageFault } from "../../shared/domain/closed-sets.js";
import type { Picture } from "../../shared/domain/types.js";
import { measureFrame, isSameFrame, isSameScene, type FrameMeasure } from "./frame-measure.js";
import { msOf } from "../../shared/domain/elapsed.js";

/** How long a picture may be so before it is reported, milliseconds. */
export interface TamperPatience {
  /** Nothing can be seen, or the very same frame comes again and again; a tunnel or a wiper is over by then. */
  readonly blindMs: number;
  /**
   * Black without a day before it: a road at night shows nothing but passing cars, and for long not even those. A lens
   * covered by day is reported after `blindMs`.
   */
  readonly nightMs: number;
  /** Nothing happens but noise: a stuck picture encoded anew looks like a lonely road, so this is long. */
  readonly stillMs: number;
}

/** A minute for what cannot be the road, half an hour for a dark one, a quarter of an hour for an empty one. */
export const defaultPatience: TamperPatience = { blindMs: 60_000, nightMs: 1_800_000, stillMs: 900_000 };

/** Luma that still counts as black (limited range black is 16), and as something lit. */
const darkMean = 26;
const litLuma = 60;
/** Mean luma of a day; black within ten minutes of one is no nightfall. */
const dayMean = 50;
const nightfallNs = 600_000_000_000n;
const dullEdge = 5;
const lookEveryNs = 1_000_000_000n;

/** Watches over time whether a camera still sees. */
export interface TamperWatch {
  /** Looks at most once a second. Returns what has been wrong for long enough, else null. */
  look(picture: Picture, monoNs: bigint): ImageFault | null;
}

/**
 * One clock runs while nothing can be seen, whatever the reason: a lens that is covered, then lit, then frozen is blind
 * all the time. A second one runs since something last happened in the picture.
 */
export function createTamperWatch(patience: TamperPatience = defaultPatience): TamperWatch {
  let last: { readonly measure: FrameMeasure; readonly atNs: bigint } | null = null;
  let scene: { readonly measure: FrameMeasure; readonly sinceNs: bigint } | null = null;
  let dayNs: bigint | null = null;
  let blind: { readonly sinceNs: bigint; readonly byDay: boolean } | null = null;
  let standing: ImageFault | null = null;

  function kindOf(now: FrameMeasure): ImageFault | null {
    // Before the comparison: black frames are equal because there is nothing in them.
    if (isBlack(now)) return "dark";
    if (last && isSameFrame(now, last.measure)) return "frozen";
    // A few lit things on a black road have few edges; they say nothing about focus.
    return now.mean >= darkMean && now.edge < dullEdge ? "blurred" : null;
  }

  function lastingFault(kind: ImageFault | null, now: FrameMeasure, monoNs: bigint): ImageFault | null {
    const lastedMs = (sinceNs: bigint): number => msOf(monoNs - sinceNs);
    if (kind === "dark" || !scene || !isSameScene(now, scene.measure))
      scene = { measure: now, sinceNs: monoNs };
    if (kind === null) {
      blind = null;
      return lastedMs(scene.sinceNs) >= patience.stillMs ? "still" : null;
    }
    blind ??= { sinceNs: monoNs, byDay: dayNs !== null && monoNs - dayNs < nightfallNs };
    const isNight = kind === "dark" && !blind.byDay;
    return lastedMs(blind.sinceNs) >= (isNight ? patience.nightMs : patience.blindMs) ? kind : null;
  }

  return {
    look(picture, monoNs) {
      if (last && monoNs - last.atNs < lookEveryNs) return standing;
      const now = measureFrame(picture);
      standing = lastingFault(kindOf(now), now, monoNs);
      if (now.mean >= dayMean) dayNs = monoNs;
      last = { measure: now, atNs: monoNs };
      return standing;
    },
  };
}

function isBlack({ mean, brightest }: FrameMeasure): boolean {
  return mean < darkMean && brightest < litLuma;
}
