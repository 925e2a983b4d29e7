import type { Faults } from "../../../src/core/ports.js";

/** Faults that stand, as `CODE subject` to their text. */
export function memoryFaults(): { readonly faults: Faults; readonly standing: Map<string, string> } {
  const standing = new Map<string, string>();
  const faults: Faults = {
    raise: (fault) => void standing.set(`${fault.code} ${fault.subject}`, fault.text),
    clear: (code, subject) => void standing.delete(`${code} ${subject}`),
    list: () => [],
  };
  return { faults, standing };
}
