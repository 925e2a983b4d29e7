import type { Severity } from "../closed-sets.js";
import type { Fault } from "./fault.js";

/** What people said that they know of a fault. */
export type KnownOf = Pick<Fault, "acknowledged" | "knownAsWarning">;

/**
 * What counts at this weight: who knew of a warning did not know that it became critical; once it is a warning again, they
 * know of it as before.
 */
export function knownAt(severity: Severity, known: KnownOf): KnownOf {
  const { acknowledged, knownAsWarning } = known;
  if (severity === "critical")
    return acknowledged?.severity === "warning"
      ? { acknowledged: null, knownAsWarning: acknowledged }
      : known;
  return acknowledged === null && knownAsWarning ? { acknowledged: knownAsWarning } : known;
}
