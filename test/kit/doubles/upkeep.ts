import type { Upkeep } from "../../../src/unit/core/upkeep/upkeep.js";

function never(): never {
  throw new Error("this test has no upkeep");
}

/** Upkeep of a unit where nothing happened and nobody may change anything. */
export const quietUpkeep: Upkeep = {
  faults: {
    standing: () => [],
    between: () => [],
    picture: () => null,
    acknowledge: () => null,
    heard: () => false,
    linked: () => null,
    useLink: () => null,
    report: never,
    repaired: () => false,
  },
  tours: { running: () => null, between: () => [], begin: never, end: () => null },
  assignments: { at: () => null, byDefault: null, list: () => [], set: never },
  selfTest: null,
  aim: () => null,
};
