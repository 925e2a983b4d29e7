import { area } from "../../../../../shared/web/words/spoken.js";

const english = {
  label: "Report of the tour",
  title: "Tour of duty",
  officer: "Officer",
  began: "Began",
  byDriving: "began by driving",
  badge: (badge: string) => `badge ${badge}`,
  partner: "Partner",
  vehicle: "Vehicle",
  purpose: "Purpose",
  ended: "Ended",
  lasted: "Lasted",
  reads: "Reads",
  hits: "Hits",
  verdicts: "Verdicts",
  unverifiedNow: "Unverified now",
  notKnown: "not known",
  note: "Note",
  camera: "Camera",
  watched: "Watched",
  blind: "Blind",
  defects: "Defects",
};

/** Of the report of a tour. */
export const reportWords = area("report", english);
