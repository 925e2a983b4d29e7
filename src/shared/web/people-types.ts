// What the page and the server say to each other of people: JSON shapes only.
import type { KeyJson } from "../access/keys/key-desk.js";
import type { Role } from "../domain/closed-sets.js";

/** Somebody who may sign in, as `GET /api/people` lists them. */
export interface PersonJson {
  readonly name: string;
  readonly role: Role;
  readonly disabled: boolean;
  /** After too many failed tries. */
  readonly locked: boolean;
  readonly secondFactor: boolean;
  /** Security keys, oldest first; null while their file cannot be read. */
  readonly keys: readonly KeyJson[] | null;
}

/** Answer to a change of a person: the password that was made for them, told this once; else null. */
export interface MadePasswordJson {
  readonly password: string | null;
}
