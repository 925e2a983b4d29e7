import { area } from "../../../../../shared/web/words/spoken.js";

const english = {
  title: "Who has the unit",
  back: "Back to Unit",
  change: "Change or look back",
  now: "Now",
  nobody: "Nobody",
  byDefault: (who: string) => `${who}, by the unit's configuration`,
  kind: { person: "Person", team: "Team" },
  until: (end: string) => `until ${end}`,
  from: (start: string) => `from ${start}`,
  span: (start: string, end: string) => `${start} to ${end}`,
  open: "until somebody else is named",
  setBy: (person: string, when: string) => `set by ${person}, ${when}`,
  plan: "From now on",
  give: "Give the unit to",
  name: "Name",
  kindOf: "Person or team",
  begin: "From",
  end: "To, if it is known",
  replaces: (who: string, span: string) => `${who} has it ${span}: this counts instead.`,
  gap: (who: string, span: string) => `${who} has it ${span}.`,
  past: "It begins in the past. Reads that were taken keep who had the unit as it was known then.",
  backwards: "It ends before it begins.",
  noTime: "Say from when.",
  submit: "Set",
  submitOver: "Set, and replace what is said above",
  sending: "Sending",
  done: (who: string, span: string) => `${who} has the unit ${span}.`,
  history: "All that was set, the last first",
  none: "Nothing was set yet.",
  heads: {
    who: "Who",
    kind: "Kind",
    from: "From",
    to: "To",
    set: "Set",
    state: "State",
  },
  states: { now: "has it now", planned: "planned", over: "over", replaced: "replaced" },
  more: (left: number) => `${String(left)} older`,
  neverChanged:
    "What is set is never changed. Where two times overlap the one set last counts, and the trail keeps who set it.",
  noAnswer: "The unit does not answer.",
};

/** Of who has the unit: a supervisor's screen, and what everybody else sees of it. */
export const assignWords = area("assign", english);
