import { TagwatchError } from "../core/errors.js";
import type { Clock } from "../core/ports.js";
import type { Role } from "../core/types.js";
import type { User, UserChange } from "./input.js";
import { hashPassword, passwordFault } from "./password.js";
import { openUsersFile } from "./users-file.js";

export type { User, UserChange } from "./input.js";

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

/** Opens the users of `<store.dir>/users.json`. The file is read when it changed; names do not tell upper from lower case. */
export function openUsers(file: string, clock: Clock): Users {
  const { load, save } = openUsersFile(file);

  function find(name: string): User | null {
    return load().users.find((user) => user.name === name.toLowerCase()) ?? null;
  }

  function change(name: string, patch: Partial<User>, note?: Pick<UserChange, "actor" | "event">): void {
    const user = find(name);
    if (!user) throw usage(`there is no user ${name}`, "see `tagwatch user list`");
    const { users, changes } = load();
    save({
      version: 1,
      users: users.map((other) => (other === user ? { ...user, ...patch } : other)),
      changes: note ? [...changes, { ...note, at: clock.now(), user: user.name }] : changes,
    });
  }

  return {
    list: () => load().users,
    find,
    async add({ name: given, role, password }, by) {
      const name = given.toLowerCase();
      checkName(name);
      if (find(name)) throw usage(`there is a user ${name} already`, "see `tagwatch user list`");
      const hash = await hashOf(name, password);
      const at = clock.now();
      const user: User = { name, role, hash, disabled: false, lockedAt: null, createdAt: at, passwordAt: at };
      const { users, changes } = load();
      save({
        version: 1,
        users: [...users, user],
        changes: [...changes, { at, actor: by, event: "user.add", user: name }],
      });
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
      const { users, changes } = load();
      if (changes.length === 0) return;
      changes.forEach(take);
      save({ version: 1, users, changes: [] });
    },
  };
}
