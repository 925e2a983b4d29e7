// Invented plates, vehicles and other fields of hotlists, the same for the same seed.
import { seededRandom } from "./random.js";

/** A whole number from 0 to below a bound. */
export type Random = (below: number) => number;

/** The randomness of a seed. */
export function createRandom(seed: number): Random {
  const next = seededRandom(seed);
  return (below) => Math.floor(next() * below);
}

const letters = "ABCDEFGHJKLMNPRSTUVWXYZ";
export const pick = <T>(random: Random, from: readonly T[]): T => from[random(from.length)];
const letter = (random: Random): string => letters[random(letters.length)] ?? "A";
const digits = (random: Random, count: number): string =>
  Array.from({ length: count }, () => String(random(10))).join("");
const lettersOf = (random: Random, count: number): string =>
  Array.from({ length: count }, () => letter(random)).join("");

export const states = ["KS", "MO", "NE", "OK", "CO", "OH", "TX", "CA", "FL", "IA", "IL", "AR"] as const;

/** Shapes of serials weighted as on the road of the plains; letters O, I and Q are as good as never issued. */
const shapes: readonly ((random: Random) => string)[] = [
  (r) => digits(r, 4) + lettersOf(r, 3),
  (r) => digits(r, 3) + lettersOf(r, 3),
  (r) => lettersOf(r, 3) + digits(r, 4),
  (r) => lettersOf(r, 3) + digits(r, 3),
  (r) => lettersOf(r, 2) + digits(r, 1) + letter(r) + digits(r, 1) + letter(r),
  (r) => digits(r, 1) + lettersOf(r, 3) + digits(r, 3),
];

export const plate = (random: Random): string => pick(random, shapes)(random);

export interface Vehicle {
  readonly make: string;
  readonly model: string;
  readonly style: string;
  readonly colour: string;
  readonly year: string;
}

export const vehicle = (random: Random): Vehicle => ({
  make: pick(random, ["FORD", "CHEV", "TOYT", "HOND", "NISS", "DODG", "JEEP", "KIA", "GMC", "SUBA"]),
  model: pick(random, ["MAL", "F15", "CAM", "CIV", "ALT", "CHA", "CHE", "SOR", "SIE", "OUT"]),
  style: pick(random, ["4D", "2D", "PK", "SW", "VN", "MC"]),
  colour: pick(random, ["BLK", "WHI", "SIL", "RED", "BLU", "GRY", "GRN", "TAN"]),
  year: String(1995 + random(31)),
});

export const number9 = (random: Random): string => digits(random, 9);
export const agency = (random: Random, state: string): string => `${state}${digits(random, 5)}00`;
export const date8 = (random: Random): string =>
  `202${String(random(6))}${String(1 + random(12)).padStart(2, "0")}${String(1 + random(28)).padStart(2, "0")}`;
export const slashDate = (compact: string): string =>
  `${compact.slice(4, 6)}/${compact.slice(6)}/${compact.slice(0, 4)}`;

/** The NCIC habit: every letter O becomes the digit 0. */
export const zeroed = (text: string): string => text.replaceAll("O", "0");
