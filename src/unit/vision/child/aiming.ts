// Pictures of now for whoever aims a camera: made only while somebody looks, a picture a second, one encoder for all cameras.
import type { AimedPicture, AimedPlate, AimWish } from "../../core/aim.js";
import type { Box, CameraId, Frame } from "../../../shared/domain/types.js";
import { encodeJpeg } from "../plates/image.js";
import type { PlatesRead } from "../plates/read-plates.js";
import { shrink } from "./aim-picture.js";
import { sharpnessOf, steepest } from "./sharpness.js";

/** What was found in a frame. */
export type PlatesFound = Pick<PlatesRead, "readings" | "elsewhere">;

/** Makes the pictures of all cameras. */
export interface Aiming {
  /** Somebody looks: pictures come for three seconds more. */
  want(wish: AimWish, monoNs: bigint): void;
  /** A frame the models have read. The frame is not used after this returns. */
  saw(frame: Frame, found: PlatesFound): void;
}

/** What is so of a camera whatever it shows. */
export type AboutCamera = Pick<AimedPicture, "neededPx" | "leastPx" | "view">;

/** What the pictures are made with. */
export interface AimingDeps {
  /** What is told of a camera with each of its pictures; private places are black in them. */
  readonly about: (camera: CameraId) => AboutCamera;
  readonly onPicture: (picture: AimedPicture) => void;
  readonly onError: (camera: CameraId, error: unknown) => void;
}

const wantedForNs = 3_000_000_000n;
/** A little less than the page asks, so that each question finds a new picture. */
const everyNs = 900_000_000n;
/** A plate that was found so short a time ago is covered where it was, in case this frame's search missed it. */
const rememberedNs = 1_000_000_000n;
/** Pixels across. Covered ones are coarse: a plate of 120 px that the detector missed is 30 px in a picture of full HD. */
const widths = { seen: 960, covered: 480 };
const quality = 75;

interface Wanted {
  untilNs: bigint;
  madeNs: bigint;
}

interface CameraWishes {
  readonly seen: Wanted;
  readonly covered: Wanted;
  boxes: readonly { readonly box: Box; readonly atNs: bigint }[];
}

/** Nothing is wanted at first. */
export function createAiming({ about, onPicture, onError }: AimingDeps): Aiming {
  const byCamera = new Map<CameraId, CameraWishes>();
  let isEncoding = false;

  function make(frame: Frame, found: PlatesFound, isCovered: boolean, boxes: readonly Box[]): void {
    const { camera, width, height, capturedMonoNs } = frame;
    const known = about(camera);
    const hidden = { masks: known.view.masks, plates: isCovered ? boxes : [] };
    const small = shrink(frame, isCovered ? widths.covered : widths.seen, hidden);
    const which = { camera, covered: isCovered, capturedMonoNs, width, height };
    const measured = { sharpness: steepest(frame), plates: platesOf(frame, found) };
    isEncoding = true;
    encodeJpeg(small.rgb, small, { quality })
      .finally(() => void (isEncoding = false))
      .then((jpeg) => onPicture({ ...which, ...known, ...measured, jpeg }))
      .catch((error: unknown) => onError(camera, error));
  }

  return {
    want({ camera, covered }, monoNs) {
      const wishes = byCamera.get(camera) ?? noWishes();
      byCamera.set(camera, wishes);
      wishes[covered ? "covered" : "seen"].untilNs = monoNs + wantedForNs;
    },
    saw(frame, found) {
      const wishes = byCamera.get(frame.camera);
      if (!wishes) return;
      const now = frame.capturedMonoNs;
      if (wishes.seen.untilNs < now && wishes.covered.untilNs < now) {
        byCamera.delete(frame.camera);
        return;
      }
      const here = boxesOf(found).map((box) => ({ box, atNs: now }));
      wishes.boxes = [...wishes.boxes.filter(({ atNs }) => now - atNs < rememberedNs), ...here];
      if (isEncoding) return;
      const due = [wishes.seen, wishes.covered]
        .filter(({ untilNs, madeNs }) => untilNs >= now && now - madeNs >= everyNs)
        .sort((a, b) => Number(a.madeNs - b.madeNs))[0];
      if (!due) return;
      due.madeNs = now;
      const boxes = wishes.boxes.map(({ box }) => box);
      make(frame, found, due === wishes.covered, boxes);
    },
  };
}

const noWishes = (): CameraWishes => ({
  seen: { untilNs: 0n, madeNs: 0n },
  covered: { untilNs: 0n, madeNs: 0n },
  boxes: [],
});

function boxesOf({ readings, elsewhere = [] }: PlatesFound): readonly Box[] {
  return [...readings.map(({ detection }) => detection.box), ...elsewhere];
}

function platesOf(frame: Frame, { readings, elsewhere = [] }: PlatesFound): readonly AimedPlate[] {
  const plate = (box: Box, widthPx: number, watched: boolean): AimedPlate => ({
    box: {
      x: box.x / frame.width,
      y: box.y / frame.height,
      w: box.w / frame.width,
      h: box.h / frame.height,
    },
    widthPx: Math.round(widthPx),
    sharpness: sharpnessOf(frame, box),
    watched,
  });
  return [
    ...readings.map(({ detection, widthPx }) => plate(detection.box, widthPx, true)),
    ...elsewhere.map((box) => plate(box, box.w, false)),
  ];
}
