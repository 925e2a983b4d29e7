import { keysJson, type KeyJson } from "../keys/key-desk.js";
import type { User } from "../users-file.js";
import type { Users } from "../users.js";

/** Somebody who may sign in, as pages list them (`PersonJson`). */
export function personJson({ keys }: Pick<Users, "keys">, user: User) {
  const { name, role, disabled, lockedAt, secondFactor } = user;
  const flags = { disabled, locked: lockedAt !== null, secondFactor: secondFactor !== undefined };
  return { name, role, ...flags, keys: keysOrNone(keys, user) };
}

/** The people are listed all the same; the fault says what is wrong. */
function keysOrNone(keys: Users["keys"], user: User): readonly KeyJson[] | null {
  try {
    return keysJson(keys, user);
  } catch {
    return null;
  }
}
