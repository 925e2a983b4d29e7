/** What plate readers may be used for: the six purposes of the department's order, II.B. */
export const orderPurposes = [
  "stolen vehicle or plate",
  "wanted person",
  "missing or endangered person",
  "crime investigation",
  "traffic crash investigation",
  "protection of an event or place",
] as const;

/** One of them. */
export type OrderPurpose = (typeof orderPurposes)[number];

/** System use notification, agreed to at each sign-in (CJIS AC-8). */
export const usualNotice =
  "You are about to use a restricted system of a law enforcement agency. Use is monitored, recorded and audited. " +
  "Unauthorized use is prohibited and may be punished under criminal and civil law. Use means consent to monitoring and recording.";
