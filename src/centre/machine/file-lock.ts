import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TagwatchError } from "../../shared/domain/errors.js";

/** Runs `work` while no other process changes what the lock stands for. Throws STORE_BUSY; the lock of a dead process is taken over. */
export function withFileLock<T>(path: string, work: () => T): T {
  if (!take(path))
    throw new TagwatchError("STORE_BUSY", `another process changes ${path.replace(/\.lock$/, "")}`);
  try {
    return work();
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

function take(path: string): boolean {
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      mkdirSync(path, { mode: 0o700 });
      writeFileSync(join(path, "pid"), String(process.pid));
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      if (isAlive(path)) return false;
      rmSync(path, { recursive: true, force: true });
    }
  }
  return false;
}

function isAlive(path: string): boolean {
  try {
    process.kill(Number(readFileSync(join(path, "pid"), "utf8")), 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
