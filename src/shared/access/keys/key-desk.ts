// What a person who is signed in does with security keys of their own. The lines of the trail are written by whoever asks.
import { errorText } from "../../domain/error-text.js";
import type { Clock, Log } from "../../domain/ports.js";
import type { RefusalCode } from "../../domain/said/refusals.js";
import { refusal } from "../api-error.js";
import type { Session } from "../session.js";
import type { User } from "../users-file.js";
import { askNewKey, madeKey, type ExpectedAnswer, type NewKeyOptions } from "./ceremony.js";
import { createChallenges } from "./challenges.js";
import { factorOf, keyRef, type FactorKeys, type NewKey } from "./factor-keys.js";
import type { NewKeyAnswer } from "./key-input.js";
import type { KeyHost, KeyPlace, NoKeyReason } from "./key-place.js";

/** A security key, as pages list it; times are UTC milliseconds. */
export interface KeyJson {
  readonly ref: string;
  readonly label: string;
  readonly host: string;
  readonly addedAt: number;
  readonly usedAt: number | null;
  readonly wentBackAt: number | null;
}

/** `unproved`: the person came in without a second factor, and could not show to be who had it. */
export type NoAddReason = NoKeyReason | "unproved";

/** A person's own keys, and whether one may be added here. */
export interface OwnKeysJson {
  readonly keys: readonly KeyJson[];
  /** The name a new key would be for; null where `why` says that none can be added. */
  readonly host: string | null;
  readonly why: NoAddReason | null;
}

/** What the page asks the browser for a new key. */
export interface NewKeyAsked {
  readonly ticket: string;
  readonly options: NewKeyOptions;
}

/** Who adds a key, and where. */
export interface KeyOwner {
  readonly user: User;
  readonly place: KeyPlace;
  /** The session began with a second factor. */
  readonly isProved: boolean;
}

/** The owner that a session is of. Throws a 401 where there is none (any more). */
export function keyOwner(
  users: { readonly find: (name: string) => User | null },
  { name, isProved = false }: Pick<Session, "name" | "isProved">,
  place: KeyPlace,
): KeyOwner {
  const user = users.find(name);
  if (!user) throw refusal(401, "signed-out", "signed-out");
  return { user, place, isProved };
}

interface Begun extends ExpectedAnswer {
  readonly label: string;
  readonly factor: string;
}

/** The desk of a program. */
export type KeyDesk = ReturnType<typeof createKeyDesk>;

/** The keys of a person, oldest first. */
export function keysJson(keys: Pick<FactorKeys, "of">, user: User): readonly KeyJson[] {
  return keys.of(user).map((key) => {
    const { label, host, addedAt, usedAt, wentBackAt } = key;
    return { ref: keyRef(key), label, host, addedAt, usedAt, wentBackAt };
  });
}

const whyNot = {
  plain: "keys-plain",
  address: "keys-address",
  unproved: "keys-unproved",
} as const satisfies Readonly<Record<NoAddReason, RefusalCode>>;

/** Adding takes the second factor that the person has: whoever only knows a password cannot give themselves another. */
export function createKeyDesk(deps: { readonly keys: FactorKeys; readonly clock: Clock; readonly log: Log }) {
  const { keys, clock, log } = deps;
  const begun = createChallenges<Begun>(clock);

  function allowed({ user, place, isProved }: KeyOwner): {
    readonly place: KeyHost;
    readonly factor: string;
  } {
    const factor = factorOf(user);
    const why = "why" in place ? place.why : isProved && factor !== null ? null : "unproved";
    if (why === null && factor !== null && "host" in place) return { place, factor };
    throw refusal(409, "no-keys", whyNot[why ?? "unproved"]);
  }

  /** Without their file no key is listed or added. */
  function read<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      log.error("the security keys cannot be read", { reason: errorText(error) });
      throw refusal(503, "keys-file", "keys-down");
    }
  }

  return {
    list(owner: KeyOwner): OwnKeysJson {
      const { user, place, isProved } = owner;
      const why = "why" in place ? place.why : isProved && factorOf(user) !== null ? null : "unproved";
      return {
        keys: read(() => keysJson(keys, user)),
        host: "host" in place && why === null ? place.host : null,
        why,
      };
    },
    async begin(owner: KeyOwner, label: string): Promise<NewKeyAsked> {
      const { place, factor } = allowed(owner);
      const { name } = owner.user;
      const options = await askNewKey({ place, name, factor, known: read(() => keys.of(owner.user)) });
      return { ticket: begun.put(name, { place, challenge: options.challenge, label, factor }), options };
    },
    /** The key that was made, to be written down by `keys.add`. Throws an ApiError where it does not hold. */
    async finish(owner: KeyOwner, { ticket, answer }: NewKeyAnswer): Promise<NewKey> {
      const { place, factor } = allowed(owner);
      const asked = begun.take(owner.user.name, ticket);
      if (!asked || asked.factor !== factor || asked.place.origin !== place.origin)
        throw refusal(409, "key-late", "key-late");
      try {
        return { ...(await madeKey(answer, asked)), label: asked.label, host: place.host };
      } catch (error) {
        log.info("a new security key did not hold", { reason: errorText(error) });
        throw refusal(400, "key-refused", "key-invalid");
      }
    },
  };
}
