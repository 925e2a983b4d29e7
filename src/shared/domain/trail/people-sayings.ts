// Sentences of signing in, and of who may.
import type { Sayings } from "./saying.js";

const why: Readonly<Record<string, string>> = {
  "unknown-or-wrong": "the name or the password was wrong",
  "unknown or wrong": "the name or the password was wrong",
  "second-factor": "the code of the second factor was wrong",
  "second factor": "the code of the second factor was wrong",
  key: "the security key did not fit",
  "key-late": "it was not answered in time",
  "key-refused": "what it answered does not hold",
  "no-keys": "none can be added there",
  "key-counter": "the security key counted backwards, as a copy of it would",
  locked: "the account is locked",
  disabled: "the account is disabled",
  address: "too many tries failed from that screen",
  codes: "too many codes were wrong",
  busy: "too many people signed in at once",
};
const whyNot = (reason: string): string => (reason === "" ? "" : `: ${why[reason] ?? reason}`);

const keyOf = (name: string): string => (name === "" ? "a security key" : `the security key “${name}”`);

/** Signing in and out. */
export const signingIn: Sayings<"signing-in"> = {
  "sign-in": {
    name: "Sign-in",
    did: (of) => `signed in${of.with(" with the security key “", "key", "”")}`,
    failed: (of) => `was not let in${whyNot(of.of("reason"))}`,
  },
  "sign-out": { name: "Sign-out", did: (of) => `signed out${of.with(" (", "reason", ")")}` },
  "session.lock": { name: "Screen locked", did: () => "had the screen locked" },
  "session.renew": {
    name: "Unlocked or renewed",
    did: (of) => (of.of("was") === "locked" ? "unlocked the screen by password" : "signed in anew in place"),
  },
  "session.expire": { name: "Session over", did: () => "was signed out, since the time was over" },
  "access.refuse": {
    name: "Refused",
    did: (of) => `asked for ${of.of("route") || "a page"}`,
    failed: (of) =>
      of.of("right") === ""
        ? `was refused${of.with(": ", "reason")}`
        : `asked for ${of.of("route") || "a page"} and was refused: the role lacks the right “${of.of("right")}”`,
  },
  connect: {
    name: "Connection refused",
    did: () => "connected",
    failed: (of) => `could not connect${of.with(": ", "reason")}`,
  },
};

const person = (object: string): string => (object === "" ? "a person" : object);

/** Who may sign in. */
export const aboutPeople: Sayings<"people"> = {
  "user.add": {
    name: "Person added",
    did: (of) => `added ${person(of.object)}${of.with(" as ", "role")}`,
  },
  "user.role": {
    name: "Role changed",
    did: (of) => `gave ${person(of.object)} another role${of.with(": ", "role")}`,
  },
  "user.password": {
    name: "Password changed",
    did: (of) =>
      of.of("own") === "true" ? "changed the own password" : `gave ${person(of.object)} a new password`,
  },
  "user.disable": { name: "Person disabled", did: (of) => `disabled ${person(of.object)}` },
  "user.enable": { name: "Person enabled", did: (of) => `enabled ${person(of.object)} again` },
  "user.lock": {
    name: "Account locked",
    did: (of) => `had the account of ${person(of.object)} locked by too many wrong tries`,
  },
  "user.unlock": { name: "Account unlocked", did: (of) => `unlocked the account of ${person(of.object)}` },
  "user.second-factor": {
    name: "Second factor enrolled",
    did: (of) => `enrolled a second factor for ${person(of.object)}`,
  },
  "user.second-factor-reset": {
    name: "Second factor reset",
    did: (of) => `took the second factor of ${person(of.object)} back`,
  },
  "user.key-add": {
    name: "Security key added",
    did: (of) => `added ${keyOf(of.of("key"))}`,
    failed: (of) => `could not add a security key${whyNot(of.of("reason"))}`,
  },
  "user.key-remove": {
    name: "Security key removed",
    did: (of) => `removed ${keyOf(of.of("key"))} of ${person(of.object)}`,
  },
  "token.add": {
    name: "Token made",
    did: (of) => `made a token for the program ${of.object || "(unnamed)"}`,
  },
  "token.revoke": {
    name: "Token revoked",
    did: (of) => `revoked the token of the program ${of.object || "(unnamed)"}`,
  },
  "token.refuse": {
    name: "Token refused",
    did: () => "came with a token",
    failed: (of) => `came with a token that was refused${of.with(": ", "reason")}`,
  },
  "user.remove": { name: "Person removed", did: (of) => `removed ${person(of.object)} for good` },
};
