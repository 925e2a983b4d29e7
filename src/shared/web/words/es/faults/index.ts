import type { FaultPart } from "../../../../domain/closed-sets.js";
import { errorTable, type ErrorCode } from "../../../../domain/faults/errors.js";
import type { faultSayings } from "../../en/faults.js";
import { translationOf } from "../../translation.js";
import { labelEs } from "../labels.js";
import { cameraFaultsEs } from "./camera-faults.js";
import { centreFaultsEs } from "./centre-faults.js";
import { computerFaultsEs } from "./computer-faults.js";
import { daemonFaultsEs } from "./daemon-faults.js";
import type { FaultText } from "./fault-text.js";
import { linkFaultsEs } from "./link-faults.js";
import { storeFaultsEs } from "./store-faults.js";

/** Each fault of `errorTable` in Spanish: one without would be an error of types. */
export const faultTextsEs: Readonly<Record<ErrorCode, FaultText>> = {
  ...cameraFaultsEs,
  ...centreFaultsEs,
  ...computerFaultsEs,
  ...daemonFaultsEs,
  ...linkFaultsEs,
  ...storeFaultsEs,
};

/** Where a fault is: a supervisor reports damage of "something else", and a fault of none of the parts is the unit's. */
const places: Readonly<Record<FaultPart, string>> = { ...labelEs.part, page: "Consola", unit: "Unidad" };

const isKnown = (code: string): code is ErrorCode => Object.hasOwn(faultTextsEs, code);

/** `faultSayings` in Spanish. A fault of an older version, whose code is gone, stays in the unit's words. */
export const faultsEs = translationOf<typeof faultSayings>()({
  where: (part, _subject) => places[part],
  title: (code, text) => (isKnown(code) ? faultTextsEs[code].title : text),
  advice: (code, hint) => (isKnown(code) ? faultTextsEs[code].advice : hint),
  ownText: (code, text) => (isKnown(code) && text !== errorTable[code].text ? text : ""),
  ownHint: (code, hint) => (isKnown(code) && hint !== errorTable[code].hint ? hint : ""),
  unitSays: "La unidad dice:",
});
