import { area } from "../spoken.js";

const english = {
  /** What the server says in its own words, in those of the page. `said`: its code in `refusalTexts`; empty for none. */
  of: (message: string, _said: string, _values: readonly string[]) => message,
  noAnswer: "The unit does not answer. Check the connection.",
  refused: "The unit refused this.",
  /** Over a page that says it alone. */
  notDone: "Not done",
};

/** Of what the server refused. */
export const refusalWords = area("refusals", english);
