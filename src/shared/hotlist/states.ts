import { issuerCodes } from "../domain/issuers/state-codes.js";
import { memo } from "./memo.js";

const restored = new Map(
  [...issuerCodes].filter((code) => code.includes("O")).map((code) => [code.replaceAll("O", "0"), code]),
);

/**
 * Postal code of an issuing authority from what a source writes: `0H` is Ohio again, `C0` Colorado, `M0` Missouri
 * (no code holds a digit). Undefined when the closed list has no such code.
 */
export const stateCode: (text: string) => string | undefined = memo((text) => {
  const code = text.trim().toUpperCase();
  return issuerCodes.has(code) ? code : restored.get(code);
});

const names: Readonly<Record<string, string>> = {
  AL: "Alabama",
  AK: "Alaska",
  AZ: "Arizona",
  AR: "Arkansas",
  CA: "California",
  CO: "Colorado",
  CT: "Connecticut",
  DE: "Delaware",
  DC: "District of Columbia",
  FL: "Florida",
  GA: "Georgia",
  HI: "Hawaii",
  ID: "Idaho",
  IL: "Illinois",
  IN: "Indiana",
  IA: "Iowa",
  KS: "Kansas",
  KY: "Kentucky",
  LA: "Louisiana",
  ME: "Maine",
  MD: "Maryland",
  MA: "Massachusetts",
  MI: "Michigan",
  MN: "Minnesota",
  MS: "Mississippi",
  MO: "Missouri",
  MT: "Montana",
  NE: "Nebraska",
  NV: "Nevada",
  NH: "New Hampshire",
  NJ: "New Jersey",
  NM: "New Mexico",
  NY: "New York",
  NC: "North Carolina",
  ND: "North Dakota",
  OH: "Ohio",
  OK: "Oklahoma",
  OR: "Oregon",
  PA: "Pennsylvania",
  RI: "Rhode Island",
  SC: "South Carolina",
  SD: "South Dakota",
  TN: "Tennessee",
  TX: "Texas",
  UT: "Utah",
  VT: "Vermont",
  VA: "Virginia",
  WA: "Washington",
  WV: "West Virginia",
  WI: "Wisconsin",
  WY: "Wyoming",
  PR: "Puerto Rico",
  GU: "Guam",
  AB: "Alberta",
  BC: "British Columbia",
  MB: "Manitoba",
  NB: "New Brunswick",
  NS: "Nova Scotia",
  NT: "Northwest Territories",
  NU: "Nunavut",
  ON: "Ontario",
  PE: "Prince Edward Island",
  QC: "Quebec",
  SK: "Saskatchewan",
};

const folded = (name: string): string =>
  name
    .toUpperCase()
    .replaceAll("0", "O")
    .replace(/[^A-Z]/g, "");
const byName = new Map(Object.entries(names).map(([code, name]) => [folded(name), code]));

/** What stands where a state belongs. */
export interface WrittenState {
  /** Undefined: none is written, or it is not known. */
  readonly code: string | undefined;
  /** The written word, where it is not known; empty otherwise. */
  readonly unknown: string;
  /** No state is written so, in any country: the columns are shifted. */
  readonly damaged: boolean;
}

/** Reads a state as sources write it: `KS`, `0H`, `Kansas`, `US-KS`, `KS - Kansas`, `Kansas (KS)`. */
export const readState: (text: string) => WrittenState = memo((written) => {
  const text = written.trim();
  const code = text === "" ? undefined : (stateCode(text) ?? namedState(text.toUpperCase()));
  const unknown = code === undefined ? text : "";
  return { code, unknown, damaged: /\d/.test(unknown) };
});

function namedState(text: string): string | undefined {
  const country = /^(?:USA?|CAN?)\s*[-_ ]\s*(.+)$/.exec(text)?.[1] ?? /^(.+?)\s*[-,]\s*USA?$/.exec(text)?.[1];
  if (country !== undefined) {
    const code = stateCode(country) ?? byName.get(folded(country));
    if (code !== undefined) return code;
  }
  // A code and a name beside each other must mean the same.
  const both =
    /^([A-Z0]{2})\s*[-–:/(,]\s*(.+)$/.exec(text) ?? swap(/^(.+?)\s*[-–:/(,]\s*([A-Z0]{2})\)?$/.exec(text));
  if (both) {
    const code = stateCode(both[1] ?? "");
    return code !== undefined && byName.get(folded(both[2] ?? "")) === code ? code : undefined;
  }
  return byName.get(folded(text.replace(/^STATE OF /, "")));
}

const swap = (found: RegExpExecArray | null): readonly (string | undefined)[] | null =>
  found && [found[0], found[2], found[1]];
