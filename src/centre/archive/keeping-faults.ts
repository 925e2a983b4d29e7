// What is told while batches are kept, and does not stop them.
import { errorText } from "../../shared/domain/error-text.js";
import type { Faults } from "../../shared/domain/ports.js";

/** Where it is told. */
export type KeepingFaults = Pick<Faults, "raise" | "clear">;

/** A bound of what one unit may leave here was met. It stands until the centre is started anew, for nothing makes it good. */
export function tellBound(faults: KeepingFaults, unit: string, what: string): void {
  const text = `${unit}: ${what}`;
  faults.raise({ code: "UNIT_BOUND", subject: unit, severity: "warning", text });
}

/** Pictures wait with the units; everything else goes on. */
export function tellUnwritable(faults: KeepingFaults, why: unknown): void {
  const text = `pictures cannot be written and wait with the units; everything else is kept: ${errorText(why)}`;
  faults.raise({ code: "PICTURES_UNWRITABLE", subject: "pictures", severity: "critical", text });
}
