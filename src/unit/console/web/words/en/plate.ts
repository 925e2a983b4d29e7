import type { ComponentChildren } from "preact";
import { area } from "../../../../../shared/web/words/spoken.js";

/** Who asked for a watch, as it is recorded whatever the language of the page. */
export const watchOrigins = {
  dispatch: "Dispatch",
  supervisor: "Supervisor",
  agency: "Other agency",
} as const;

const english = {
  key: "+ Plate",
  keyLabel: "+ Plate: check a plate, or watch for one",
  title: "Plate",
  tab: { check: "Check", watch: "Watch for", watched: "Watched" },
  whatToDo: "What to do",
  watchesFault: "The watches cannot be read.",
  plate: "Plate",
  state: "State",
  any: "any",
  // The check.
  checking: "Checking",
  check: "Check",
  notChecked: "The plate was not checked.",
  watchForPlate: (plate: string) => `Watch for ${plate}`,
  verifyFirst: "Verify with dispatch before acting",
  onNone: (lists: string) => `is on none of the lists looked at: ${lists}`,
  noList: "was not checked: no list is in force",
  exact: "Exact",
  similar: "Similar",
  stateDiffers: "state differs",
  source: (list: string) => `Source: ${list}`,
  restricted: "restricted file, details masked",
  covert: "Covert: do not stop, do not air",
  caution: (words: string) => `Caution: ${words}`,
  readBefore: "Read before",
  notSearched: "The unit's reads could not be searched now.",
  notRead: "Not read by this unit, as far as its reads are kept.",
  plateAlt: (text: string) => `Plate as seen, read as ${text}`,
  earlierWaiting: "Earlier reads are being matched.",
  earlierAll: (count: number) => `Earlier reads that match: ${String(count)}, all in Hits.`,
  earlierCut: (found: number, written: number) =>
    `Earlier reads that match: ${String(found)}. Only ${String(written)} of them, the newest, are in Hits.`,
  searchFor: (plate: string) => `Search for ${plate}`,
  // The watch.
  hours: { 4: "4 hours", 12: "12 hours", 24: "1 day", 168: "7 days" },
  origin: watchOrigins as Readonly<Record<keyof typeof watchOrigins, string>>,
  notWatched: "The plate is NOT watched for.",
  leave: (id: string) => `Leave ${id} as it is`,
  sending: "Sending",
  watchThis: "Watch for this plate",
  changeThis: (id: string) => `Change ${id}`,
  signs: (one: ComponentChildren, many: ComponentChildren) => [
    one,
    " one unknown character, ",
    many,
    " any number of them; at least three must be known.",
  ],
  why: "Why",
  askedBy: "Asked for by, BOLO no.",
  askedByGroup: "Asked for by",
  vehicle: "Vehicle, if known",
  howLong: "How long",
  category: "Category",
  inForce: (plate: ComponentChildren, until: string, id: string) => [
    plate,
    ` is watched for now until ${until}. No. ${id}`,
  ],
  inForceOpen: (plate: ComponentChildren, hours: number, id: string) => [
    plate,
    ` is watched for now, and for ${String(hours)} h once the unit's clock is set. No. ${id}`,
  ],
  another: "Another plate",
  // What is watched for.
  notEnded: "It was not ended.",
  ended: (plate: ComponentChildren, id: string) => [plate, ` is not watched for any more. No. ${id}`],
  asking: "Asking the unit",
  notKept: "The store cannot be opened: a restart forgets what is entered now.",
  noneWatched: "No plate is watched for by hand.",
  inBrackets: (category: string, priority: string) => `${category} (${priority.toLowerCase()})`,
  lookFor: (vehicle: string) => `Look for ${vehicle}`,
  enteredBy: (name: string) => `by ${name}`,
  changedBy: (name: string) => `, changed by ${name}`,
  again: "Again",
  change: "Change",
  end: "End",
  reallyEnd: "Really end",
  holds: (hours: number) => `Holds ${String(hours)} h once the unit's clock is set`,
  over: (time: string) => `Over since ${time}`,
  until: (time: string) => `Until ${time}`,
};

/** Of the sheet of plates: checked by hand, and watched for. */
export const plateWords = area("plate", english);
