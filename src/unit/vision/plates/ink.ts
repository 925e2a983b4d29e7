// Ink that the reader passed over: smaller letters stacked one above the other beside the serial. The reader was not
// trained on them, drops them, and is sure of the rest, which is another vehicle's plate.
import { characterPlaces } from "../../core/ctc/spikes.js";
import type { Matrix } from "../../../shared/domain/types.js";
import type { Size } from "./crop-channel.js";
import { type Piece, piecesOf, otsu, heightOf, median } from "../ink-pieces.js";

/** The row of characters that was read. */
interface Serial {
  readonly top: number;
  readonly bottom: number;
  readonly height: number;
  /** Columns at which characters were read. */
  readonly places: readonly number[];
}

/** Share of the serial's height a stacked letter has; the name of a state is lower. */
const letterHeight = { least: 0.45, most: 0.85 };
/** Wider than this share of its height is no letter. */
const widest = 1.3;
const narrowest = 0.15;
/** How far a pair may stand out above and below the serial, shares of its height. */
const overhang = 0.6;
/** Two letters of one stack have about one height and one width's worth of common columns. */
const alike = 1.5;

/**
 * True when letters stacked in two rows stand beside or among the characters that were read.
 * @param crop luma of the plate as the reader got it
 */
export function hasStackedInk(crop: Uint8Array, size: Size, matrix: Matrix): boolean {
  const places = characterPlaces(matrix).map((share) => share * size.width);
  if (places.length < 2) return false;
  const threshold = otsu(crop);
  // Dark letters on a bright plate, or bright ones on a dark plate.
  return [true, false].some((isDark) => {
    const pieces = piecesOf(crop, size, (luma) => luma < threshold === isDark);
    const serial = serialOf(pieces, places);
    return serial !== null && hasStack(pieces, serial);
  });
}

/** The row that the characters stand in, from the pieces at their places; null when most of them are not there. */
function serialOf(pieces: readonly Piece[], places: readonly number[]): Serial | null {
  const found = places.flatMap((x) => {
    const here = pieces.filter((piece) => piece.left - 1 <= x && x <= piece.right + 1);
    const tallest = here.reduce<Piece | null>((a, b) => (a && heightOf(a) >= heightOf(b) ? a : b), null);
    return tallest ? [tallest] : [];
  });
  if (found.length < 2 || found.length < 0.6 * places.length) return null;
  const [top, bottom] = [median(found.map((one) => one.top)), median(found.map((one) => one.bottom))];
  const height = bottom - top + 1;
  return height < 10 ? null : { top, bottom, height, places };
}

function hasStack(pieces: readonly Piece[], serial: Serial): boolean {
  const letters = pieces.filter((piece) => isLetter(piece, serial));
  return letters.some((upper) => letters.some((lower) => isStack(upper, lower, serial)));
}

function isLetter(piece: Piece, { height, top, bottom, places }: Serial): boolean {
  const own = heightOf(piece);
  const width = piece.right - piece.left + 1;
  return (
    own >= letterHeight.least * height &&
    own <= letterHeight.most * height &&
    width <= widest * own &&
    width >= narrowest * own &&
    piece.top >= top - overhang * height &&
    piece.bottom <= bottom + overhang * height &&
    places.every((x) => x < piece.left - 1 || x > piece.right + 1)
  );
}

/** One above the other, alike, and together as high as the serial and beside it. */
function isStack(upper: Piece, lower: Piece, serial: Serial): boolean {
  const common = Math.min(upper.right, lower.right) - Math.max(upper.left, lower.left) + 1;
  const narrow = Math.min(upper.right - upper.left, lower.right - lower.left) + 1;
  const [a, b] = [heightOf(upper), heightOf(lower)];
  const gap = lower.top - upper.bottom - 1;
  return (
    gap >= 0 &&
    gap <= 0.9 * Math.min(a, b) &&
    Math.max(a, b) <= alike * Math.min(a, b) &&
    common >= 0.6 * narrow &&
    lower.bottom - upper.top + 1 >= serial.height &&
    (upper.top + lower.bottom) / 2 >= serial.top &&
    (upper.top + lower.bottom) / 2 <= serial.bottom
  );
}
