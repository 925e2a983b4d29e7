import { neighbourhood } from "./networks.js";
import { verifyPassword } from "./password.js";

/** What is checked, and the address it came from. */
export interface PasswordTry {
  readonly source: string;
  readonly password: string;
  readonly hash: string;
}

/** Checks a password against a hash; "busy" when too many wait already. */
export type PasswordCheck = (given: PasswordTry) => Promise<boolean | "busy">;

// One at a time: guessing must not take the cores from what else runs, nor go on beside its own count.
const mostOfOneAddress = 5;
const mostAddresses = 64;

/**
 * Checks passwords one after another, one of each address in turn: who sends them without pause delays everybody else by
 * one check of 150 ms. Beyond five of one address, or 64 addresses, the answer is "busy" at once.
 */
export function queuedVerifier(): PasswordCheck {
  /** By address: what begins each check that waits, and at its head the one that runs. */
  const waiting = new Map<string, (() => void)[]>();

  /** The address that was checked goes to the end, and the first of the next begins. */
  function next(done: string): void {
    const rest = waiting.get(done)?.slice(1) ?? [];
    waiting.delete(done);
    if (rest.length > 0) waiting.set(done, rest);
    const [first] = waiting.values();
    first?.[0]?.();
  }

  return async ({ source, password, hash }) => {
    const key = neighbourhood(source);
    const own = waiting.get(key);
    if (own ? own.length >= mostOfOneAddress : waiting.size >= mostAddresses) return "busy";
    const isFree = waiting.size === 0;
    await new Promise<void>((begin) => {
      if (own) own.push(begin);
      else waiting.set(key, [begin]);
      if (isFree) begin();
    });
    try {
      return await verifyPassword(password, hash);
    } finally {
      next(key);
    }
  };
}
