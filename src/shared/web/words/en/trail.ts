import { area } from "../spoken.js";

const english = {
  reversed: "From lies after To.",
  person: "Person",
  anybody: "anybody",
  about: "About",
  anything: "Anything",
  allOf: (group: string) => `All of: ${group}`,
  from: "From",
  to: "To",
  case: "Case",
  any: "any",
  words: "Words (in the sentence or the line)",
  looking: "Looking",
  show: "Show",
  lines: "Lines of the trail, newest first",
};

/** Of the form that asks for lines of the audit trail. The lines are evidence: they stay as they are written, in English. */
export const trailWords = area("trail", english);
