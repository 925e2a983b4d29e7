// What is known of plates, from files that may be damaged: that is said, and costs likely hits and open characters, never a read.
import { loadConfusions, loadPlateTables } from "../config/plates.js";
import { createConfusions, type Confusions } from "../../shared/domain/confusables.js";
import type { PlateTables } from "../../shared/domain/plate-tables.js";
import type { Base } from "./base.js";

type PlatesFilesDeps = Pick<Base, "config" | "faults">;

/** The confusion rates of the file named, else the shipped ones, else none. */
export function confusionsOf(deps: PlatesFilesDeps): Confusions {
  return firstOf(deps, loadConfusions) ?? createConfusions({});
}

/** Whose plates pass here by the file named, else as shipped; null when not even the shipped files can be used. */
export function plateTablesOf(deps: PlatesFilesDeps): PlateTables | null {
  return firstOf(deps, loadPlateTables);
}

function firstOf<T>({ config, faults }: PlatesFilesDeps, load: (file?: string) => T): T | null {
  for (const file of [config.hotlist.plates, undefined]) {
    try {
      return load(file);
    } catch (error) {
      const { message } = error as Error;
      faults.raise({ code: "PLATES_FILE", subject: file ?? "shipped", severity: "critical", text: message });
    }
  }
  return null;
}
