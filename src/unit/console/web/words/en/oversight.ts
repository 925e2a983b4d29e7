import { area } from "../../../../../shared/web/words/spoken.js";

const lines = (count: number): string => (count === 1 ? "1 line" : `${String(count)} lines`);

const english = {
  trailTitle: "Audit trail",
  signedPackage: "Signed package",
  looking: "Looking",
  olderLines: "Older lines",
  lookOn: "Look on",
  noTrail: "The trail cannot be shown.",
  noLine: "No line fits.",
  allLines: (count: number) => `${lines(count)}: all that fit.`,
  andOlder: (count: number) => `${lines(count)}, and older ones.`,
  linesSince: (count: number, time: string) =>
    `${lines(count)} since ${time}; older ones were not looked through yet.`,
  following: "Following the chain ...",
  noChain: "The chain cannot be checked now.",
  broken: "The chain does NOT hold: tell the agency's security officer (tagwatch evidence verify says more).",
  holdsSoFar: (link: string, all: string) => `The chain holds up to link ${link} of ${all}; following on ...`,
  holds: (link: string) =>
    `The chain holds from its first link to link ${link}, each line of the trail with it.`,
  noHead: "No head is signed yet.",
  signed: (link: string, time: string) => `Signed up to link ${link} on ${time}.`,
  signedBefore: (link: string, time: string, after: number) =>
    `Signed up to link ${link} on ${time}, ${String(after)} after it wait for the next.`,
  badSignature: "The signature of the newest head does NOT hold.",
  statisticsTitle: "Statistics",
  howFarBack: "How far back",
  spans: { day: "24 hours", week: "7 days", month: "30 days", quarter: "90 days" },
  counting: "Counting",
  notCounted: "Nothing could be counted.",
  partly: "NOT everything is counted yet: ask again in a minute, or for a shorter time.",
  readsPerHour: "Reads per hour",
  readsPerDay: "Reads per day",
  hitsPerHour: "Hits per hour",
  hitsPerDay: "Hits per day",
  verdicts: "Verdicts",
  readsPerCamera: "Reads per camera",
  hitsPerCamera: "Hits per camera",
  when: "When",
  reads: "Reads",
  hits: "Hits",
  verdict: "Verdict",
  camera: "Camera",
  inAll: (sum: string) => `${sum} in all`,
  without: (sum: string) => `${sum} ${sum === "1" ? "hit" : "hits"} without one`,
  asTable: "As a table",
  faults: "Faults",
  none: "None.",
  fault: "Fault",
  where: "Where",
  times: "Times",
  stood: "Stood",
  underMinute: "under 1 min",
  countedFrom: "Counted from what this unit keeps: a hit is one encounter, with the verdict in force.",
  noneKept: "No read is kept.",
  oldestKept: (time: string) => `The oldest read that is kept was captured ${time}.`,
  onlyHits: "Reads without a hit are not kept on this unit, and so not counted.",
};

/** Of the audit trail with its chain, and of the statistics. */
export const oversightWords = area("oversight", english);
