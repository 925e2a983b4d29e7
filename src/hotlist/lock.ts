import { openSync, closeSync, readFileSync, rmSync, writeSync } from "node:fs";

/** Which process holds a lock: its number and when it started, so that a number used again is told apart. */
function identity(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, "utf8");
    const started = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
    return `${String(pid)} ${started}`;
  } catch {
    return null;
  }
}

/**
 * Takes a lock file for this process; null when a living process holds it. A lock left by a killed process is taken
 * over. The returned function gives it back.
 */
export function takeLock(path: string): (() => void) | null {
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const file = openSync(path, "wx", 0o600);
      writeSync(file, identity(process.pid) ?? "");
      closeSync(file);
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    if (isHeld(path)) return null;
    rmSync(path, { force: true });
  }
  return null;
}

/** Whether a living process holds the lock. */
export function isHeld(path: string): boolean {
  let holder: string;
  try {
    holder = readFileSync(path, "utf8");
  } catch {
    return false;
  }
  const pid = Number(holder.split(" ")[0]);
  return pid > 0 && identity(pid) === holder;
}
