import { accessSync, constants, existsSync, statSync, type Stats } from "node:fs";
import { dirname } from "node:path";
import type { Account } from "./host.js";

/** What lies at a path, links followed, or in words why that cannot be said. */
export function statOf(path: string): Stats | string {
  try {
    return statSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return "does not exist";
    return code === "EACCES" ? "lies in a folder that may not be entered" : String(code);
  }
}

/** Whether the account (or, without one, who runs this) may read the file, by its owner and mode. */
export function mayRead(path: string, stat: Stats, account: Account | null): boolean {
  if (account === null || process.getuid?.() !== 0) {
    try {
      accessSync(path, constants.R_OK);
      return true;
    } catch {
      return false;
    }
  }
  if (stat.uid === account.uid) return (stat.mode & 0o400) !== 0;
  if (account.gids.includes(stat.gid)) return (stat.mode & 0o040) !== 0;
  return (stat.mode & 0o004) !== 0;
}

/** Where it is missing: the folder that it is made in, by whoever makes it. */
export function nearest(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearest(dirname(path));
}

/** Whether the account (or, without one, who runs this) may write there, by owner and mode. */
export function mayWrite(path: string, account: Account | null): boolean {
  if (account === null || process.getuid?.() !== 0) {
    try {
      accessSync(path, constants.W_OK);
      return true;
    } catch {
      return false;
    }
  }
  const { uid, gid, mode } = statSync(path);
  if (uid === account.uid) return (mode & 0o200) !== 0;
  return (mode & (account.gids.includes(gid) ? 0o020 : 0o002)) !== 0;
}
