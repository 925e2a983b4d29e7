import { ago } from "../../../shared/web/format.js";
import type { SeenUnit } from "../../core/questions.js";

/** How a unit's tile looks. */
export type UnitLevel = "good" | "wait" | "bad";

/** A unit that says it runs, and is not heard for so long, is silent. */
export const silentMs = 10 * 60_000;

/**
 * How a unit is, in words. On duty is what did not say that it stops: whoever is not heard then is silent, whether its
 * connection broke off or only nothing comes.
 */
export function unitState(
  unit: SeenUnit,
  now: number,
): { readonly level: UnitLevel; readonly words: string } {
  const { state, reason, seenAt, faults, isRevoked } = unit;
  if (isRevoked) return { level: "wait", words: "Revoked: nothing of it is taken" };
  if (state === null || seenAt === null) return { level: "wait", words: "Enrolled, not heard yet" };
  if (state === "offline" && reason === "stopped")
    return { level: "wait", words: "Off: it said that it stops" };
  if (state === "offline" || now - seenAt > silentMs)
    return { level: "bad", words: `Silent since ${ago(now - seenAt)}, and did not say that it stops` };
  if (faults.some(({ severity }) => severity === "critical"))
    return { level: "bad", words: "On duty, broken" };
  if (faults.length > 0) return { level: "wait", words: "On duty, with faults" };
  return { level: "good", words: "On duty, well" };
}
