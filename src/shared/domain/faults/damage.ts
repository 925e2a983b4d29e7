// Damage that a person reported: a fault of its own for each report, which only a person ends.
import type { FaultPart } from "../closed-sets.js";

/** Code of the fault. */
export const damageCode = "DAMAGE_REPORTED";

/**
 * Its subject: `camera front (a1b2c3)`, `mount (d4e5f6)`. `camera`: a camera's id, or empty; `mark` tells two reports of one
 * part apart: letters and digits.
 */
export const damageSubject = (part: FaultPart, camera: string, mark: string): string =>
  `${camera === "" ? part : `${part} ${camera}`} (${mark})`;

/** The camera's id in such a subject; empty where it names none. */
export const damagedCamera = (subject: string): string => /^camera (\S+) \(\w+\)$/.exec(subject)?.[1] ?? "";
