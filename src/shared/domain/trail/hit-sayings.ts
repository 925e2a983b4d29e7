// Sentences of live alerts, of hits and of what is looked for.
import { lasting, type Facts, type Sayings } from "./saying.js";

const place: Readonly<Record<string, string>> = {
  "communications-unit": "the Communications Unit by radio",
  mdc: "the Mobile Data Computer",
};
const answers: Readonly<Record<string, string>> = {
  confirmed: "confirmed",
  "not-confirmed": "not confirmed",
  "no-answer": "no answer",
};
const hit = (of: Facts): string => (of.object === "" ? "a hit" : `hit ${of.object}`);
const counts = (of: Facts): string =>
  ["high", "medium", "low"].map((one) => `${of.of(one) || "0"} ${one}`).join(", ");

/** Live alerts and hits. */
export const hits: Sayings<"hits"> = {
  "live.open": {
    name: "Live page opened",
    did: (of) =>
      `opened the live page, which showed ${of.count("hits", "hit")} and ${of.count("reads", "read")}`,
  },
  "live.close": {
    name: "Live page closed",
    did: (of) =>
      `left the live page after ${lasting(String(Number(of.of("seconds")) * 1_000))}; it had shown ${of.count("alerts", "alert")} and ${of.count("reads", "read")}${of.with(" (", "ended", ")")}`,
  },
  "hit.show": {
    name: "Alert shown",
    did: (of) =>
      `was shown the alert of ${hit(of)}${of.of("screen") === "locked" ? " on a locked screen" : ""}`,
  },
  "hit.view": { name: "Hit looked at", did: (of) => `looked at ${hit(of)}` },
  "hit.reveal": {
    name: "Restricted details opened",
    did: (of) => `opened the restricted details of ${hit(of)}${of.with(", list ", "source")}`,
  },
  "hit.ask": {
    name: "Dispatch asked",
    did: (of) => `asked ${place[of.of("method")] ?? "dispatch"} to confirm ${hit(of)}`,
  },
  "hit.answer": {
    name: "Dispatch answered",
    did: (of) =>
      `noted what dispatch said of ${hit(of)}: ${answers[of.of("answer")] ?? (of.of("answer") || "nothing")}${of.with(", by ", "by")}${of.with(", call ", "call")}`,
  },
  "hit.disposition": {
    name: "Verdict",
    did: (of) =>
      `gave ${hit(of)} ${of.of("verdict") === "" ? "a verdict" : `the verdict “${of.of("verdict")}”`}`,
    failed: (of) => `gave a verdict on ${hit(of)}, which could not be stored`,
  },
  "hits.view": {
    name: "Log of hits looked at",
    did: (of) =>
      `looked at the log of hits${of.with(" (", "show", ")")} and was shown ${of.count("found", "hit")}`,
  },
  "hits.handover": {
    name: "Hits handed over",
    did: (of) => `signed out with hits unverified (${counts(of)})${of.with(", saying “", "reason", "”")}`,
  },
  "board.open": { name: "Board opened", did: () => "opened the board of live alerts" },
};

const by = (of: Facts): string => of.with(" by ", "filters").replaceAll(",", ", ");
/** Where a plate stands, or that it is withheld. */
const plate = ({ object }: Facts): string => {
  if (object === "") return "";
  return object.includes(" ") ? ` for a plate (${object})` : ` for the plate ${object}`;
};
const ended: Readonly<Record<string, string>> = {
  time: "; the time for one search was up before the end",
  gone: "; whoever asked went away before the answer",
  failed: "; it failed",
};

/** Searching, looking and counting. */
export const looking: Sayings<"looking"> = {
  "reads.view": {
    name: "Newest reads looked at",
    did: (of) => `looked at the newest reads (${of.of("found") || "0"})`,
    failed: () => "asked for the newest reads and got no answer",
  },
  "reads.search": {
    name: "Search",
    did: (of) =>
      `searched the reads${plate(of)}${by(of)}${of.with(" and found ", "found")}${ended[of.of("ended")] ?? ""}`,
    failed: (of) => `searched the reads${plate(of)}${by(of)}${ended[of.of("ended")] ?? "; it failed"}`,
  },
  "reads.found": {
    name: "Search answered",
    did: (of) =>
      `was shown ${of.count("found", "read")} by a search${of.of("cut") === "true" ? ", and there are more" : ""}`,
  },
  "reads.map": {
    name: "Map looked at",
    did: (of) => `looked at the map of reads${of.with(" around ", "lat")}${of.with(", ", "lon")}`,
  },
  "case.view": {
    name: "Case opened",
    did: () => "opened the reads of a case",
  },
  "picture.view": {
    name: "Pictures looked at",
    did: (of) => `looked at the pictures of ${of.object === "" ? "a read" : `read ${of.object}`}`,
  },
  "hotlist.lookup": {
    name: "Plate checked by hand",
    did: (of) => `asked the lists${plate(of)} and found ${of.count("found", "entry", "entries")}`,
  },
  "statistics.view": { name: "Statistics looked at", did: () => "looked at the statistics" },
  "tours.report": { name: "Report of tours", did: () => "printed the report of tours" },
};
