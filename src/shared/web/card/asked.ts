import type { HitJson } from "../api-types.js";

/** Whether dispatch is being asked about a hit: a verdict that was given since then ended the question, one from before is being changed. */
export function isAsked({ check, disposition }: Pick<HitJson, "check" | "disposition">): boolean {
  if (check === null || check.answer !== null) return false;
  return disposition === null || check.askedAt >= disposition.at;
}
