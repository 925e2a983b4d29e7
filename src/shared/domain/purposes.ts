/** What plate readers may be used for: the six purposes of the department's order, II.B. */
export const orderPurposes = [
  "stolen vehicle or plate",
  "wanted person",
  "missing or endangered person",
  "crime investigation",
  "traffic crash investigation",
  "protection of an event or place",
] as const;
