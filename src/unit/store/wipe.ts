import { createHash, randomBytes } from "node:crypto";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import type { Millis } from "../../shared/domain/types.js";
import { flush, shredFile } from "../../shared/platform/durable.js";
import { withLock } from "./database/lock.js";
import type { StorePaths } from "./database/paths.js";

/** What was destroyed, for the certificate of destruction. */
export interface WipeReport {
  readonly keys: number;
  readonly files: number;
  /** SHA-256 over the names of everything destroyed. */
  readonly names: string;
}

/**
 * Decommissions a store that nobody else has open (STORE_BUSY otherwise): overwrites every key three times (CJIS MP-6), which makes all it sealed unreadable, then
 * removes every file below the folder. Throws INPUT_MISSING when there is no store there, so that a mistyped folder
 * is not emptied.
 */
export function wipeStore(paths: StorePaths, now: () => Millis): WipeReport {
  if (!existsSync(paths.keys)) throw new TagwatchError("INPUT_MISSING", `there is no store in ${paths.dir}`);
  return withLock({ path: paths.lock, mode: "alone", who: "tagwatch wipe", now }, () => destroy(paths));
}

function destroy(paths: StorePaths): WipeReport {
  const entries = readdirSync(paths.dir, { recursive: true, withFileTypes: true }).filter((one) =>
    one.isFile(),
  );
  const files = entries.map((one) => join(one.parentPath, one.name));
  const secrets = files.filter((file) => file.startsWith(`${paths.keys}`) || file === paths.anchor);
  for (const file of secrets) shredFile(file, randomBytes);
  for (const name of readdirSync(paths.dir, { encoding: "buffer" }))
    rmSync(Buffer.concat([Buffer.from(`${paths.dir}/`), name]), { recursive: true, force: true });
  flush(paths.dir);
  const names = createHash("sha256").update(files.sort().join("\n")).digest("hex");
  return { keys: secrets.length, files: files.length, names };
}
