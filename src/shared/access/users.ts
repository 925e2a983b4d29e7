import { TagwatchError } from "../domain/faults/errors.js";
import type { Clock } from "../domain/ports.js";
import type { Role } from "../domain/closed-sets.js";
import { type User, type UserChange, openUsersFile, type UsersFile, type WhenMissing } from "./users-file.js";
import { hashPassword, passwordFault } from "./password.js";

/** The people who may sign in, kept in one file that the command line and the daemon share. */
export interface Users {
  list(): readonly User[];
  find(name: string): User | null;
  add(
    user: { readonly name: string; readonly role: Role; readonly password: string },
    by: string,
  ): Promise<void>;
  setPassword(name: string, password: string, by: string): Promise<void>;
  setRole(name: string, role: Role, by: string): void;
  setDisabled(name: string, disabled: boolean, by: string): void;
  /** Locks after too many failed tries (CJIS AC-7), until `unlock`. */
  lock(name: string): void;
  unlock(name: string, by: string): void;
  /** Hands each change of the command line to `take` (the audit trail), then forgets them. */
  takeChanges(take: (change: UserChange) => void): void;
}

function usage(what: string, hint: string): TagwatchError {
  return new TagwatchError("USAGE", what, { hint });
}

function checkName(name: string): void {
  if (/^[a-z0-9][a-z0-9._-]{1,31}$/.test(name)) return;
  throw usage(`${JSON.stringify(name)} is no user name`, "2 to 32 of a-z, 0-9, dot, dash and underscore");
}

async function hashOf(name: string, password: string): Promise<string> {
  const fault = passwordFault(name, password);
  if (fault) throw usage(fault, "choose another password");
  return hashPassword(password);
}

/** Runs `work` while no other process may change the file of users. Throws when it is not free in time. */
export type Exclusively = <T>(work: () => T) => T;

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
  const { find, refuseTwin, insert, change } = createEdits({ load, save }, clock, exclusively);

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
      change(name, patch, { actor: by, event: "user.password" });
    },
    setRole(name, role, by) {
      change(name, { role }, { actor: by, event: "user.role" });
    },
    setDisabled(name, disabled, by) {
      change(name, { disabled }, { actor: by, event: disabled ? "user.disable" : "user.enable" });
    },
    lock(name) {
      change(name, { lockedAt: clock.now() });
    },
    unlock(name, by) {
      change(name, { lockedAt: null }, { actor: by, event: "user.unlock" });
    },
    takeChanges(take) {
      if (load().changes.length === 0) return;
      exclusively(() => {
        const { users, changes } = load();
        changes.forEach(take);
        save({ version: 1, users, changes: [] });
      });
    },
  };
}

/** Finding people, and changing the file by one person. */
function createEdits({ load, save }: UsersFile, clock: Clock, exclusively: Exclusively) {
  function find(name: string): User | null {
    return load().users.find((user) => user.name === name.toLowerCase()) ?? null;
  }

  function change(name: string, patch: Partial<User>, note?: Pick<UserChange, "actor" | "event">): void {
    exclusively(() => {
      const user = find(name);
      if (!user) throw usage(`there is no user ${name}`, "see `tagwatch user list`");
      const { users, changes } = load();
      save({
        version: 1,
        users: users.map((other) => (other === user ? { ...user, ...patch } : other)),
        changes: note ? [...changes, { ...note, at: clock.now(), user: user.name }] : changes,
      });
    });
  }

  function insert(user: User, by: string): void {
    exclusively(() => {
      refuseTwin(user.name);
      const { users, changes } = load();
      const note = { at: user.createdAt, actor: by, event: "user.add", user: user.name } as const;
      save({ version: 1, users: [...users, user], changes: [...changes, note] });
    });
  }

  function refuseTwin(name: string): void {
    if (find(name)) throw usage(`there is a user ${name} already`, "see `tagwatch user list`");
  }

  return { find, refuseTwin, insert, change };
}
