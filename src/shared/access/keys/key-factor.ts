// A security key as the second factor at sign-in.
import { errorText } from "../../domain/error-text.js";
import type { Clock, Log } from "../../domain/ports.js";
import type { User } from "../users-file.js";
import { askUse, loadCeremony, usedKey, type ExpectedAnswer, type UseKeyOptions } from "./ceremony.js";
import { createChallenges } from "./challenges.js";
import { wentBack, type FactorKeys, type UseTaken } from "./factor-keys.js";
import type { KeyAnswer } from "./key-input.js";
import type { KeyPlace } from "./key-place.js";

/** What the page asks the browser, and the ticket that goes back with its answer. */
export interface KeyAsked {
  readonly ticket: string;
  readonly options: UseKeyOptions;
}

/** `late`: the challenge was used or is over; `counter`: the key's counter went back; `unread`: the file of keys is no use. */
export type KeyOutcome =
  | { readonly fits: true; readonly label: string }
  | { readonly fits: false; readonly why: "late" | "wrong" | "counter" | "unread" };

/** Asks for a key, and checks what it answered. */
export interface KeyFactor {
  /** Null where the person has no key for this place, or keys cannot be used now. */
  ask(user: User, place: KeyPlace): Promise<KeyAsked | null>;
  check(user: User, given: KeyAnswer, place: KeyPlace): Promise<KeyOutcome>;
}

interface KeyFactorDeps {
  readonly keys: Pick<FactorKeys, "of" | "takeUse">;
  readonly clock: Clock;
  readonly log: Log;
}

/** Loads what checks keys, before people come in. Without it codes alone are asked, and each sign-in says so in the log. */
export async function readyForKeys(log: Log): Promise<void> {
  await loadCeremony().catch((error: unknown) => {
    log.error("security keys cannot be used", { reason: errorText(error) });
  });
}

/** Takes a use of a key, once for each count. */
function useTaker({ keys, log }: KeyFactorDeps) {
  /** Counters that the file could not be told of: a full disk must not make a copy of a key as good as the key. */
  const untold = new Map<string, number>();
  return function take(id: string, counter: number): UseTaken {
    if (wentBack(untold.get(id) ?? 0, counter)) return "went-back";
    try {
      return keys.takeUse(id, counter);
    } catch (error) {
      const reason = errorText(error);
      log.error("the use of a security key could not be written down; it is remembered until a restart", {
        reason,
      });
      untold.set(id, counter);
      return "taken";
    }
  };
}

/** Challenges are kept in memory alone; a key that is lost or a file that is no use leaves the codes. */
export function createKeyFactor(deps: KeyFactorDeps): KeyFactor {
  const { keys, clock, log } = deps;
  const challenges = createChallenges<ExpectedAnswer>(clock);
  const take = useTaker(deps);
  function usable(user: User, place: KeyPlace) {
    return "host" in place ? keys.of(user).filter(({ host }) => host === place.host) : [];
  }

  async function ask(user: User, place: KeyPlace): Promise<KeyAsked | null> {
    const own = usable(user, place);
    if (!("host" in place) || own.length === 0) return null;
    const options = await askUse(place, own);
    return { ticket: challenges.put(user.name, { place, challenge: options.challenge }), options };
  }

  async function check(user: User, given: KeyAnswer, place: KeyPlace): Promise<KeyOutcome> {
    const expected = challenges.take(user.name, given.ticket);
    if (!expected) return { fits: false, why: "late" };
    const key = usable(user, place).find(({ id }) => id === given.answer.id);
    if (!key || !("host" in place) || place.origin !== expected.place.origin)
      return { fits: false, why: "wrong" };
    const counter = await usedKey(given.answer, key, expected).catch((error: unknown) => {
      log.info("a security key did not fit", { reason: errorText(error) });
      return null;
    });
    if (counter === null) return { fits: false, why: "wrong" };
    const taken = take(key.id, counter);
    if (taken === "taken") return { fits: true, label: key.label };
    return { fits: false, why: taken === "went-back" ? "counter" : "wrong" };
  }

  return {
    async ask(user, place) {
      try {
        return await ask(user, place);
      } catch (error) {
        log.error("security keys cannot be used: codes alone are asked", { reason: errorText(error) });
        return null;
      }
    },
    async check(user, given, place) {
      try {
        return await check(user, given, place);
      } catch (error) {
        log.error("a security key could not be checked", { reason: errorText(error) });
        return { fits: false, why: "unread" };
      }
    },
  };
}
