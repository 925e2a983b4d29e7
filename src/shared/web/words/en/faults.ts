import type { FaultPart } from "../../../domain/closed-sets.js";
import { area } from "../spoken.js";

const english = {
  /** Where it is, if it is no camera: the unit names it. */
  where: (part: FaultPart, subject: string) => (part === "hotlist" ? `list ${subject}` : subject),
  /** What is wrong, after where; `text`: in the unit's words. */
  title: (_code: string, text: string) => text,
  /** What to do about it; `hint`: in the unit's words. */
  advice: (_code: string, hint: string) => hint,
  /** What the unit itself says beyond the title; empty where the title is what it says. */
  ownText: (_code: string, _text: string) => "",
  /** What the unit itself advises beyond the advice. */
  ownHint: (_code: string, _hint: string) => "",
  unitSays: "The unit says:",
};

/** Of faults. What is sent and kept stays in the words of `errorTable`, which are English. */
export const faultSayings = area("faults", english);
