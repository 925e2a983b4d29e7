import type { Faults, Log } from "../../../src/core/ports.js";

function nothing(): void {
  // A drill watches what happens, not what is said.
}

/** A log nobody reads. */
export const quiet: Log = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  child: () => quiet,
};

/** A board of faults that remembers the codes raised. */
export function faultBoard(): Faults & { readonly raised: string[] } {
  const raised: string[] = [];
  return {
    raised,
    raise: (fault) => void raised.push(`${fault.code} ${fault.subject}`),
    clear: nothing,
    list: () => [],
  };
}
