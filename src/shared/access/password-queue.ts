import { verifyPassword } from "./password.js";

/** Checks a password against a hash; "busy" when too many wait already. */
export type PasswordCheck = (password: string, hash: string) => Promise<boolean | "busy">;

// One at a time and four waiting: guessing must not take the cores from what else runs, nor go on beside its own count.
const maxWaiting = 4;

/** Checks passwords one after another; while four wait, the next is answered "busy" at once. */
export function queuedVerifier(): PasswordCheck {
  let tail: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return (password, hash) => {
    if (waiting > maxWaiting) return Promise.resolve("busy");
    waiting++;
    const checked = tail.then(() => verifyPassword(password, hash)).finally(() => waiting--);
    tail = checked.catch(() => false);
    return checked;
  };
}
