import { errorText } from "../../shared/domain/error-text.js";
import type { Fault } from "../../shared/domain/faults/fault.js";
import type { Log } from "../../shared/domain/ports.js";
import type { UpkeepRows } from "../core/upkeep/rows.js";

/** Pictures that prove faults, by the fault's id. They stay on the unit, as long as the fault's own row does. */
export interface FaultPictures {
  /** Never throws: a fault without its picture is still a fault. */
  save(fault: Pick<Fault, "id" | "since" | "code">, jpeg: Uint8Array): void;
  /** Null where there is none. */
  find(faultId: string): Uint8Array | null;
}

/** Keeps them in the encrypted database. */
export function createFaultPictures(rows: UpkeepRows, log: Log): FaultPictures {
  return {
    save({ id, since: at, code }, jpeg) {
      try {
        rows.put("fault-picture", { id, at, open: false, body: Buffer.from(jpeg).toString("base64") });
      } catch (error) {
        log.warn("the picture of a fault could not be kept", { code, reason: errorText(error) });
      }
    },
    find(faultId) {
      const body = rows.get("fault-picture", faultId)?.body;
      return typeof body === "string" ? Buffer.from(body, "base64") : null;
    },
  };
}
