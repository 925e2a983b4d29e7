import type { Category, Priority } from "../../../domain/categories.js";
import type {
  ConfirmMethod,
  FaultPart,
  FixQuality,
  Role,
  StateMatch,
  Verdict,
  VerificationResult,
} from "../../../domain/closed-sets.js";
import { area } from "../spoken.js";

type Labels<Key extends string> = Readonly<Record<Key, string>>;

const category: Labels<Category> = {
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
const priority: Labels<Priority> = { high: "High", medium: "Medium", low: "Low" };
const verdict: Labels<Verdict> = {
  verified: "Verified",
  "wrong-state": "Wrong state",
  misread: "Misread",
  "not-current": "No longer wanted",
  dismissed: "Could not check",
  withdrawn: "Withdrawn",
};
const result: Labels<VerificationResult> = {
  confirmed: "Confirmed",
  "not-confirmed": "Not confirmed",
  "wrong-state": "Wrong state",
  misread: "Misread",
  "vehicle-differs": "Vehicle differs",
  "not-current": "No longer wanted",
  "not-checked": "Could not check",
  withdrawn: "Withdrawn",
};
const method: Labels<ConfirmMethod> = { "communications-unit": "Communications Unit", mdc: "MDC" };
const part: Labels<FaultPart> = {
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
const stateMatch: Labels<StateMatch> = {
  match: "State matches",
  mismatch: "State differs",
  unknown: "State not read",
};
const role: Labels<Role> = {
  officer: "Officer",
  supervisor: "Supervisor",
  analyst: "Analyst",
  auditor: "Auditor",
  technician: "Technician",
  "fleet-keeper": "Fleet keeper",
  administrator: "Administrator",
};
const fix: Labels<FixQuality> = {
  "3d": "GPS",
  "2d": "GPS (2D)",
  fixed: "Fixed site",
  "dead-reckoning": "Estimated",
  stale: "Old position",
};

const english = {
  /** What the officer reads for a category, on the card and in every list. */
  category,
  /** The word that stands beside a priority's shape and colour, so that neither has to be told apart. */
  priority,
  /** `High priority`. */
  priorityOf: { high: "High priority", medium: "Medium priority", low: "Low priority" },
  /** `high priority`, within a sentence. */
  inPriority: { high: "high priority", medium: "medium priority", low: "low priority" },
  /** What the button said with which a verdict was given; `withdrawn` stands in lists only. */
  verdict,
  unverified: "Unverified",
  /** What is said of a verification by how it ended. */
  result,
  /** Where dispatch is asked. */
  method,
  /** A part of a unit, as a supervisor names it. */
  part,
  /** What the card says of the state; `unknown` is worded as a lack, for it is no reason to act. */
  stateMatch,
  /** How well read and listed plate agree. */
  match: {
    exact: "Exact match",
    partial: "Partial match",
    likely: "Likely match",
    possible: "Possible match",
  },
  inMatch: { exact: "exact", partial: "partial", likely: "likely", possible: "possible" },
  /** What a person's role is called beside the name. */
  role,
  /** Where a position comes from; anything but a satellite fix says so. */
  fix,
  noPosition: "No position",
  north: "N",
  south: "S",
  east: "E",
  west: "W",
  noneOpen: "no hit unverified",
  open: (total: number, high: number) =>
    `${String(total)} ${total === 1 ? "hit" : "hits"} unverified${high > 0 ? `, ${String(high)} high` : ""}`,
  handover: (by: string, at: string, open: string, reason: string) =>
    `${by} handed over, ${at}: ${open}. ${reason}`,
  /** Names of fields of a record, as they are spelled in it: those that we add ourselves, and those that lists usually have. */
  field: {
    record: "NCIC / record no.",
    listedas: "Listed as",
    listedstate: "Listed state",
    source: "Source",
    readat: "Read at",
    camera: "Camera",
    position: "Position",
    frames: "Frames",
    name: "Name",
    dob: "DOB",
    make: "Make",
    model: "Model",
    year: "Year",
    color: "Color",
    colour: "Color",
    vehicle: "Vehicle",
    agency: "Agency",
    warrant: "Warrant",
    caution: "Caution",
    reason: "Reason",
    remarks: "Remarks",
    origin: "Origin",
    enteredby: "Entered by",
    ncicnumber: "NCIC number",
  },
  justNow: "just now",
  secondsAgo: (count: number) => `${String(count)} s ago`,
  minutesAgo: (count: number) => `${String(count)} min ago`,
  hoursAgo: (count: number) => `${String(count)} h ago`,
  daysAgo: (count: number) => `${String(count)} days ago`,
};

/** What the words in the data are called on every page, and moments and places in a few words. */
export const labelWords = area("labels", english);
