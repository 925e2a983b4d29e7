// What the page and the server say to each other of faults, damage, tours and self-tests: JSON shapes only.
import type { Millis } from "../domain/types.js";
import type { Fault } from "../domain/fault.js";

/** A fault with its end, and a person's report of damage; `report` null where there is none or it may not be seen. */
export interface FaultRecordJson extends Fault {
  readonly clearedAt: Millis | null;
  /** When the supervisor was told, and told again because nobody acknowledged it. */
  readonly toldAt: Millis | null;
  readonly escalatedAt: Millis | null;
  readonly report: {
    readonly by: string;
    readonly note: string;
    readonly repaired?: { readonly by: string; readonly note: string };
  } | null;
}

/** Answer to `GET /api/faults`: what stands, and what began in the time asked for, newest first. */
export interface FaultsJson {
  readonly standing: readonly FaultRecordJson[];
  readonly history: readonly FaultRecordJson[];
}
