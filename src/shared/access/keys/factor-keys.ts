// The security keys of the people who may sign in. Each hangs on the person's authenticator app: whatever forgets that,
// by whichever version of the program, ends the keys with it, so a key never outlives the person it was given to.
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import type { Clock } from "../../domain/ports.js";
import type { WhenMissing } from "../access-file.js";
import { saidUsage } from "../../domain/said/usage.js";
import type { Exclusively } from "../user-edits.js";
import type { User } from "../users-file.js";
import { openKeysFile, type FactorKey } from "./keys-file.js";

/** What a new key brings. */
export type NewKey = Pick<FactorKey, "id" | "label" | "host" | "publicKey" | "counter" | "transports">;

/** What became of a use. */
export type UseTaken = "taken" | "went-back" | "unknown";

/** The keys of a program's people. All throw FACTOR_KEYS_FILE when the file is no use. */
export interface FactorKeys {
  /** Reads the file, so that one that is no use is found before somebody needs it. */
  look(): void;
  /** Those of a person that count. */
  of(user: User): readonly FactorKey[];
  /** Throws USAGE where the person has the most there may be, the name is taken or the key is known. */
  add(user: User, key: NewKey): void;
  /** Notes a use, or that the counter went back; `unknown`: the key counts no more. */
  takeUse(id: string, counter: number): UseTaken;
  /** Throws USAGE where the person has no such key. */
  remove(name: string, ref: string): void;
}

/** What keeps them. */
export interface FactorKeysDeps {
  /** Of the people; the keys lie beside it. */
  readonly file: string;
  /** The person as they are now. */
  readonly find: (name: string) => User | null;
  readonly clock: Clock;
  readonly exclusively: Exclusively;
  readonly whenMissing: WhenMissing;
}

const mostKeys = 8;

/** Which second factor a person has now; null for none. */
export function factorOf({ name, createdAt, secondFactor }: User): string | null {
  if (!secondFactor) return null;
  const about = `${name}\n${String(createdAt)}\n${secondFactor.sealed}`;
  return createHash("sha256").update(about).digest("base64url");
}

/** How pages name a key: its id may have a thousand bytes. */
export const keyRef = ({ id }: Pick<FactorKey, "id">): string =>
  createHash("sha256").update(id).digest("base64url").slice(0, 16);

/** A counter of 0 says nothing: keys that are kept in several places at once have none (WebAuthn, 6.1.1). */
export const wentBack = (before: number, counter: number): boolean =>
  (before > 0 || counter > 0) && counter <= before;

/** Opens the keys: read again when the file changed, and every change within `exclusively`. */
export function openFactorKeys(deps: FactorKeysDeps): FactorKeys {
  const { find, clock, exclusively } = deps;
  const { load, save } = openKeysFile(join(dirname(deps.file), "factor-keys.json"), deps.whenMissing);

  function isLive({ person, factor }: FactorKey): boolean {
    const user = find(person);
    return user !== null && factorOf(user) === factor;
  }

  /** What belongs to nobody any more goes with the next change. */
  function put(keys: readonly FactorKey[]): void {
    save({ ...load(), keys: keys.filter(isLive) });
  }

  const of = (user: User): readonly FactorKey[] => {
    const factor = factorOf(user);
    return load().keys.filter((key) => key.person === user.name && key.factor === factor);
  };

  function add(user: User, key: NewKey): void {
    const factor = factorOf(user);
    if (factor === null) throw saidUsage("enrol one first", "no-app", user.name);
    const own = of(user);
    if (own.length >= mostKeys)
      throw saidUsage("remove one that is no longer used", "keys-full", String(mostKeys));
    if (own.some(({ label }) => label.toLowerCase() === key.label.toLowerCase()))
      throw saidUsage("take another name", "key-twin", key.label);
    if (load().keys.some(({ id }) => id === key.id)) throw saidUsage("use another one", "key-known");
    const times = { addedAt: clock.now(), usedAt: null, wentBackAt: null };
    put([...load().keys, { ...key, ...times, person: user.name, factor }]);
  }

  function takeUse(id: string, counter: number): UseTaken {
    const key = load().keys.find((one) => one.id === id);
    if (!key || !isLive(key)) return "unknown";
    const isBack = wentBack(key.counter, counter);
    const at = clock.now();
    const noted = isBack ? { ...key, wentBackAt: at } : { ...key, counter, usedAt: at };
    put(load().keys.map((one) => (one === key ? noted : one)));
    return isBack ? "went-back" : "taken";
  }

  return {
    look: () => void load(),
    of,
    add: (user, key) => exclusively(() => add(user, key)),
    takeUse: (id, counter) => exclusively(() => takeUse(id, counter)),
    remove(name, ref) {
      exclusively(() => {
        const user = find(name);
        const gone = user && of(user).find((key) => keyRef(key) === ref);
        if (!gone) throw saidUsage("see the list anew", "key-gone");
        put(load().keys.filter((key) => key !== gone));
      });
    },
  };
}
