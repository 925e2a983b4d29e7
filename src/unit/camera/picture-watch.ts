// A camera may send frames and yet see nothing, or not what it should: covered, out of focus, stuck. Looked at once a second.
import type { ImageFault } from "../../shared/domain/closed-sets.js";
import { msOf } from "../../shared/domain/elapsed.js";
import type { Picture } from "../../shared/domain/types.js";
import { isSameFrame, isSameScene, measureFrame, wovenShare, type FrameMeasure } from "./frame-measure.js";
import { createPictureHabit, isMono } from "./picture-habit.js";
import { isBlack, isBlurred, isTinted, isWhite, proofOf } from "./picture-signs.js";

/** How long a picture may be so before it is told, milliseconds. */
export interface PicturePatience {
  /** Nothing can be seen, or the very same frame comes again and again; a tunnel or a wiper is over by then. */
  readonly blindMs: number;
  /**
   * Black without a day before it: a road at night shows nothing but passing cars, and for long not even those. A lens
   * covered by day, or a lamp that went out, is reported after `blindMs`.
   */
  readonly nightMs: number;
  /** Nothing happens but noise: a stuck picture encoded anew looks like a lonely road, so this is long. */
  readonly stillMs: number;
  /** A part of the picture is lost, or it shows another place: a truck or a bus that waits is gone by then. */
  readonly partMs: number;
}

/** What cannot be the road after 45 seconds, another place after 3 minutes, a dark road after 30, an empty one after 15. */
export const defaultPatience: PicturePatience = {
  blindMs: 45_000,
  nightMs: 1_800_000,
  stillMs: 900_000,
  partMs: 180_000,
};

/** What is wrong with a picture, and what was measured that shows it. */
export interface PictureFault {
  readonly kind: ImageFault;
  readonly proof: string;
}

/**
 * Mean luma of a day, and of a night under the camera's lamp; black so soon after one is no nightfall. In the south a
 * camera without a lamp goes from the one to black within six minutes of dusk; a cover takes seconds.
 */
const dayMean = 50;
const lampMean = 34;
const nightfallNs = 180_000_000_000n;
/** Street scenes have less than 0.004, interlaced ones 0.04 to 0.4, over so many looks. */
const wovenBy = 0.025;
const wovenOver = 6;
const lookEveryNs = 1_000_000_000n;
/** Without frames for so long the camera was away: what it showed before does not go on. */
const awayNs = 30_000_000_000n;
/** A fault is over once the picture was well for so long. */
const wellMs = 4_000;

/** Watches over time whether a camera still sees. */
export interface PictureWatch {
  /** Looks at most once a second. Returns what has been wrong for long enough, else null. */
  look(picture: Picture, monoNs: bigint): PictureFault | null;
}

/** Kinds that mean that nothing can be seen share one time: covered, then lit, then frozen is blind all the time. */
const blindKinds: ReadonlySet<ImageFault> = new Set(["dark", "night", "lamp", "white", "frozen", "blurred"]);

/** Vehicles that pass before a dirty or turned lens change how it looks, and hide it for a moment. */
const partKinds: ReadonlySet<ImageFault> = new Set(["dirty", "moved"]);

const isAlike = (a: ImageFault, b: ImageFault): boolean =>
  a === b || [blindKinds, partKinds].some((kinds) => kinds.has(a) && kinds.has(b));

/** The camera moves: then another scene is no fault. */
export function createPictureWatch(
  moving: boolean,
  patience: PicturePatience = defaultPatience,
): PictureWatch {
  const habit = createPictureHabit(moving);
  let last: { readonly measure: FrameMeasure; readonly atNs: bigint } | null = null;
  let scene: { readonly measure: FrameMeasure; readonly sinceNs: bigint } | null = null;
  let woven = 0;
  let [dayNs, lampNs]: (bigint | null)[] = [null, null];
  let spell: Spell | null = null;
  let standing: PictureFault | null = null;
  let faultyNs = 0n;

  function kindOf(now: FrameMeasure, monoNs: bigint): ImageFault | null {
    // Before the comparison: black frames are equal because there is nothing in them.
    if (isBlack(now)) return blackKind(monoNs);
    if (isWhite(now)) return "white";
    if (last && isSameFrame(now, last.measure)) return "frozen";
    if (isBlurred(now)) return "blurred";
    if (isTinted(now)) return "tinted";
    // Where nothing moves there is nothing to see of it: what was seen before still holds.
    woven += ((last && wovenShare(now, last.measure)) ?? woven) / wovenOver - woven / wovenOver;
    if (woven > wovenBy) return "woven";
    return habit.compare(now);
  }

  /** A spell that began by day stays one. */
  function blackKind(monoNs: bigint): ImageFault {
    if (spell && isBlackKind(spell.kind)) return spell.kind;
    if (isRecent(dayNs, monoNs)) return "dark";
    return isRecent(lampNs, monoNs) ? "lamp" : "night";
  }

  function lastingFault(kind: ImageFault | null, now: FrameMeasure, monoNs: bigint): ImageFault | null {
    if ((kind !== null && isBlackKind(kind)) || !scene || !isSameScene(now, scene.measure))
      scene = { measure: now, sinceNs: monoNs };
    if (kind === null) {
      const isLapse = spell && partKinds.has(spell.kind) && msOf(monoNs - spell.seenNs) < wellMs;
      if (!isLapse) spell = null;
      return msOf(monoNs - scene.sinceNs) >= patience.stillMs ? "still" : null;
    }
    spell = goOn(spell, kind, monoNs);
    return msOf(monoNs - spell.sinceNs) >= patienceWith(kind, patience) ? kind : null;
  }

  return {
    look(picture, monoNs) {
      if (last && monoNs - last.atNs < lookEveryNs) return standing;
      // What was only beginning begins anew; a fault that stands goes on until the picture was well for a while.
      if (last && monoNs - last.atNs > awayNs) [last, scene, spell, faultyNs] = [null, null, null, monoNs];
      const now = measureFrame(picture);
      const kind = kindOf(now, monoNs);
      const found = lastingFault(kind, now, monoNs);
      // Told once: what it was first stands for what is like it.
      if (found !== null && (!standing || !isAlike(found, standing.kind)))
        standing = { kind: found, proof: proofOf(now) };
      const shown = found ?? kind;
      if (standing && shown !== null && isAlike(shown, standing.kind)) faultyNs = monoNs;
      if (standing && msOf(monoNs - faultyNs) >= wellMs) standing = null;
      if (kind === null && now.mean >= dayMean && !isMono(now)) dayNs = monoNs;
      if (kind === null && now.mean >= lampMean && isMono(now)) lampNs = monoNs;
      last = { measure: now, atNs: monoNs };
      return standing;
    },
  };
}

function patienceWith(kind: ImageFault, { nightMs, partMs, blindMs }: PicturePatience): number {
  if (kind === "night") return nightMs;
  return partKinds.has(kind) ? partMs : blindMs;
}

/** A time in which something is wrong. */
interface Spell {
  readonly kind: ImageFault;
  readonly sinceNs: bigint;
  readonly seenNs: bigint;
}

function goOn(before: Spell | null, kind: ImageFault, nowNs: bigint): Spell {
  return { kind, sinceNs: before && isAlike(kind, before.kind) ? before.sinceNs : nowNs, seenNs: nowNs };
}

const isBlackKind = (kind: ImageFault): boolean => kind === "dark" || kind === "night" || kind === "lamp";

function isRecent(thenNs: bigint | null, nowNs: bigint): boolean {
  return thenNs !== null && nowNs - thenNs < nightfallNs;
}
