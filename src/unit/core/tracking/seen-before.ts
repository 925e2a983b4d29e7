// A vehicle hidden for longer than a track lives, or parked for an hour, is still one read: what was asserted lately
// is remembered, and a new track of the same plate is followed without being asserted again.
import { iou } from "../box.js";
import type { Box } from "../../../shared/domain/types.js";
import { msOf } from "../../../shared/domain/elapsed.js";

/** When two tracks of one camera are one read. */
export interface SeenBeforeSettings {
  /** The same text anywhere in the picture within this time is the same passing. */
  readonly resumeMs: number;
  /** On a fixed camera the same text in the same place within this time is the same parked vehicle. */
  readonly parkedMs: number;
  readonly moving: boolean;
}

/** A plate asserted by a track, at its last sighting. */
export interface Asserted {
  readonly text: string;
  readonly box: Box;
  readonly lastSeenMonoNs: bigint;
}

/** What one camera asserted lately, in memory and bounded. */
export interface SeenBefore {
  /** Remembers a plate, or that it was seen again. */
  remember(asserted: Asserted): void;
  /** Whether a plate about to be asserted was asserted lately by another track. */
  knows(plate: Asserted): boolean;
}

/** Plates remembered at most; the ones seen longest ago go first. */
const maxRemembered = 64;

/** Texts must be equal; where a vehicle may have parked, its box must overlap the old one by 0.3 (IoU) too. */
export function createSeenBefore(settings: SeenBeforeSettings): SeenBefore {
  let remembered: Asserted[] = [];
  const samePassing = (old: Asserted, plate: Asserted): boolean => {
    if (old.text !== plate.text) return false;
    const ageMs = msOf(plate.lastSeenMonoNs - old.lastSeenMonoNs);
    if (ageMs <= settings.resumeMs) return true;
    return !settings.moving && ageMs <= settings.parkedMs && iou(old.box, plate.box) > 0.3;
  };
  return {
    remember(asserted) {
      remembered = remembered.filter((old) => !samePassing(old, asserted));
      remembered.push(asserted);
      if (remembered.length > maxRemembered) remembered.shift();
    },
    knows: (plate) => remembered.some((old) => samePassing(old, plate)),
  };
}
