import { area } from "../spoken.js";

const english = {
  none: "No security key yet.",
  used: (when: string) => `last used ${when}`,
  neverUsed: (added: string) => `added ${added}, not used yet`,
  wentBack: (when: string) =>
    `Counted backwards on ${when}, as a copy of it would. Remove it, and find out who has the other.`,
  remove: "Remove ...",
  removeNamed: (label: string) => `Remove ${label}`,
  removeForGood: "Remove for good",
  removeSure: (label: string) => `Remove ${label} for good`,
  removed: (label: string) => `${label} is removed.`,
  newKey: "A new key",
  worksAt: (host: string) =>
    `It stands for the six digits when you sign in at ${host}, and nowhere else. The authenticator app stays: enter its digits where the key is not at hand.`,
  label: "Name of the key",
  example: "yellow key",
  password: "Your password",
  add: "Add the key",
  touchNow: "Touch the key now …",
  added: (label: string) => `${label} is added: use it at the next sign-in from another machine.`,
  known: "This key is one of yours already.",
  notMade: "The key was not added: it was not touched in time, or it cannot do this.",
  noBrowser: "This browser cannot use security keys.",
  why: {
    plain: "A security key can be added where the page is reached by a host name over TLS (https).",
    address:
      "A security key can be added where the page is reached by a host name: here it is reached by an address of numbers.",
    unproved:
      "A security key can be added after a sign-in with the second factor: sign in from another machine with the six digits first.",
  },
  ofPerson: (count: number) => (count === 1 ? "Yes, and 1 key" : `Yes, and ${String(count)} keys`),
  unread: "Security keys cannot be read now.",
  removedOf: (label: string, name: string) => `${label} of ${name} is removed.`,
};

/** Of security keys: one's own, and those of a person. */
export const keyWords = area("keys", english);
