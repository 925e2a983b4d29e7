import type { SelfTestCheck } from "../../../../../shared/domain/said/self-test.js";
import { area } from "../../../../../shared/web/words/spoken.js";

const english = {
  part: (check: SelfTestCheck) => check.part,
  /** What was found. */
  text: (check: SelfTestCheck) => check.text,
  /** What the unit says beyond that in its own words. */
  own: (_check: SelfTestCheck) => "",
};

/** Of one line of a self-test. */
export const selfTestWords = area("self-test", english);
