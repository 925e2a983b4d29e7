import { area } from "../../../../../shared/web/words/spoken.js";

const english = {
  title: "Tour of duty",
  whatToDo: "What to do",
  tabs: { tour: "Tour", test: "Self-test", defects: "Defects" },
  noAnswer: "The unit does not answer.",
  assignedTo: (person: string) => `the unit is assigned to ${person}`,
  badgeNumber: "Badge number",
  vehicle: "Vehicle",
  partnerIfAny: "Partner, if any",
  sending: "Sending",
  start: "Start tour",
  lastReport: "Report of the last tour",
  noneKept: "No report of a tour is kept here.",
  verifyFirst: (open: string) =>
    `${open}. Verify them before you sign off, or hand them over when you sign out.`,
  noteStays: "Note, stays on the unit",
  verifyNow: "Verify now",
  reallyEnd: "Really end the tour",
  endOf: (person: string) => `End the tour of ${person}`,
  signOff: "Sign off",
  over: "The tour is over. Its report is kept on the unit and sent to the department.",
  print: "Print",
  done: "Done",
};

/** Of a tour of duty, from its sign-on to its end. */
export const tourWords = area("tour", english);
