import { createPublicKey, type KeyObject } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { publicKeyId } from "../../../shared/evidence/sign.js";

/** Public keys this unit ever signed with, by id, from `keys/public`. Damaged files are left out. */
export function publicKeys(folder: string): ReadonlyMap<string, KeyObject> {
  const keys = new Map<string, KeyObject>();
  for (const file of readdirSync(folder)) {
    try {
      const key = createPublicKey(readFileSync(join(folder, file)));
      keys.set(publicKeyId(key), key);
    } catch {
      continue;
    }
  }
  return keys;
}
