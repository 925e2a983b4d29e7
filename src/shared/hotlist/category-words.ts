import { categories, type Category } from "../domain/categories.js";

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

/** True for what an officer sees masked until the record is opened, which leaves a line in the audit trail. */
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

/**
 * The category of a letter of the NCIC extract, in either case; undefined for a letter that the extract does not
 * have.
 */
export const ncicCategory = (code: string): Category | undefined => byNcicCode[code.toUpperCase()];
/** The category of a letter as Kansas and Texas' own files use it: some letters mean something else than NCIC's. */
export const kansasCategory = (code: string): Category | undefined => byKansasCode[code.toUpperCase()];

// What is stolen is the vehicle only where that is said: a purse may have been.
const vehicle =
  "(?:(?:MOTOR )?VEH(?:ICLE)?S?|AUTO(?:MOBILE)?S?|CARS?|TRUCKS?|PICK-?UPS?|VANS?|SUVS?|MOTORCYCLES?|TRAILERS?|BUS(?:ES)?" +
  "|FORD|CHEVY|CHEVROLET|GMC|DODGE|RAM|JEEP|CHRYSLER|BUICK|CADILLAC|LINCOLN|TESLA|TOYOTA|LEXUS|HONDA|ACURA|NISSAN|INFINITI" +
  "|HYUNDAI|KIA|SUBARU|MAZDA|MITSUBISHI|VOLKSWAGEN|VW|AUDI|BMW|MERCEDES|VOLVO|HARLEY)\\b";
const described =
  "(?:(?:(?:19|20)\\d\\d|DARK|LIGHT|BLACK|WHITE|SILVER|GR[AE]Y|RED|BLUE|GREEN|BROWN|GOLD|TAN|BEIGE|YELLOW|ORANGE|MAROON) )*";
const stolenVehicle = new RegExp(
  `^(?:REPORTED )?STOLEN\\W*$|^STOLEN/|\\bSTOLEN ${described}${vehicle}` +
    `|\\b${vehicle} (?:(?:IS|WAS|AS|CONFIRMED|ENTERED|LISTED|REPORTED) )*STOLEN\\b|\\bCARJACK|\\b(?:AUTO|VEHICLE) THEFT`,
);

// The texts are free ones too (the reason of a typed entry), so a word counts only where it can mean nothing else: a Ford
// Escape is no escaped person, a silver car no Silver Alert, a traffic offender no sex offender, an unarmed man not armed.
const words: readonly (readonly [RegExp, Category])[] = [
  [/\bCALIBRATION\b|\bTEST (?:PLATE|RECORD)\b/, "calibration"],
  [/\bAMBER ALERT|^AMBER$|\bABDUCT/, "amber-alert"],
  [/\bFELONY\b(?! WARRANT)/, "felony-vehicle"],
  [/\bSTOLEN (?:LICEN[SC]E )?(?:PLATE|TAG)|\bLOST PLATE|\bPLATE STOLEN/, "stolen-plate"],
  [stolenVehicle, "stolen-vehicle"],
  [/^SEX$|\bSEX(?:UAL)? (?:OFF|PREDATOR|REGIST)|^OFFENDERS?$|\bREGISTERED OFFENDER|\bKSRO\b/, "sex-offender"],
  [/\bPROTECT(?:ION|IVE) ORDER|\bRESTRAINING ORDER|\bRESTRAINED PERSON/, "protection-order"],
  [/\bPROTECTIVE INTEREST/, "protective-interest"],
  [/\bSUPERVIS(?:ED|ION)\b|\bPAROLE|\bPROBATION/, "supervised-release"],
  [/\bGANGS?\b|\bTERROR|\bTHREAT SCREEN/, "gang-or-terrorist"],
  [/\bIMMIGRA|\bDEPORT/, "immigration"],
  [
    /^MISSING\b|\bMISSING (?:PERSON|CHILD|JUVENILE|ADULT|TEEN|GIRL|BOY|WOMAN|MAN\b|ELDERLY|ENDANGERED)|\bREPORTED MISSING|\bENDANGERED\b|\bSILVER ALERT|^SILVER$|\bRUNAWAY\b/,
    "missing-person",
  ],
  [
    /(?<!\bNON[- ]?)\bVIOLENT\b|(?<!\bNOT )\bARMED\b|\bDANGEROUS\b(?! DRIV)|\bESCAPE(?:E|D|ES)\b|\bESCAPE RISK|^ESCAPE$/,
    "violent-person",
  ],
  [/\bWARRANTS?\b/, "warrant"],
  [/\bWANTED\b|\bFUGITIVE/, "wanted-person"],
  [/\bSUSPEND|\bREVOKE|\bEXPIRED\b|\bUNINSURED|\bNO INSURANCE/, "suspended"],
  [/\bBOLO\b|\bLOOK ?OUT\b|\bATTEMPT TO LOCATE|\bATL\b/, "bolo"],
];

/** Category named by its own name or by the words sources use; undefined when nothing is recognised. */
export function categoryOfWords(text: string): Category | undefined {
  const upper = text.trim().toUpperCase();
  if (upper === "") return undefined;
  const own = upper.toLowerCase().replace(/[\s_]+/g, "-");
  const named = categories.find((category) => category === own);
  return named ?? words.find(([pattern]) => pattern.test(upper))?.[1];
}
