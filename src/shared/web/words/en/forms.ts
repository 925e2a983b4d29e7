import type { ComponentChildren } from "preact";
import { area } from "../spoken.js";

const english = {
  name: "Name",
  password: "Password",
  signIn: "Sign in",
  signingIn: "Signing in…",
  signInFailed: "Signing in failed.",
  back: "Back",
  hide: "Hide",
  show: "Show",
  hidePassword: "Hide the password",
  showPassword: "Show the password",
  capsLock: "Caps Lock is on",
  code: "Code",
  sixDigits: "six digits",
  scan: (key: ComponentChildren) => ["Scan this with an authenticator app, or type the key ", key],
  qrOfKey: "QR code of the key",
  close: "Close",
  /** What is wrong with a field, after its name. */
  fieldFault: (field: HTMLInputElement) => field.validationMessage,
  keys: "Security keys",
  useKey: "Use the security key",
  keyNotUsed: "The key was not used. Try again, or enter the six digits.",
};

/** Of signing in, of forms, and of what lies over a page. */
export const formWords = area("forms", english);
