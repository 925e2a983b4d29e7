// Limits of the kernel's control groups, of either version: a disk made slow, a group of processes short of memory. Needs root.
import { existsSync, mkdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const groups = "/sys/fs/cgroup";
const isOld = existsSync(join(groups, "memory/memory.limit_in_bytes"));
const memoryParent = isOld ? join(groups, "memory") : groups;

/** The device that holds a folder, as the kernel names it: MAJOR:MINOR (makedev(3)). */
function deviceOf(folder: string): string {
  const { dev } = statSync(folder);
  return `${String((dev >> 8) & 0xfff)}:${String((dev & 0xff) | ((dev >> 12) & 0xfff00))}`;
}

/** A group of processes whose memory can be limited. */
export interface MemoryGroup {
  /** Starts something in it: what `begin` forks before its first wait belongs to the group. */
  within<T>(begin: () => T): T;
  /** Bytes that the kernel cannot take back. */
  used(): number;
  /** Null: no limit. */
  limit(bytes: number | null): void;
  processes(): readonly number[];
  remove(): void;
}

/** Throws where groups cannot be made. */
export function createMemoryGroup(name: string): MemoryGroup {
  const dir = join(memoryParent, name);
  if (!isOld) writeFileSync(join(groups, "cgroup.subtree_control"), "+memory");
  mkdirSync(dir, { recursive: true });
  const [own, file] = isOld ? [/^\d+:memory:(.*)$/m, "memory.limit_in_bytes"] : [/^0::(.*)$/m, "memory.max"];
  const home = join(memoryParent, own.exec(readFileSync("/proc/self/cgroup", "utf8"))?.[1] ?? "/");
  const move = (to: string): void => writeFileSync(join(to, "cgroup.procs"), String(process.pid));
  const processes = (): readonly number[] =>
    readFileSync(join(dir, "cgroup.procs"), "utf8").split("\n").filter(Boolean).map(Number);
  return {
    processes,
    within(begin) {
      move(dir);
      try {
        return begin();
      } finally {
        move(home);
      }
    },
    used() {
      const stat = readFileSync(join(dir, "memory.stat"), "utf8");
      const lines = isOld ? ["total_rss"] : ["anon", "slab_unreclaimable"];
      return lines.reduce(
        (sum, line) => sum + Number(new RegExp(`^${line} (\\d+)$`, "m").exec(stat)?.[1]),
        0,
      );
    },
    limit(bytes) {
      writeFileSync(join(dir, file), bytes === null ? (isOld ? "-1" : "max") : String(Math.round(bytes)));
    },
    remove: () => rmdirSync(dir),
  };
}

/** Where a disk can be made slow. */
export const canSlowDisks = existsSync(join(groups, "blkio/blkio.throttle.write_bps_device"));

/** Lets so many bytes a second be written to the disk that holds the folder; null: as many as it takes. */
export function limitWrites(folder: string, bytesPerSecond: number | null): void {
  // Of the whole computer: what a file system writes for its journal is no process's of the unit.
  const path = join(groups, "blkio/blkio.throttle.write_bps_device");
  writeFileSync(path, `${deviceOf(folder)} ${String(bytesPerSecond ?? 0)}`);
}
