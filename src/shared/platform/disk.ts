import { statfsSync } from "node:fs";

/** Bytes an unprivileged process may still write where `path` lies; null when it cannot be measured. */
export function freeBytes(path: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  } catch {
    return null;
  }
}
