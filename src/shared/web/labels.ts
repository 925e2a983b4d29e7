// The words on the page for the words in the data.
import type { JSX } from "preact";
import type {
  ConfirmMethod,
  FixQuality,
  Role,
  StateMatch,
  Verdict,
  VerificationResult,
  FaultPart,
} from "../domain/closed-sets.js";
import type { ReadPosition } from "../domain/types.js";
import type { Fault } from "../domain/faults/fault.js";
import type { Category, Priority } from "../domain/categories.js";
import type { DispositionJson, HandoverJson, HitJson, OpenJson } from "./api-types.js";
import { dateTime, place } from "./format.js";
import { CarIcon, ClockIcon, CrossIcon, NotEqualIcon, QuestionIcon } from "./icons.js";

/** What the officer reads for a category, on the card and in every list. */
export const categoryLabel: Readonly<Record<Category, string>> = {
  "amber-alert": "AMBER Alert",
  "felony-vehicle": "Felony vehicle",
  "stolen-vehicle": "Stolen vehicle",
  "stolen-plate": "Stolen plate",
  "wanted-person": "Wanted person",
  "missing-person": "Missing person",
  "violent-person": "Violent person",
  "protection-order": "Protection order",
  "protective-interest": "Protective interest",
  "supervised-release": "Supervised release",
  "sex-offender": "Registered sex offender",
  "gang-or-terrorist": "Gang or terrorist file",
  immigration: "Immigration violator",
  warrant: "Warrant",
  suspended: "Suspended or revoked",
  bolo: "Be on the lookout",
  calibration: "Test plate",
  other: "Listed vehicle",
};

/** The word that stands beside a priority's shape and colour, so that neither has to be told apart. */
export const priorityLabel: Readonly<Record<Priority, string>> = {
  high: "High",
  medium: "Medium",
  low: "Low",
};

/** What the button said with which a verdict was given; `withdrawn` stands in lists only. */
export const verdictLabel: Readonly<Record<Verdict, string>> = {
  verified: "Verified",
  "wrong-state": "Wrong state",
  misread: "Misread",
  "not-current": "No longer wanted",
  dismissed: "Could not check",
  withdrawn: "Withdrawn",
};

/** What is said of a verification by how it ended. */
export const resultLabel: Readonly<Record<VerificationResult, string>> = {
  confirmed: "Confirmed",
  "not-confirmed": "Not confirmed",
  "wrong-state": "Wrong state",
  misread: "Misread",
  "vehicle-differs": "Vehicle differs",
  "not-current": "No longer wanted",
  "not-checked": "Could not check",
  withdrawn: "Withdrawn",
};

/** Icon of the button by which an officer ends the comparison so; null where it is ended otherwise. */
export const comparisonIcon: Readonly<Record<VerificationResult, (() => JSX.Element) | null>> = {
  confirmed: null,
  "not-confirmed": null,
  "wrong-state": NotEqualIcon,
  misread: QuestionIcon,
  "vehicle-differs": CarIcon,
  "not-current": ClockIcon,
  "not-checked": CrossIcon,
  withdrawn: null,
};

/** Where dispatch is asked. */
export const methodLabel: Readonly<Record<ConfirmMethod, string>> = {
  "communications-unit": "Communications Unit",
  mdc: "MDC",
};

/** The verdict in force in two or three words; of an older one its word of then. */
export function resultWords({ verdict, steps }: DispositionJson): string {
  return steps ? resultLabel[steps.result] : verdictLabel[verdict];
}

/** `0:42`, `12:03`: for how long something has been waited for. */
export function waited(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, "0")}`;
}

/** Hits without a verdict, over all priorities. */
export const openTotal = ({ high, medium, low }: OpenJson): number => high + medium + low;

/** `4 hits unverified, 3 high`, `1 hit unverified`, `no hit unverified`. */
export function openWords(open: OpenJson): string {
  const total = openTotal(open);
  if (total === 0) return "no hit unverified";
  return `${String(total)} ${total === 1 ? "hit" : "hits"} unverified${open.high > 0 ? `, ${String(open.high)} high` : ""}`;
}

/** `olive handed over, Jan 15, 2026 14:03: 4 hits unverified, 3 high. Next officer told`. */
export function handoverWords({ by, at, reason, left }: HandoverJson): string {
  return `${by} handed over, ${dateTime(at).slice(0, -3)}: ${openWords(left)}. ${reason}`;
}

/** What is wrong, beginning with where, a camera by its name (`cameras`: names by id): the subject is not said twice. */
export function faultWords(
  { part, subject, text }: Pick<Fault, "part" | "subject" | "text">,
  cameras: Readonly<Record<string, string>>,
): string {
  const own = text.toLowerCase().startsWith(subject.toLowerCase()) ? text.slice(subject.length) : text;
  const where = (part === "camera" ? cameras[subject] : undefined) ?? subject;
  return `${where.charAt(0).toUpperCase()}${where.slice(1)}: ${own.replace(/^[\s:,]+/, "")}`;
}

/** A part of a unit, as a supervisor names it. */
export const partLabel: Readonly<Record<FaultPart, string>> = {
  camera: "Camera",
  vision: "Plate reading",
  gps: "GPS",
  clock: "Clock",
  evidence: "Evidence store",
  hotlist: "Hotlists",
  uplink: "Uplink",
  page: "Screen or sound",
  computer: "Computer",
  power: "Power",
  mount: "Mount or housing",
  unit: "Something else",
};

/** Whether a listed plate is a partial one: `?` stands for one character, `*` for any number. */
export const isPartial = (plate: string): boolean => /[?*]/.test(plate);

/** How well read and listed plate agree, in one word before "match". Many plates fit a partial one; what is less probable than not is not likely. */
export function matchWord({
  match,
  probability,
  entry,
}: HitJson): "exact" | "partial" | "likely" | "possible" {
  if (match === "exact") return "exact";
  if (isPartial(entry.plate)) return "partial";
  return probability < 0.5 ? "possible" : "likely";
}

/** What the card says of the state; `unknown` is worded as a lack, for it is no reason to act. */
export const stateMatchLabel: Readonly<Record<StateMatch, string>> = {
  match: "State matches",
  mismatch: "State differs",
  unknown: "State not read",
};

/** What a person's role is called beside the name. */
export const roleLabel: Readonly<Record<Role, string>> = {
  officer: "Officer",
  supervisor: "Supervisor",
  analyst: "Analyst",
  auditor: "Auditor",
  technician: "Technician",
  "fleet-keeper": "Fleet keeper",
  administrator: "Administrator",
};

/** Where a position comes from; anything but a satellite fix says so. */
export const fixLabel: Readonly<Record<FixQuality, string>> = {
  "3d": "GPS",
  "2d": "GPS (2D)",
  fixed: "Fixed site",
  "dead-reckoning": "Estimated",
  stale: "Old position",
};

/** Never a place without its quality: an old position looks like a good one. `37.69210 N, 97.33755 W (Old position)`. */
export function placeAndQuality(position: ReadPosition | null): string {
  return position ? `${place(position)} (${fixLabel[position.quality]})` : "No position";
}

/** What the list says in its own words where it uses one we do not know. */
export function writtenAs(hit: HitJson, field: "listedAs" | "listedState"): string | undefined {
  return hit.entry.record?.find(([name]) => name === field)?.[1];
}

/** The state the list names, known to us or not; null when it names none. */
export function listedState(hit: HitJson): string | null {
  return hit.entry.state ?? writtenAs(hit, "listedState") ?? null;
}

const fieldNames: Readonly<Record<string, string>> = {
  record: "NCIC / record no.",
  listedas: "Listed as",
  listedstate: "Listed state",
};

const shortForms = /\b(ncic|nic|vin|id|oca|ori|lis|dob|fbi|ucn)\b/gi;

/** `makeModel`, `make_model` and `MAKE MODEL` become `Make model`; abbreviations of the trade stay in capitals. */
export function fieldLabel(key: string): string {
  const named = fieldNames[key.toLowerCase()];
  if (named !== undefined) return named;
  const words = key
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replace(/[_-]+/g, " ")
    .trim()
    .toLowerCase()
    .replace("colour", "color");
  return (words.charAt(0).toUpperCase() + words.slice(1)).replace(shortForms, (short) => short.toUpperCase());
}
