import { area } from "../../../../../shared/web/words/spoken.js";

const english = {
  noneFits: "No read fits. A longer time, * or ? in the plate, or similar letters find more.",
  readsFound: "Reads found",
  allShown: "All reads shown",
  pictures: "Pictures",
  hidePictures: "Hide pictures",
  state: "State",
  when: "When",
  camera: "Camera",
  hit: "Hit",
  read: "Read",
  place: "Place",
  tick: (plate: string) => `Tick ${plate}`,
  open: (plate: string) => `Open ${plate}`,
  incomplete: "incomplete?",
  covert: "covert: do not stop",
  clockNotSet: "clock not set",
  readOf: (plate: string) => `Read ${plate}`,
  plateAs: (plate: string) => `Plate read as ${plate}`,
  vehicleSeen: "Vehicle as seen",
  stateNotRead: "State not read",
  readFrom: (percent: string, frames: number) =>
    `read ${percent} from ${String(frames)} ${frames === 1 ? "frame" : "frames"}`,
  timeUnknown: "The clock was not set: the time is not known.",
  timeFollows: "It follows as soon as the unit knows the time.",
  timeStaysUnknown: "It stays unknown.",
  timeComputed: (within: string, first: string) =>
    `Time computed later, ± ${within}. At capture the clock was not set and said ${first}.`,
  showHit: "Show the hit",
  noHit: "The hit cannot be shown.",
};

/** Of the table of reads that a search found, and of one of them. */
export const foundWords = area("found", english);
