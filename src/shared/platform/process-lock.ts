// A lock that a file stands for, as long as the process named in it lives. It is held over awaits, and anybody who can read the
// file sees whether it is held, without taking it: commands ask so whether the daemon runs. Where others wait for the lock, or
// share it, `unit/store/database/lock.ts` has one of the kernel's; it needs SQLite, and is seen only by whoever tries to take it.
import { chmodSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { TagwatchError } from "../domain/faults/errors.js";
import { kernelBootId } from "./boot-id.js";

/** Which process holds a lock: its number, when it started, so that a number used again is seen to be another process, and in which boot. */
function identity(pid: number): string {
  return [String(pid), startOf(pid, "/proc") ?? "", bootId()].join(" ");
}

/** When a process started, in ticks; null when there is none, or when it is hidden. */
function startOf(pid: number, proc: string): string | null {
  try {
    const stat = readFileSync(`${proc}/${String(pid)}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return null;
  }
}

function bootId(): string {
  try {
    return kernelBootId();
  } catch {
    return "";
  }
}

/** Whether a process is there although /proc does not show it: the service does not see those of others (ProtectProc=). */
function isHidden(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * Takes a lock file for this process; null when a living process holds it. A lock left by a killed process is taken
 * over. The returned function gives it back.
 */
export function takeProcessLock(path: string): (() => void) | null {
  const own = `${path}.${String(process.pid)}`;
  for (let attempt = 0; attempt < 2; attempt++) {
    // Linked in whole: a lock that is empty for a moment would look like one left by a killed process.
    writeFileSync(own, identity(process.pid));
    // Read by others, whatever the umask: one that the daemon cannot read, because root made it, would look left behind.
    chmodSync(own, 0o644);
    try {
      linkSync(own, path);
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    } finally {
      rmSync(own, { force: true });
    }
    if (isProcessLockHeld(path) || !removeStale(path, own)) return null;
  }
  return null;
}

/** Runs `work` under the lock of a file that it changes. Throws STORE_BUSY when a living process holds it, and what `work` throws. */
export function withProcessLock<T>(path: string, work: () => T): T {
  const unlock = takeProcessLock(path);
  if (!unlock)
    throw new TagwatchError("STORE_BUSY", `another process changes ${path.replace(/\.lock$/, "")}`);
  try {
    return work();
  } finally {
    unlock();
  }
}

/** Removes a lock that a killed process left. False when, meanwhile, a living one has taken it over. */
function removeStale(path: string, own: string): boolean {
  try {
    renameSync(path, own);
  } catch {
    return true;
  }
  const isStale = !isProcessLockHeld(own);
  if (!isStale) renameSync(own, path);
  // The centre's lock was a folder in version 0.1.0.
  rmSync(own, { recursive: true, force: true });
  return isStale;
}

/** Whether a living process holds the lock. `proc`: where the kernel shows processes. */
export function isProcessLockHeld(path: string, proc = "/proc"): boolean {
  let holder: string;
  try {
    holder = readFileSync(path, "utf8");
  } catch {
    return false;
  }
  const [number = "", started = "", boot = ""] = holder.split(" ");
  const pid = Number(number);
  if (!(pid > 0) || boot !== bootId()) return false;
  const now = startOf(pid, proc);
  return now === null ? isHidden(pid) : now === started;
}
