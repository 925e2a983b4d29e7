import type { ComponentChildren } from "preact";
import type { CautionKind } from "../../card/caution.js";
import { area } from "../spoken.js";

const caution: Readonly<Record<CautionKind, string>> = {
  Armed: "Armed",
  Violent: "Violent",
  Explosives: "Explosives",
  "May flee": "May flee",
  Suicidal: "Suicidal",
  "Caution in the record": "Caution in the record",
};

const english = {
  // What changes the meaning of the card.
  covert: "Covert: do not stop, do not air.",
  contact: (who: string) => `Contact ${who}`,
  ownerOf: (list: string) => `the owner of the list ${list}`,
  cancelled: "Cancelled: the plate was read again and is not the listed one",
  notInForce:
    "Cancelled: the time is known now, and the list's entry was not in force when the plate was read",
  unrecorded: "Not recorded: evidence could not be written. Note this down.",
  corrected: "Corrected: the plate was read again, better",
  localWatch: (by: ComponentChildren, until: string) => [
    "Local watch by ",
    by,
    until === "" ? "" : ` until ${until}`,
  ],
  caution: "Caution",
  /** Kinds of danger in a masked record. */
  cautionKind: caution,
  // The comparison.
  read: "Read",
  listed: "Listed",
  incomplete: "incomplete?",
  stateNotRead: "state not read",
  stateNotListed: "state not listed",
  match: (match: string, percent: string) => `${match} ${percent}`,
  stateMatches: (words: string, state: string) => `${words}: ${state}`,
  stateDiffers: (words: string, read: string, listed: string) => `${words}: read ${read}, listed ${listed}`,
  stateNotCompared: "State not compared",
  noneListed: (words: string) => `${words}, none listed`,
  isListed: (words: string, state: string) => `${words}, listed ${state}`,
  datesNotChecked: "List's dates not checked",
  plateAlt: (text: string) => `Plate as seen, read as ${text}`,
  vehicleAlt: "Vehicle as seen",
  lookFor: "Look for",
  notDescribed: "not described in the list",
  listedAs: (words: string) => `Listed as: ${words}`,
  earlierRead: "Earlier read",
  clockNotSet: (time: string) => `${time} (clock not set)`,
  // The record and what is shown large.
  more: "More",
  map: "Map",
  restricted: "Restricted file.",
  hidden: "Details are hidden; looking is recorded.",
  showDetails: "Show details",
  notShown: "The details cannot be shown.",
  sheet: { plate: "Plate", vehicle: "Vehicle", record: "Record and read", map: "Map" },
  largeAlt: { plate: "Plate, large", vehicle: "Vehicle, large" },
  cropOnly: "This crop is all that is stored; the whole frame is not.",
  asRecorded: "As recorded",
  close: "Close",
  // The steps.
  steps: { compare: "Compare", dispatch: "Dispatch", outcome: "Outcome" },
  verifyFirst: "Verify with dispatch before acting",
  doNotAct: "Do not act on this alert",
  dispatchConfirmed: (by: string, call: string) =>
    `Dispatch confirmed${by === "" ? "" : ` by ${by}`}${call === "" ? "" : `, ${call}`}`,
  noAnswerAt: (time: string) => `No answer, ${time}`,
  notAsked: "Not asked yet",
  copied: "plate copied",
  notCopied: "plate NOT copied",
  askedAt: (method: string, time: string, waited: string) => `${method} asked ${time} · ${waited}`,
  // The buttons.
  verdict: "Verdict",
  outcome: "Outcome",
  reasonFor: (outcome: string) => `${outcome}: reason`,
  alert: "Alert",
  allMatches: "All matches",
  back: "Back",
  radio: "Radio: Communications Unit",
  mdc: "MDC",
  confirmed: "Confirmed",
  notConfirmed: "Not confirmed",
  noAnswer: "No answer",
  sending: "Sending",
  note: "Note",
  noteHint: "Note (optional), stored with the verdict",
  who: "Who, call no.",
  dispatcher: "Dispatcher",
  callNumber: "Call or case no.",
  seen: "Seen",
  notedDown: "I noted it down",
  noteKept: (note: string) => `Your note, not stored: ${note}`,
  given: (result: ComponentChildren, by: string, time: string) => [result, ` by ${by}, ${time}`],
  rightText: "Right text",
  plateSays: "What the plate says",
  leave: "Leave",
  save: "Save",
  saveText: (text: string) => `Save ${text}`,
  change: "Change",
  nextAlert: (count: number) => `Next alert (${String(count)})`,
  cardIsNew: "This card is new. Look at it, then tap again.",
  notStored: "The verdict was not stored.",
};

/** Of an alert's card: what was read and listed, what it warns of, and the steps to a verdict. */
export const cardWords = area("card", english);
