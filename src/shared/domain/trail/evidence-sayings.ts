// Sentences of lists, of evidence that is kept or handed out, and of the trail itself.
import type { Facts, Sayings } from "./saying.js";

const list = (of: Facts): string => (of.object === "" ? "a list" : `the list “${of.object}”`);
const watch = (of: Facts): string => `a watch for ${of.object || "a plate"}`;
const words = (of: Facts): string => of.with(", saying “", "reason", "”");

/** Hotlists and watches. */
export const lists: Sayings<"lists"> = {
  "hotlist.load": {
    name: "List loaded",
    did: (of) =>
      `loaded ${list(of)} from ${of.of("origin") || "a file"}: ${of.count("entries", "entry", "entries")}, ${of.of("rejected") || "0"} rejected${of.of("forced") === "true" ? ", forced" : ""}`,
    failed: (of) => `tried to load ${list(of)}; it did not come into force${of.with(": ", "reason")}`,
  },
  "hotlist.damage": {
    name: "List damaged",
    did: (of) => `found ${list(of)} damaged`,
    failed: (of) => `found a damaged file of ${list(of)} and set it aside${of.with(": ", "reason")}`,
  },
  "lookout.view": { name: "Watches looked at", did: () => "looked at the watches for plates" },
  "lookout.add": {
    name: "Watch entered",
    did: (of) =>
      `entered ${watch(of)}${of.with(" for ", "hours", " hours")}${of.with(", asked for by ", "origin")}${words(of)}`,
  },
  "lookout.change": {
    name: "Watch changed",
    did: (of) => `changed ${watch(of)}${of.with(", entered by ", "enteredBy")}${words(of)}`,
  },
  "lookout.end": {
    name: "Watch ended",
    did: (of) => `ended ${watch(of)}${of.with(", entered by ", "enteredBy")}${words(of)}`,
  },
  "lookout.over": { name: "Watch over", did: (of) => `ended ${watch(of)}, whose time was over` },
};

const forCase = (of: Facts): string => (of.object === "" ? "" : ` for case ${of.object}`);
const handedOut = (of: Facts): string =>
  `${of.count("reads", "read")} and ${of.count("pictures", "picture")}${forCase(of)}${of.with(", to ", "recipient")}`;

/** What is kept for cases and handed out. */
export const evidence: Sayings<"evidence"> = {
  "hold.add": {
    name: "Hold made",
    did: (of) =>
      `held ${of.count("reads", "read")}${forCase(of)}${of.at(" until ", "until")}${of.with(", because “", "why", "”")}`,
    failed: (of) => `could not hold reads${forCase(of)}${of.with(": ", "reason")}`,
  },
  "hold.make": {
    name: "Hold made at the centre",
    did: (of) =>
      `made a hold${of.with(" for case ", "case")}${of.at(" until ", "until")}${of.with(", because “", "why", "”")}`,
    failed: (of) => `could not make a hold${of.with(" for case ", "case")}${of.with(": ", "reason")}`,
  },
  "hold.extend": {
    name: "Hold extended",
    did: (of) =>
      `extended the hold${of.with(" for case ", "case")}${of.at(" to ", "until")}${of.with(", because “", "why", "”")}`,
    failed: (of) => `could not extend the hold${of.with(" for case ", "case")}${of.with(": ", "reason")}`,
  },
  "hold.release": {
    name: "Hold released",
    did: (of) => `released the hold${forCase(of)}${of.with(", because “", "why", "”")}`,
    failed: (of) => `could not release the hold${forCase(of)}${of.with(": ", "reason")}`,
  },
  "reads.export": {
    name: "Package handed out",
    did: (of) => `handed out ${handedOut(of)}`,
    failed: (of) => `could not hand out a package of reads${of.with(": ", "reason")}`,
  },
  "reads.print": {
    name: "Sheet printed",
    did: (of) => `printed ${handedOut(of)}`,
    failed: (of) => `could not print a sheet of reads${of.with(": ", "reason")}`,
  },
  "package.sent": {
    name: "Package sent",
    did: (of) =>
      `got the package whole${of.with(" (", "bytes", " bytes)")}${of.with("; SHA-256 of its SHA256SUMS: ", "sha256")}`,
    failed: (of) => `did not get the package whole${of.with(": ", "reason")}`,
  },
  "evidence.head": { name: "Head of the chain printed", did: () => "printed the head of the chain" },
  "evidence.verify": {
    name: "Chain verified",
    did: (of) =>
      `verified ${of.count("links", "link")} of the chain, with ${of.count("findings", "finding")}`,
  },
  "outbox.release": {
    name: "Messages released",
    did: (of) => `put ${of.count("messages", "refused message")} back into the queue for upload`,
  },
  "outbox.again": {
    name: "Asked to send again",
    did: (of) =>
      `was asked by the centre for ${of.count("asked", "message")} again; ${of.of("gone")} are not here any more`,
  },
};

const span = (of: Facts): string => `${of.at(" from ", "from")}${of.at(" to ", "to")}`;
const sought = (of: Facts): string =>
  `${of.with(", of the person “", "person", "”")}${of.with(", about “", "about", "”")}${of.with(", with the words “", "text", "”")}${span(of)}`;

/** The trail itself. */
export const trail: Sayings<"trail"> = {
  "audit.view": {
    name: "Trail looked at",
    did: (of) => `looked at the audit trail${sought(of)}${of.with(" (", "found", " lines)")}`,
  },
  "audit.export": {
    name: "Trail handed out",
    did: (of) => `asked for a signed package of the audit trail${of.with(", to ", "recipient")}${sought(of)}`,
    failed: (of) => `got no package of the audit trail${of.with(": ", "reason")}`,
  },
  "audit.report": { name: "Trail reported", did: (of) => `printed a report of the audit trail${span(of)}` },
  "audit.hourly": { name: "Hourly proof", did: () => "proved that lines of the trail can be written" },
  "breach.suspected": {
    name: "Suspected breach",
    did: (of) => `noted a suspected breach${of.with(": ", "what")}`,
    failed: (of) => `noted a SUSPECTED BREACH${of.with(": ", "what")}`,
  },
};
