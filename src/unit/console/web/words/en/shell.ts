import type { ComponentChildren } from "preact";
import { area } from "../../../../../shared/web/words/spoken.js";

/** How hits are handed over, as it is recorded whatever the language of the page. */
export const handoverReasons = {
  next: "Next officer told",
  supervisor: "Supervisor told",
  dispatch: "Dispatch told",
} as const;

const english = {
  // The top bar.
  tab: {
    live: "Live",
    hits: "Hits",
    search: "Search",
    unit: "Unit",
    statistics: "Statistics",
    audit: "Audit",
    people: "People",
  },
  line: { live: "Connected", connecting: "Connecting", lost: "No connection", replaced: "Not shown here" },
  pages: "Pages",
  faults: (count: number) => (count === 1 ? "1 fault" : `${String(count)} faults`),
  muteHint: "Low and medium alerts only; high is never muted",
  muted: "Muted",
  sound: "Sound",
  screen: (title: string, theme: string) => `${title}: ${theme}`,
  person: (name: string, role: string) => `${name}, ${role}: lock, sign out`,
  // What is told of sessions.
  signedOut: "You were signed out. Sign in to see alerts again.",
  idleOut: "Signed out after a time without a touch.",
  isLocked: "The screen is locked.",
  stateUnknown: "state unknown",
  spoken: (priority: string, category: string, plate: string, match: string) =>
    `${priority} alert, ${category}, ${plate}, ${match} match`,
  // The row of banners.
  inBrackets: (category: ComponentChildren, plate: string, priority: string) => [
    category,
    ` ${plate} (${priority})`,
  ],
  noLine: "No connection to the unit.",
  noLineMore: "Alerts are NOT shown. Trying again…",
  tooMany: "You watch on too many pages.",
  tooManyMore: "Alerts are NOT shown on this one. Touch to go on here.",
  details: "Details",
  tour: "Tour",
  startTour: "Start tour",
  silent: "Alerts are silent",
  silentMore: "until you touch the screen once.",
  locksIn: (seconds: number) => `The screen locks in ${String(seconds)} s. Touch the screen to stay.`,
  outIn: (seconds: number) => `You are signed out in ${String(seconds)} s. Touch the screen to stay.`,
  shiftLimit: (time: string) => `Shift limit ${time}: then nobody is signed in and alerts are not shown.`,
  signInAgain: "Sign in again",
  waiting: (words: ComponentChildren) => [" · Waiting: ", words],
  // The log of hits.
  backToList: "Back to the list",
  chooseHit: "Choose a hit.",
  hits: "Hits",
  listChanged: "The list has changed: show it anew",
  loading: "Loading…",
  tryAgain: "Try again",
  noneWaits: "No hit waits for a verdict.",
  noneFits: "No hit fits.",
  more: "More",
  logFault: "The log cannot be shown.",
  view: { unverified: "Unverified", mine: "Mine", today: "Today", all: "All" },
  whichHits: "Which hits",
  filter: { priority: "priority", category: "category", verdict: "verdict" },
  any: { priority: "Any priority", category: "Any category", verdict: "Any verdict" },
  // The locked screen.
  lockTitle: (unit: string) => `${unit}: screen locked`,
  lockedAlerts: "Alerts since the screen was locked",
  restricted: "Restricted file",
  unlockToSee: "Unlock to see",
  moreLocked: (count: number) => `${String(count)} more since the screen was locked`,
  unlock: "Unlock",
  cancelledLocked: "Cancelled: do not act",
  signInOther: "Sign in as somebody else",
  backToLock: "Back to the locked screen",
  noLineLocked: "No connection to the unit. Alerts are NOT shown.",
  connecting: "Connecting…",
  // The person.
  passwordFailed: "That did not work. Try again.",
  passwordOf: (name: string) => `Password of ${name}`,
  oneMoment: "One moment…",
  signedIn: (role: string, purpose: string, until: string) =>
    `${role} · ${purpose} · signed in until ${until}`,
  staySignedIn: "Stay signed in",
  tourOfDuty: "Tour of duty",
  lockScreen: "Lock screen",
  notLocked: "The screen is NOT locked.",
  newPassword: "New password",
  passwordChanged: "Your password is changed. Sessions on other screens have ended.",
  signOut: "Sign out",
  signOutOpen: (open: string) => `Sign out (${open})`,
  leftOpen: (open: string) => `${open}. Verify, or hand over and say how.`,
  leftNone: "Alerts are not shown until somebody signs in.",
  handedOver: "Handed over",
  howHanded: "How the hits are handed over",
  reason: handoverReasons as Readonly<Record<keyof typeof handoverReasons, string>>,
  verifyNow: "Verify now",
  handAndOut: "Hand over and sign out",
  signOutFailed: "Signing out failed.",
  notTakenBack: "Not taken back.",
  // Signing in.
  agree: "I agree: sign in",
  nobodyIn: "Nobody is signed in. Alerts are NOT shown.",
  legal: "Criminal justice information. Authorized use only; every use is recorded.",
  noticeEnglish: "English text",
  noticeOwn: "In your language",
  purpose: "Purpose",
  purposeHint: "one of these, case no.",
  purposes: "Purposes",
};

/** Of what stands around the pages: the top bar, banners, the log of hits, lock, sign-in and sign-out. */
export const shellWords = area("shell", english);
