import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";

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
  const own = `${path}.${String(process.pid)}`;
  for (let attempt = 0; attempt < 2; attempt++) {
    // Linked in whole: a lock that is empty for a moment would look like one left by a killed process.
    writeFileSync(own, identity(process.pid) ?? "", { mode: 0o600 });
    try {
      linkSync(own, path);
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    } finally {
      rmSync(own, { force: true });
    }
    if (isHeld(path) || !removeStale(path, own)) return null;
  }
  return null;
}

/** Removes a lock that a killed process left. False when, meanwhile, a living one has taken it over. */
function removeStale(path: string, own: string): boolean {
  try {
    renameSync(path, own);
  } catch {
    return true;
  }
  const isStale = !isHeld(own);
  if (!isStale) renameSync(own, path);
  rmSync(own, { force: true });
  return isStale;
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
