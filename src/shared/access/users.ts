import type { Clock } from "../domain/ports.js";
import type { Role } from "../domain/closed-sets.js";
import type { WhenMissing } from "./access-file.js";
import { type User, type UserChange, openUsersFile } from "./users-file.js";
import { openFactorKeys, type FactorKeys } from "./keys/factor-keys.js";
import { saidUsage } from "../domain/said/usage.js";
import { hashPassword, passwordFault } from "./password.js";
import { createEdits, noteOf, type ChangedBy, type Exclusively } from "./user-edits.js";

/** The people who may sign in, kept in one file that the command line and the daemon share. */
export interface Users {
  list(): readonly User[];
  find(name: string): User | null;
  add(
    user: { readonly name: string; readonly role: Role; readonly password: string },
    by: ChangedBy,
  ): Promise<void>;
  setPassword(name: string, password: string, by: ChangedBy): Promise<void>;
  setRole(name: string, role: Role, by: ChangedBy): void;
  setDisabled(name: string, disabled: boolean, by: ChangedBy): void;
  /** The person is forgotten; what the trail says of them stays. */
  remove(name: string, by: ChangedBy): void;
  /** A new second factor, or none: then the next sign-in from another machine asks for a new one. */
  setSecondFactor(name: string, factor: NonNullable<User["secondFactor"]> | null, by: ChangedBy): void;
  /** Notes that the code of a step was used; false when it was before. */
  takeStep(name: string, step: number): boolean;
  /** Locks after too many failed tries (CJIS AC-7), until `unlock`. */
  lock(name: string): void;
  unlock(name: string, by: ChangedBy): void;
  /** Their security keys. */
  readonly keys: FactorKeys;
  /** Hands each change of the command line to `take` (the audit trail), then forgets them. */
  takeChanges(take: (change: UserChange) => void): void;
}

function checkName(name: string): void {
  if (/^[a-z0-9][a-z0-9._-]{1,31}$/.test(name)) return;
  throw saidUsage("2 to 32 of a-z, 0-9, dot, dash and underscore", "user-name", name);
}

async function hashOf(name: string, password: string): Promise<string> {
  const fault = passwordFault(name, password);
  if (fault) throw saidUsage("choose another password", fault);
  return hashPassword(password);
}

/**
 * Opens the users of `<store.dir>/users.json`. The file is read when it changed; names do not tell upper from lower case.
 * Every change reads, alters and writes within `exclusively`, so that none of two at a time is lost. Who only reads may
 * take a missing file for `gone`.
 */
export function openUsers(
  file: string,
  clock: Clock,
  exclusively: Exclusively,
  whenMissing: WhenMissing = "nobody",
): Users {
  const { load, save } = openUsersFile(file, whenMissing);
  const { find, refuseTwin, insert, change, remove, takeStep } = createEdits(
    { load, save },
    clock,
    exclusively,
  );

  return {
    list: () => load().users,
    find,
    async add({ name: given, role, password }, by) {
      const name = given.toLowerCase();
      checkName(name);
      refuseTwin(name);
      const hash = await hashOf(name, password);
      const at = clock.now();
      insert({ name, role, hash, disabled: false, lockedAt: null, createdAt: at, passwordAt: at }, by);
    },
    async setPassword(name, password, by) {
      const hash = await hashOf(name, password);
      const patch = { hash, passwordAt: clock.now(), lockedAt: null };
      change(name, patch, noteOf(by, "user.password"));
    },
    setRole(name, role, by) {
      change(name, { role }, noteOf(by, "user.role"));
    },
    setDisabled(name, disabled, by) {
      change(name, { disabled }, noteOf(by, disabled ? "user.disable" : "user.enable"));
    },
    remove,
    setSecondFactor(name, factor, by) {
      const event = factor ? "user.second-factor" : "user.second-factor-reset";
      change(name, { secondFactor: factor ?? undefined }, noteOf(by, event));
    },
    takeStep,
    keys: openFactorKeys({ file, find, clock, exclusively, whenMissing }),
    lock(name) {
      change(name, { lockedAt: clock.now() });
    },
    unlock(name, by) {
      change(name, { lockedAt: null }, noteOf(by, "user.unlock"));
    },
    takeChanges(take) {
      if (load().changes.length === 0) return;
      exclusively(() => {
        const before = load();
        before.changes.forEach(take);
        save({ ...before, changes: [] });
      });
    },
  };
}
