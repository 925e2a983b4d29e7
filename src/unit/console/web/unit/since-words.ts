import { isBeforeClockSet } from "../../../../shared/domain/time-trust.js";
import type { Millis } from "../../../../shared/domain/types.js";
import { ago } from "../../../../shared/web/format.js";
import { unitWords } from "../words/en/unit.js";

/** How long a fault has stood; of one from before the clock was set nobody can say. */
export function sinceWords(since: Millis, now: Millis): string {
  const words = unitWords();
  return isBeforeClockSet(since, now) ? words.faultUnset : words.faultSince(ago(now - since));
}
