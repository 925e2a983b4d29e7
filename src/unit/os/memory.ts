// How much memory is left: of the computer, or of what the service may use where that is less (systemd's MemoryHigh and
// MemoryMax, a container's limit). Beyond MemoryHigh the kernel slows a service down, beyond MemoryMax it kills in it.
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Bytes; null where neither the computer nor a limit says. */
export interface MemoryLeft {
  readonly memoryAvailableBytes: number | null;
  readonly memoryTotalBytes: number | null;
}

interface Room {
  readonly total: number;
  readonly available: number;
}

async function text(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch {
    return "";
  }
}

const numberIn = (found: string, pattern: RegExp): number | null => {
  const value = pattern.exec(found)?.[1];
  return value === undefined ? null : Number(value);
};

async function computer(root: string): Promise<Room | null> {
  const found = await text(join(root, "proc/meminfo"));
  const bytes = (name: string): number | null => {
    const kilobytes = numberIn(found, new RegExp(`^${name}: +(\\d+) kB$`, "m"));
    return kilobytes === null ? null : kilobytes * 1_024;
  };
  const [total, available] = [bytes("MemTotal"), bytes("MemAvailable")];
  return total === null || available === null ? null : { total, available };
}

/** The names of the kernel's files in each version of control groups (cgroup-v2.rst, cgroup-v1/memory.rst). */
const versions = [
  {
    line: /^0::(\/.*)$/m,
    ...{ folder: "sys/fs/cgroup", used: "memory.current", limits: ["memory.high", "memory.max"] },
    reclaimable: [/^inactive_file (\d+)$/m, /^active_file (\d+)$/m, /^slab_reclaimable (\d+)$/m],
  },
  {
    line: /^\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(\/.*)$/m,
    ...{ folder: "sys/fs/cgroup/memory", used: "memory.usage_in_bytes", limits: ["memory.limit_in_bytes"] },
    reclaimable: [/^total_inactive_file (\d+)$/m, /^total_active_file (\d+)$/m],
  },
] as const;

/** What one group may still use; null: it has no limit. What the kernel can take back at once counts as free. */
async function groupRoom(folder: string, version: (typeof versions)[number]): Promise<Room | null> {
  const limits: number[] = [];
  for (const name of version.limits) {
    const limit = numberIn(await text(join(folder, name)), /^(\d+)$/m);
    if (limit !== null) limits.push(limit);
  }
  const used = numberIn(await text(join(folder, version.used)), /^(\d+)$/m);
  if (limits.length === 0 || used === null) return null;
  const stat = await text(join(folder, "memory.stat"));
  const reclaimable = version.reclaimable.reduce((sum, line) => sum + (numberIn(stat, line) ?? 0), 0);
  const total = Math.min(...limits);
  return { total, available: Math.max(0, total - Math.max(0, used - reclaimable)) };
}

/** Each limit that holds for this process: its own group's, and those of the groups around it. */
async function limitsOf(root: string): Promise<readonly Room[]> {
  const groups = await text(join(root, "proc/self/cgroup"));
  const rooms: Room[] = [];
  for (const version of versions) {
    let path = version.line.exec(groups)?.[1];
    while (path !== undefined) {
      const room = await groupRoom(join(root, version.folder, path), version);
      if (room) rooms.push(room);
      path = path === "/" ? undefined : dirname(path);
    }
  }
  return rooms;
}

/** The tightest of the computer's memory and the limits set on this process, by the share that is used. It never throws. */
export async function memoryLeft(root: string): Promise<MemoryLeft> {
  const whole = await computer(root);
  const total = whole?.total ?? Infinity;
  // A limit beyond the computer's memory is none; the kernel's word for "no limit" in version 1 is such a number.
  const limits = (await limitsOf(root)).filter((room) => room.total < total && room.total > 0);
  const rooms = [...(whole ? [whole] : []), ...limits];
  const tightest = rooms.sort((a, b) => a.available / a.total - b.available / b.total)[0];
  return {
    memoryAvailableBytes: tightest?.available ?? null,
    memoryTotalBytes: tightest?.total ?? null,
  };
}
