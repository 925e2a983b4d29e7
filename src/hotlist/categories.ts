import { categories, type Category } from "../core/categories.js";

/** Categories drawn from NCIC restricted files (CJIS Security Policy 4.2.2): details need the right to them. */
const restricted = new Set<Category>([
  "gang-or-terrorist",
  "supervised-release",
  "sex-offender",
  "protection-order",
  "protective-interest",
  "violent-person",
  "immigration",
]);

export const isRestricted = (category: Category): boolean => restricted.has(category);

/** Letter codes of the NCIC extract; the second row are letters only the Kansas files use. */
const byNcicCode: Readonly<Record<string, Category>> = {
  A: "amber-alert",
  F: "felony-vehicle",
  W: "wanted-person",
  V: "stolen-vehicle",
  P: "stolen-plate",
  M: "missing-person",
  C: "supervised-release",
  H: "protection-order",
  K: "protective-interest",
  L: "violent-person",
  R: "stolen-vehicle",
  T: "gang-or-terrorist",
  X: "sex-offender",
  N: "immigration",
  B: "other",
};

const byKansasCode: Readonly<Record<string, Category>> = {
  ...byNcicCode,
  E: "violent-person",
  O: "protection-order",
  T: "violent-person",
  Y: "missing-person",
};

export const ncicCategory = (code: string): Category | undefined => byNcicCode[code.toUpperCase()];
export const kansasCategory = (code: string): Category | undefined => byKansasCode[code.toUpperCase()];

const words: readonly (readonly [RegExp, Category])[] = [
  [/CALIBRATION|TEST PLATE|TEST RECORD/, "calibration"],
  [/AMBER|ABDUCT/, "amber-alert"],
  [/FELON/, "felony-vehicle"],
  [/STOLEN (LICEN[SC]E )?(PLATE|TAG)|LOST PLATE|PLATE STOLEN/, "stolen-plate"],
  [/STOLEN|CARJACK|AUTO THEFT/, "stolen-vehicle"],
  [/SEX|OFFENDER|KSRO/, "sex-offender"],
  [/PROTECT(ION|IVE) ORDER|RESTRAIN/, "protection-order"],
  [/PROTECTIVE INTEREST/, "protective-interest"],
  [/SUPERVIS|PAROLE|PROBATION/, "supervised-release"],
  [/GANG|TERROR|THREAT SCREEN/, "gang-or-terrorist"],
  [/IMMIGRA|DEPORT/, "immigration"],
  [/MISSING|ENDANGERED|SILVER|RUNAWAY/, "missing-person"],
  [/VIOLENT|ARMED|DANGEROUS|ESCAPE/, "violent-person"],
  [/WARRANT/, "warrant"],
  [/WANTED|FUGITIVE/, "wanted-person"],
  [/SUSPEND|REVOKE|EXPIRED|UNINSURED|NO INSURANCE/, "suspended"],
  [/BOLO|LOOK ?OUT|ATTEMPT TO LOCATE|\bATL\b/, "bolo"],
];

/** Category named by its own name or by the words sources use; undefined when nothing is recognised. */
export function categoryOfWords(text: string): Category | undefined {
  const upper = text.trim().toUpperCase();
  if (upper === "") return undefined;
  const own = upper.toLowerCase().replace(/[\s_]+/g, "-");
  const named = categories.find((category) => category === own);
  return named ?? words.find(([pattern]) => pattern.test(upper))?.[1];
}
