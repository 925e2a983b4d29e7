import { silentMs } from "../../core/silence.js";
import type { Hearing, SeenUnit } from "../../core/questions.js";

/** How a unit's tile looks. */
export type UnitLevel = "good" | "wait" | "bad";

/** Whether nothing comes of a unit for long, by what the centre could hear. */
function isQuiet({ seenAt, silentSince }: SeenUnit, now: number, { hears, since }: Hearing): boolean {
  if (silentSince !== null) return true;
  const [from, to] = hears ? [Math.max(seenAt ?? 0, since ?? 0), now] : [seenAt ?? 0, since ?? 0];
  return to - from > silentMs;
}

/**
 * How a unit is, in words. On duty is what did not say that it stops: whoever is not heard then is silent, whether its
 * connection broke off or only nothing comes. While the centre hears nobody, nobody is called silent who was not before.
 */
export function unitState(
  unit: SeenUnit,
  now: number,
  hearing: Hearing,
): { readonly level: UnitLevel; readonly words: string } {
  const { state, reason, seenAt, faults, isRevoked, isOnDuty } = unit;
  if (isRevoked) return { level: "wait", words: "Revoked: nothing of it is taken" };
  if (state === null || seenAt === null) return { level: "wait", words: "Enrolled, not heard yet" };
  if (state === "offline" && reason === "stopped")
    return { level: "wait", words: "Off: it said that it stops" };
  const isSilent = state === "offline" || isQuiet(unit, now, hearing);
  if (isSilent && !isOnDuty)
    return { level: "wait", words: "Off: its tour ended, and it is not heard since" };
  if (isSilent)
    return {
      level: "bad",
      words: "Silent, and did not say that it stops",
    };
  if (!hearing.hears) return { level: "wait", words: "Not known: the centre hears no unit" };
  if (faults.some(({ severity }) => severity === "critical"))
    return { level: "bad", words: "On duty, broken" };
  if (faults.length > 0) return { level: "wait", words: "On duty, with faults" };
  return { level: "good", words: "On duty, well" };
}
