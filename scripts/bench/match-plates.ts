// Plates for the wrong-hit study: serials as they are issued, and a list as the police hold it, fleets and all.
import { createRandom, pick, plate, type Random } from "../../test/kit/samples/list-rows.js";

const words = [
  "BOSS",
  "JAYHAWK",
  "MOM",
  "GOLF",
  "RIDE",
  "LUCKY",
  "COWBOY",
  "HUNTER",
  "DAD",
  "ROYALS",
] as const;
/** Most vehicles of one fleet that are listed: consecutive serials, as a lessor or a thief of plate boxes has them. */
const mostOfFleet = 30;

/**
 * A plate in use. One in fourteen has an O, I or Q for one of its letters, as old plates have; one in twelve is a
 * personal plate; one in twenty-five is short, as those of dealers, veterans and governments are.
 */
export function plausiblePlate(random: Random): string {
  const kind = random(100);
  if (kind < 8) return (pick(random, words) + String(random(100))).slice(0, 7);
  if (kind < 12) return plate(random).slice(0, 2 + random(4));
  const text = plate(random);
  if (kind >= 19) return text;
  const at = [...text].findIndex((character) => /[A-Z]/.test(character));
  return text.slice(0, at) + pick(random, ["O", "I", "Q", "O"]) + text.slice(at + 1);
}

/** The plate so many serials on: its longest run of digits counts upwards. */
export function followingPlate(text: string, steps: number): string {
  const run = (text.match(/\d+/g) ?? []).reduce(
    (longest, other) => (other.length > longest.length ? other : longest),
    "",
  );
  if (run === "") return text;
  const all = 10 ** run.length;
  const next = (((Number(run) + steps) % all) + all) % all;
  return text.replace(run, String(next).padStart(run.length, "0"));
}

/** Vehicles that pass, all different. */
export function passingPlates(count: number, seed: number): readonly string[] {
  const random = createRandom(seed);
  const plates = new Set<string>();
  while (plates.size < count) plates.add(plausiblePlate(random));
  return [...plates];
}

/**
 * A list of about `count` plates: two thirds of them single vehicles, the rest in fleets of consecutive serials. One
 * passing vehicle in twenty belongs to such a fleet without being listed itself: its neighbours are the hardest there are.
 */
export function listedPlates(count: number, passing: readonly string[], seed: number): ReadonlySet<string> {
  const random = createRandom(seed);
  const seen = new Set(passing);
  const listed = new Set<string>();
  const add = (text: string): void => void (seen.has(text) || listed.add(text));
  const addFleet = (first: string): void => {
    const size = 2 + random(mostOfFleet - 1);
    for (let i = 0; i < size && listed.size < count; i++) add(followingPlate(first, i - (size >> 1)));
  };
  for (const text of passing) if (random(20) === 0) addFleet(text);
  while (listed.size < count) {
    if (random(2 + mostOfFleet) === 0) addFleet(plausiblePlate(random));
    else add(plausiblePlate(random));
  }
  return listed;
}
