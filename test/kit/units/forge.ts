import { join } from "node:path";
import { connect, type Db } from "../../../src/unit/store/database/db.js";
import { storePaths } from "../../../src/unit/store/database/paths.js";
import { openKeys } from "../../../src/unit/store/keys/keys.js";
import { memoryLog } from "../doubles/log.js";
import { unitKey } from "./store.js";

/** What a forger with the keys of the unit would do: changes rows with the triggers out of the way. */
export function forge(dir: string, work: (db: Db) => void): void {
  const db = connect(join(dir, "tagwatch.db"), openKeys(storePaths(dir), unitKey, memoryLog()).database);
  db.pragma("foreign_keys = OFF");
  const triggers = db
    .prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    .all();
  for (const { name } of triggers) db.exec(`DROP TRIGGER ${name}`);
  work(db);
  db.close();
}
