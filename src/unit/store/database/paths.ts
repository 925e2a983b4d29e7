import { join } from "node:path";

/** Where everything lies below `store.dir`. */
export interface StorePaths {
  readonly dir: string;
  readonly database: string;
  readonly anchor: string;
  readonly keys: string;
  readonly vaultKeys: string;
  readonly pictures: string;
  readonly setAside: string;
  /** Packages written here stand under retention. */
  readonly exports: string;
  readonly holds: string;
  /** Locked by whoever works on the store (lock.ts). */
  readonly lock: string;
}

/** Names the files of a store. */
export function storePaths(dir: string): StorePaths {
  return {
    dir,
    database: join(dir, "tagwatch.db"),
    anchor: join(dir, "witness"),
    keys: join(dir, "keys"),
    vaultKeys: join(dir, "keys", "vaults"),
    pictures: join(dir, "pictures"),
    setAside: join(dir, "set-aside"),
    exports: join(dir, "exports"),
    holds: join(dir, "holds.json"),
    lock: join(dir, "lock"),
  };
}
