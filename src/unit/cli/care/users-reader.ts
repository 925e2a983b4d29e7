import { join } from "node:path";
import { openUsersFile, type User } from "../../../shared/access/users-file.js";

/** The people of a store as its file has them; null where it cannot be read. Changes nothing. */
export function createUsersReader(storeDir: string): () => readonly User[] | null {
  const { load } = openUsersFile(join(storeDir, "users.json"), "nobody");
  return () => {
    try {
      return load().users;
    } catch {
      return null;
    }
  };
}
