import { area } from "../spoken.js";

const english = {
  /** What the server says in its own words, in those of the page. */
  of: (message: string, _code: string) => message,
  noAnswer: "The unit does not answer. Check the connection.",
  refused: "The unit refused this.",
};

/** Of what the server refused. */
export const refusalWords = area("refusals", english);
