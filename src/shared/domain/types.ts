// The nouns of Tagwatch in the order they flow: frame > detection > reading > track event > read > hit > outbox.
// A *reading* is what one frame says; a *read* is what we assert and store. The two words are never mixed.

import type { Category, Priority } from "./categories.js";
import type {
  AlertKind,
  ClockName,
  FixQuality,
  MatchKind,
  StampSource,
  StateMatch,
  UnitKind,
} from "./closed-sets.js";

/** UTC milliseconds since 1970. */
export type Millis = number;

/** The `id` of a camera in the configuration. */
export type CameraId = string;

/** Axis-parallel rectangle in pixels; x and y name its top left corner. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** A point in pixels; the centre of the first pixel is (0.5, 0.5). */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Corners of a plate: top left, top right, bottom right, bottom left as printed on the plate. */
export type Quad = readonly [Point, Point, Point, Point];

/** How a camera made luma and chroma of red, green and blue (ITU-R BT.601, BT.709). */
export type ColourMatrix = "bt601" | "bt709";

/**
 * Colour of a picture: half-size planes as a camera delivers them (I420; `fullRange` tells 0..255 from 16..235), or
 * interleaved 8-bit RGB as a still picture decodes.
 */
export type Colour =
  | {
      readonly kind: "i420";
      readonly u: Uint8Array;
      readonly v: Uint8Array;
      readonly fullRange: boolean;
      readonly matrix: ColourMatrix;
    }
  | { readonly kind: "rgb"; readonly data: Uint8Array };

/** A picture: `y` is width x height luma, which the models read; `colour` is null when monochrome. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly y: Uint8Array;
  readonly colour: Colour | null;
}

/** A picture from a camera, stamped when its last byte arrived (CLOCK_MONOTONIC nanoseconds). */
export interface Frame extends Picture {
  readonly camera: CameraId;
  readonly seq: number;
  readonly capturedMonoNs: bigint;
}

/** Where a plate was found in one frame, in the frame's pixels. `corners` is null when they contradict the box. */
export interface Detection {
  readonly box: Box;
  readonly corners: Quad | null;
  readonly score: number;
}

/** Log-probabilities, row-major: `steps` rows of `symbols` natural logs; symbol 0 is the CTC blank. */
export interface Matrix {
  readonly steps: number;
  readonly symbols: number;
  readonly data: Float32Array;
}

/** A text with the probability (0..1, calibrated) that it is what the plate says. */
export interface Candidate {
  readonly text: string;
  readonly probability: number;
  /** What the reader alone gives it, before serial formats, the design and whose plates pass here were weighed. */
  readonly reader?: number;
}

/** Postal code of an issuing state (`KS`) with its calibrated probability. */
export interface StateGuess {
  readonly code: string;
  readonly probability: number;
  /** What the plate's design alone gives it, before the text and whose plates pass here were weighed. */
  readonly design?: number;
}

/** One frame's opinion of one plate. */
export interface Reading {
  readonly detection: Detection;
  readonly logProbs: Matrix;
  readonly candidates: readonly Candidate[];
  /** Confidence of each character of the first candidate, 0..1; empty in the daemon, whose tracks vote on characters instead. */
  readonly characters: readonly number[];
  readonly state: StateGuess | null;
  /** Probability of each candidate together with `state`; empty when none is named, left out where it was not judged. */
  readonly withState?: readonly number[];
  /** What the design says for each label of the state network (`Judge.evidence`); null when it was not looked at. */
  readonly design: Float64Array | null;
  /** Length of the plate's upper edge in frame pixels. */
  readonly widthPx: number;
  /** Letters stand on the plate that are not in the text (see unit/vision/plates/ink.ts): never an exact hit. */
  readonly incomplete?: true;
}

/** A moment in the life of a track: it is sure enough to be acted on, was corrected at its end, or just ended. */
export interface TrackEvent {
  readonly kind: "settled" | "corrected" | "ended";
  /** UUIDv7; becomes the id of the read. */
  readonly trackId: string;
  readonly camera: CameraId;
  /** Best first; probabilities are calibrated per track (frames of one track are not independent). */
  readonly candidates: readonly Candidate[];
  readonly characters: readonly number[];
  /** Matrices of the best frames, at most three, best first. */
  readonly matrices: readonly Matrix[];
  readonly state: StateGuess | null;
  readonly firstSeenMonoNs: bigint;
  readonly lastSeenMonoNs: bigint;
  /** Capture time of the frame the pictures are cut from. */
  readonly bestMonoNs: bigint;
  /** Capture time of the frame that caused this event. */
  readonly causeMonoNs: bigint;
  /** Letters stand on the plate that are not in the text (see unit/vision/plates/ink.ts): never an exact hit. */
  readonly incomplete?: true;
  readonly frames: number;
  readonly widthPx: number;
  readonly box: Box;
  readonly plateJpeg: Uint8Array;
  readonly vehicleJpeg: Uint8Array;
}

/** A position of the unit. `at` is the receiver's UTC time of the fix. */
export interface Fix {
  readonly at: Millis;
  /** CLOCK_MONOTONIC nanoseconds when the fix arrived. */
  readonly monoNs: bigint;
  readonly lat: number;
  readonly lon: number;
  readonly quality: FixQuality;
  readonly speedMps?: number;
  readonly courseDeg?: number;
  readonly hdop?: number;
  readonly satellites?: number;
}

/** A fix as attached to a read, with its age at capture. */
export interface ReadPosition {
  readonly lat: number;
  readonly lon: number;
  readonly quality: FixQuality;
  readonly ageMs: number;
  readonly speedMps?: number;
  readonly courseDeg?: number;
  readonly hdop?: number;
}

/** Where a UTC time comes from and how far it may be off. */
export interface StampedTime {
  readonly at: Millis;
  readonly uncertaintyMs: number;
  readonly source: StampSource;
  /** What another clock said that contradicts this one. */
  readonly other?: { readonly at: Millis; readonly source: ClockName };
  /** With `unset`: the same moment by the monotonic clock of a boot. Once that boot knows the time, this one's can be computed. */
  readonly moment?: { readonly boot: string; readonly monoMs: number };
  /** This time was computed later; at capture the clock was not set and said this. */
  readonly first?: Millis;
}

/** The computer that reads: a vehicle or a pole, and whom it is assigned to. */
export interface UnitRef {
  readonly id: string;
  readonly kind: UnitKind;
  /** Vehicle number or site name. */
  readonly name: string;
  readonly assignedTo?: string;
}

/** A plate we assert: the unit of evidence. A correction is a new revision of the same id, never an overwrite. */
export interface Read {
  /** UUIDv7, stable over revisions. */
  readonly id: string;
  readonly revision: number;
  readonly unit: UnitRef;
  readonly camera: CameraId;
  readonly text: string;
  readonly probability: number;
  readonly characters: readonly number[];
  readonly candidates: readonly Candidate[];
  readonly state: StateGuess | null;
  readonly capturedAt: StampedTime;
  readonly firstSeenAt: Millis;
  readonly lastSeenAt: Millis;
  /** Letters stand on the plate that are not in the text (see unit/vision/plates/ink.ts): never an exact hit. */
  readonly incomplete?: true;
  readonly frames: number;
  readonly widthPx: number;
  readonly position: ReadPosition | null;
}

/** One plate on one hotlist. */
export interface HotlistEntry {
  /** Stable id within its source: hash of source, plate, state, category and record number. */
  readonly id: string;
  readonly source: string;
  /** 0-9A-Z, as listed, without blanks and dashes; `*` and `?` only in lists that allow them. */
  readonly plate: string;
  readonly state?: string;
  readonly plateType?: string;
  readonly plateYear?: string;
  readonly category: Category;
  readonly priority: Priority;
  /** CJIS restricted file: details are masked for those without the right to them (CJIS Security Policy 4.2.2). */
  readonly restricted: boolean;
  /** No alert on the unit; the hit is uploaded at once. */
  readonly covert: boolean;
  readonly effectiveAt?: Millis;
  readonly expiresAt?: Millis;
  /** What the officer needs to verify: make, model, colour, year, record number, agency, remarks. Insertion order is display order. */
  readonly record: Readonly<Record<string, string>>;
  /** The source writes the letter O as digit 0 (NCIC habit), so O and 0 are the same character in `plate`. */
  readonly lettersOAsZero: boolean;
}

/** A read that meets a hotlist entry. */
export interface Hit {
  /** UUIDv7. */
  readonly id: string;
  readonly readId: string;
  readonly entry: HotlistEntry;
  readonly match: MatchKind;
  /** Posterior probability that the vehicle carries the listed plate. */
  readonly probability: number;
  readonly stateMatch: StateMatch;
  /** Positions (in the listed plate) that differ from the read's text. */
  readonly differs: readonly number[];
  /** The entry has dates, and the time was not known well enough to say that it is in force. */
  readonly datesNotChecked?: true;
  /** Its dates were checked when the time was known: the entry was not in force when the plate was read. Always cancelled. */
  readonly notInForce?: true;
  /** Found by matching an earlier read against a newer list. */
  readonly historical: boolean;
  /** Hits of one vehicle on one entry share an encounter; only its first hit alerts. */
  readonly encounterId: string;
  /** A correction of the read, or of its time, took it away: the record stays, the hit is none any more. */
  readonly cancelled?: true;
}

/** What the officer is shown, at once. `recorded` is false when evidence could not be written. */
export interface Alert {
  readonly hit: Hit;
  readonly read: Read;
  readonly recorded: boolean;
  readonly kind: AlertKind;
  readonly raisedAt: Millis;
}

/** JPEG bytes cut from the best frame: the plate, and the vehicle around it. */
export interface ReadPictures {
  readonly plate: Uint8Array;
  readonly vehicle: Uint8Array;
}
