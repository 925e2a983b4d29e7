// A small real file system in a file: ext4 on a loop device, or tmpfs where there is no loop device. Needs root.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface SmallDisk {
  readonly dir: string;
  readonly kind: "ext4" | "tmpfs";
  /** Fills the disk but for so many bytes. */
  fill(leaveBytes: number): void;
  /** Removes what `fill` wrote. */
  drain(): void;
  remove(): void;
}

function quietly(command: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function mount(base: string, dir: string, megabytes: number): SmallDisk["kind"] {
  const image = join(base, "image");
  execFileSync("truncate", ["-s", `${String(megabytes)}M`, image]);
  if (quietly("mkfs.ext4", "-q", "-F", "-m", "0", image) && quietly("mount", "-o", "loop", image, dir))
    return "ext4";
  if (quietly("mount", "-t", "tmpfs", "-o", `size=${String(megabytes)}m`, "none", dir)) return "tmpfs";
  throw new Error(
    "the disk-full drill mounts a small file system, which needs root: sudo npm run drill -- disk-full",
  );
}

/** Makes and mounts it. Throws, saying so, when mounting is not permitted. */
export function mountSmallDisk(megabytes: number): SmallDisk {
  const base = mkdtempSync(join(tmpdir(), "tagwatch-disk-"));
  const dir = join(base, "mnt");
  mkdirSync(dir);
  const kind = mount(base, dir, megabytes);
  const ballast = join(dir, "ballast");
  return {
    dir,
    kind,
    fill(leaveBytes) {
      const { bavail, bsize } = statfsSync(dir);
      const bytes = Math.max(0, bavail * bsize - leaveBytes);
      try {
        writeFileSync(ballast, Buffer.alloc(bytes));
      } catch {
        // The file system needs some of it for itself; what fits has been written.
      }
    },
    drain: () => rmSync(ballast, { force: true }),
    remove() {
      execFileSync("umount", [dir]);
      rmSync(base, { recursive: true, force: true });
    },
  };
}
