// What a process group uses, from /proc.
import { readdirSync, readFileSync } from "node:fs";

const ticksPerSecond = 100;

export interface GroupUsage {
  /** CPU milliseconds of the leader, and of the others (ffmpeg), since they began. */
  readonly leaderCpuMs: number;
  readonly othersCpuMs: number;
  readonly leaderRssMb: number;
  readonly leaderPssMb: number;
}

export function groupUsage(pid: number): GroupUsage {
  let leader = 0;
  let others = 0;
  for (const name of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    const fields = statOf(name);
    if (!fields || Number(fields[2]) !== pid) continue;
    const ms = ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond;
    if (Number(name) === pid) leader = ms;
    else others += ms;
  }
  return {
    leaderCpuMs: leader,
    othersCpuMs: others,
    leaderRssMb: memoryMb(pid, "Rss"),
    leaderPssMb: pssMb(pid),
  };
}

/** Proportional set size of one process: shared pages count by their share. */
export function pssMb(pid: number): number {
  return memoryMb(pid, "Pss");
}

function memoryMb(pid: number, key: string): number {
  const memory = readFileSync(`/proc/${pid}/smaps_rollup`, "latin1");
  return Number(new RegExp(`^${key}:\\s+(\\d+)`, "m").exec(memory)?.[1] ?? 0) / 1024;
}

/** The fields of /proc/PID/stat behind the name: state, parent, group, … */
function statOf(pid: string): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    // The process has ended meanwhile.
    return null;
  }
}

/** How many processes a process has below it. */
export function descendants(pid: number): number {
  const parents = new Map(
    readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), Number(statOf(name)?.[1] ?? 0)]),
  );
  const isBelow = (one: number): boolean => {
    const parent = parents.get(one) ?? 0;
    return parent === pid || (parent > 1 && isBelow(parent));
  };
  return [...parents.keys()].filter(isBelow).length;
}
