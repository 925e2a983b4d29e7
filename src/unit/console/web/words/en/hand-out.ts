import { area } from "../../../../../shared/web/words/spoken.js";

const reads = (count: number): string => (count === 1 ? "1 read" : `${String(count)} reads`);

const english = {
  keys: { hold: "Hold", package: "Package", sheet: "Print" },
  tickFirst: "Tick reads first",
  titles: {
    hold: (count: number) => `Hold for a case: ${reads(count)}`,
    package: (count: number) => `Evidence package: ${reads(count)}`,
    sheet: (count: number) => `Print: ${reads(count)}`,
  },
  buttons: { hold: "Hold", package: "Make the package", sheet: "Open the sheet" },
  working: "Working",
  notDone: "It was not done.",
  caseNumber: "Case number",
  caseSigns: "letters, digits, . : / - _",
  reason: "Reason",
  untilEndOf: "Until the end of",
  legalBasis: "Legal basis (needed beyond two years)",
  recipient: "Recipient",
  purpose: "Purpose",
  held: (hold: {
    readonly of: string;
    readonly until: string;
    readonly added: number;
    readonly all: number;
  }) =>
    `${reads(hold.added)} held for case ${hold.of} until the end of ${hold.until}.${hold.added < hold.all ? ` Held for it before: ${String(hold.all - hold.added)}.` : ""}`,
  sheetOpens: "The sheet opens in a page of its own, which prints it.",
  packageGiven: (hash: string) =>
    `The package was handed to this screen. SHA-256 of its SHA256SUMS: ${hash}.`,
  trailTitle: "Signed package of these lines",
  trailGiven: (hash: string) =>
    `The package was handed to this screen. SHA-256 of its SHA256SUMS: ${hash}. README.txt in it says how to check it.`,
  noPackage: "No package was made.",
};

/** Of reads and lines of the trail that are kept for a case, packed or printed. */
export const handOutWords = area("hand-out", english);
