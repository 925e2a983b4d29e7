// Who owns a file: what a command run by root makes must be the daemon's to read.
import { lchownSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

/** Gives a folder and all below it to the owner of its parent. Does nothing unless run by root. */
export function handOver(dir: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(dirname(dir));
  lchownSync(dir, uid, gid);
  for (const name of readdirSync(dir, { recursive: true, encoding: "utf8" }))
    lchownSync(join(dir, name), uid, gid);
}
