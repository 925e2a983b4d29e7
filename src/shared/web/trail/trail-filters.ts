/** What the trail is narrowed to; empty fields say nothing. Times in UTC milliseconds. */
export interface TrailFilters {
  readonly from: string;
  readonly to: string;
  readonly person: string;
  readonly about: string;
  readonly text: string;
  /** Where lines name cases. */
  readonly case: string;
}

/** No narrowing. */
export const anyLine: TrailFilters = { from: "", to: "", person: "", about: "", text: "", case: "" };

/** Those that say something. */
export const givenFilters = (fields: object): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields).filter(
      (one): one is [string, string] => typeof one[1] === "string" && one[1] !== "",
    ),
  );
