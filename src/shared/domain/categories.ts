// Why a plate is on a list, and how loudly it is announced. List files store places in these two lists: add at the end only,
// or raise the version of the list file.

/** Reasons, as configuration, messages and screen name them. */
export const categories = [
  "amber-alert",
  "felony-vehicle",
  "stolen-vehicle",
  "stolen-plate",
  "wanted-person",
  "missing-person",
  "violent-person",
  "protection-order",
  "protective-interest",
  "supervised-release",
  "sex-offender",
  "gang-or-terrorist",
  "immigration",
  "warrant",
  "suspended",
  "bolo",
  "calibration",
  "other",
] as const;

/** Why a plate is on a list. */
export type Category = (typeof categories)[number];

/** Priorities, loudest first. */
export const priorities = ["high", "medium", "low"] as const;

/** How loudly a hit is announced. */
export type Priority = (typeof priorities)[number];
