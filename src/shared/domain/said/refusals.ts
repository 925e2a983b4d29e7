// What a server refuses, in sentences for people. A page in another language says them by their codes; programs go by the
// coarser code beside them, which never changes.

/** The sentences by code. What is given to one is words or numbers as they are shown. */
export const refusalTexts = {
  // Who asks.
  "two-keys": "Send a token or a cookie, not both.",
  "signed-out": "Please sign in.",
  "no-token": "This token lets nobody in (any more).",
  "page-old": "The page is out of date. Reload it.",
  "foreign-address": "Not from this address.",
  "foreign-page": "Not from this page.",
  locked: "The screen is locked. Unlock it.",
  "no-right": "Your role does not include this.",
  "no-scope": "This token does not include this.",
  // Signing in.
  "wrong-name": "Name or password is wrong.",
  "last-try": "Name or password is wrong. That was the last try: an administrator must unlock this account.",
  "tries-left": (left: string) =>
    `Name or password is wrong. ${left === "1" ? "1 try is" : `${left} tries are`} left before this account is locked.`,
  "account-locked": "Too many failed tries. An administrator must unlock this account.",
  "address-waits": "Too many failed tries from this screen. Wait fifteen minutes.",
  "codes-wait": "Too many wrong codes. Wait fifteen minutes.",
  "many-sign-in": "Too many people sign in at once. Try again.",
  "no-users": "Nobody can sign in: the unit's list of users cannot be read.",
  "no-tokens": "No program is let in: the unit's list of tokens cannot be read.",
  // The second factor.
  "factor-digits": "Enter the six digits that your authenticator app shows.",
  "factor-key": "Use your security key, or enter the six digits that your authenticator app shows.",
  "factor-late":
    "The key was asked too long ago. Use it again, or enter the six digits that your authenticator app shows.",
  "factor-down":
    "Second factors cannot be checked now. Sign in at the screen of the unit or centre itself, or ask an administrator.",
  "factor-new":
    "From another machine a second factor is needed. Put it into an authenticator app once, then enter the code it shows.",
  "code-wrong": (time: string) =>
    `The code does not fit, or was used before. Wait for the next one. The clock here says ${time} UTC: a phone that is half a minute off shows other codes.`,
  "key-wrong":
    "The security key does not fit. Use it again, or enter the six digits that your authenticator app shows.",
  "key-went-back":
    "This key counted backwards, as a copy of a key would: it was not accepted. Enter the six digits that your authenticator app shows. Tell an administrator.",
  // Security keys.
  "keys-plain": "Security keys need a page over TLS.",
  "keys-address": "Security keys need a page that is reached by a host name, not by an address.",
  "keys-unproved": "Sign in with your second factor before you add a key.",
  "keys-down": "Security keys cannot be read now: sign in with the digits.",
  "key-late": "The key was not answered in time. Begin again.",
  "key-invalid": "What the key answered does not hold. Begin again.",
  "no-app": (name: string) => `${name} has no authenticator app`,
  "keys-full": (most: string) => `there are ${most} keys already`,
  "key-twin": (label: string) => `there is a key of the name ${label} already`,
  "key-known": "this key is known already",
  "key-gone": "there is no such key",
  // People.
  oneself: "Another administrator must do this for you.",
  "no-user": (name: string) => `there is no user ${name}`,
  "user-twin": (name: string) => `there is a user ${name} already`,
  "user-name": (name: string) => `"${name}" is no user name`,
  "password-short": "a password has at least 12 characters; a short sentence is easy to type",
  "password-long": "a password has at most 128 characters",
  "password-name": "a password must not contain the name",
  "password-plain": "a password needs at least five different characters",
  // Tokens of programs.
  "token-name": (name: string) => `"${name}" is no name of a program`,
  "token-twin": (name: string) => `there is a token ${name} already`,
  "token-gone": (name: string) => `there is no token ${name} in force`,
  "tokens-full": (most: string) => `there are ${most} tokens`,
  "token-scope": "a token needs a scope",
  "token-days": (most: string) => `a token is good for 1 to ${most} days`,
  "token-purpose": "the purpose is 3 to 200 letters",
  "token-why": (given: string) => `"${given}" is none of the agency's purposes`,
  "token-network": (network: string) => `"${network}" is no network`,
  "token-unproved": "Sign in with your second factor: from another machine it is needed here.",
  // Hits and verdicts.
  "no-hit": "This hit is not on this unit (any more).",
  "hit-cancelled": "This hit was cancelled. There is nothing to confirm.",
  "hit-cancelled-meanwhile": "This hit was cancelled meanwhile. Do not act on it.",
  "hit-unrecorded": "This hit was not recorded, so its verdict cannot be stored. Note it down.",
  "not-said": "Dispatch has not said so. Ask first.",
  "not-asked": "Dispatch was not asked, or has answered. Ask first.",
  "not-yours": "The last verdict is not yours, so it was not withdrawn.",
  "verdict-lost": "The verdict could not be stored. Try again.",
  unverified: (count: string) => `${count} hits are unverified: verify them, or hand them over.`,
  // Watches.
  "watch-over": "This watch is over.",
  "watch-lost": "The unit cannot write this watch now. It is NOT in force.",
  "watch-anothers": (name: string) => `${name} entered this watch.`,
  "watch-restricted": "This category is of restricted files: they come as lists only.",
  "watch-long": (hours: string) => `A watch holds at most ${hours} hours.`,
  "watch-twin": (plate: string, id: string, by: string) =>
    `${plate} is watched for already (${id}, by ${by}).`,
  "watch-full": (most: string) => `${most} plates are watched for already: end one first.`,
  "no-state": (state: string) => `There is no state ${state}.`,
  "no-plate": (why: string) => `Plate: ${why}.`,
  // Looking things up.
  "purpose-search": "purpose: say why you search",
  "purpose-look": "purpose: say why you look at these records",
  "no-picture": "This picture is not on this unit (any more).",
  "not-found": "Not found.",
  "nothing-here": "There is nothing at this address.",
  "no-camera": "This unit has no camera of this id.",
  "no-map": "No map file is configured on this unit.",
  "map-unread": "The map file cannot be read.",
  "map-ends": "The map file ends before that.",
  "map-range": "Range: ask for bytes=FROM-TO, of at most 1 MiB.",
  // Faults, damage and tours.
  "fault-over": "This fault is over.",
  "no-fault-picture": "There is no picture of this fault.",
  "damage-over": "This damage is not reported (any more).",
  "not-written": "The unit cannot write this down now. Try again.",
  "no-tour": "No tour is running.",
  // Handing out.
  "hand-out-busy": "Something else is being handed out. Try again when that is done.",
  "no-evidence": "The unit's evidence is not open: nothing can be handed out.",
  // What was sent. `why`: one of `inputTexts`, or what the check itself says.
  "bad-field": (field: string, why: string) => `${field}: ${why}`,
  "needs-reason": (outcome: string) => `outcome: ${outcome} needs one of its reasons`,
  // Holding and handing out.
  "case-number": (id: string) => `"${id}" is no case number: at most 64 letters, digits and . : / - _`,
  "hold-past": "the hold's end lies in the past",
  "hold-long": "a hold beyond two years needs its legal basis (--legal-basis)",
  "hold-gone": (ids: string) => `no read ${ids} is on this unit; nothing is held`,
  "reads-gone": (ids: string) => `no read ${ids} is kept on this unit; nothing is handed out`,
  "case-empty": (id: string) => `case "${id}" holds no reads that are still kept`,
  "no-lines": "no line of the trail fits",
  "many-lines": (most: string) =>
    `more than ${most} lines of the trail fit; narrow the time, the person or the kind`,
  "line-gone": (line: string) => `line ${line} was deleted by its time just now; try again`,
  /** A part of the unit that does not work; `words`: its own. */
  "not-now": (_faultCode: string, words: string) => words,
  // Too much, or not now.
  "many-openings": "This page was opened too often. Wait some seconds.",
  "many-changes": "Too many changes at once. Wait some seconds.",
  "many-at-once": "Too many requests at once. Wait some seconds.",
  "many-requests": "Too many requests. Wait some seconds.",
  "many-searches": "Too many searches at once. Wait some seconds.",
  "trail-down": "The audit trail cannot be written, so this is not possible now.",
  invalid: "The request is not valid.",
  internal: (reference: string) => `Something went wrong. Reference ${reference}`,
};

/** A sentence that refuses. */
export type RefusalCode = keyof typeof refusalTexts;

/** What is given to a sentence. */
export type RefusalValues<Code extends RefusalCode> = (typeof refusalTexts)[Code] extends (
  ...values: infer All extends readonly string[]
) => string
  ? All
  : readonly [];

/** A sentence of the table with its values, as an answer carries it beside the English words. */
export interface SaidRefusal {
  readonly said: RefusalCode;
  readonly values: readonly string[];
}

/** A refusal for a page of any language, and in English. */
export function saidRefusal<Code extends RefusalCode>(
  said: Code,
  ...values: RefusalValues<Code>
): { readonly text: string; readonly as: SaidRefusal } {
  const text: string | ((...values: readonly string[]) => string) = refusalTexts[said];
  return { text: typeof text === "string" ? text : text(...values), as: { said, values } };
}
