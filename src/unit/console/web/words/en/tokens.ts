import { area } from "../../../../../shared/web/words/spoken.js";

const english = {
  title: "Programs",
  what: "A program of the agency, such as CAD, comes with a token instead of a name. It reads what its token names, and changes nothing.",
  add: "Let a program in",
  none: "No program is let in.",
  notShown: "The programs cannot be shown.",
  notDone: "It was not done.",
  /** What a scope lets a program ask. */
  scopes: {
    alerts: "Alerts as they come, and the hits of before",
    reads: "Search all reads",
    status: "The state of the unit, and its self-test",
    faults: "Faults",
    restricted: "Details of restricted files (CJIS)",
    covert: "Covert hits too, in lists",
  },
  made: (by: string, when: string) => `made by ${by} on ${when}`,
  madeOnly: (when: string) => `made on ${when}`,
  used: (when: string) => `last used ${when}`,
  unused: "no use noted",
  states: {
    "in-force": (until: string) => `until ${until}`,
    expired: (until: string) => `expired ${until}`,
    revoked: (_until: string) => "ended",
    clock: (until: string) => `until ${until}; lets nobody in while the unit's clock is not set`,
  },
  anywhere: "from anywhere",
  from: (networks: string) => `from ${networks}`,
  end: "End ...",
  endNamed: (name: string) => `End the token of ${name}`,
  endForGood: "End for good",
  endSure: (name: string) => `End the token of ${name} for good`,
  ended: (name: string) => `${name} is let in no more; its streams end.`,
  name: "Program (2 to 32 of a-z, 0-9, dot, dash, underscore)",
  mayAsk: "It may ask for",
  purpose: "Purpose, which stands in the audit trail",
  more: "Case number, or more about the purpose (may be left out)",
  days: "Good for",
  daysOf: (days: number) => `${String(days)} days`,
  networks: "Only from these networks, as 10.20.0.0/16 (left out: from anywhere)",
  make: "Make the token",
  madeFor: (name: string, until: string) => `${name} may come until ${until}.`,
  text: "The token",
  once: "It is shown this once and will not be shown again. Copy it into the program now, and keep it as a secret.",
  copy: "Copy",
  copied: "Copied.",
  copyByHand: "Copy what is marked: Ctrl+C, or hold a finger on it.",
};

/** Of programs that come with a token. */
export const tokenWords = area("tokens", english);
