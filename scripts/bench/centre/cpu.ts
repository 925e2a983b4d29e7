// CPU time of processes, from /proc.
import { readFileSync } from "node:fs";

const tickMs = 10;

/** user, system, and both of children that have ended, in clock ticks (proc(5)); zeros of a process that is gone. */
function ticksOf(pid: number): readonly [user: number, system: number, gone: number] {
  try {
    const text = readFileSync(`/proc/${String(pid)}/stat`, "latin1");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return [Number(fields[11]), Number(fields[12]), Number(fields[13]) + Number(fields[14])];
  } catch {
    return [0, 0, 0];
  }
}

/** CPU milliseconds of one process since it began. */
export function cpuMs(pid: number): number {
  const [user, system] = ticksOf(pid);
  return (user + system) * tickMs;
}

/** CPU milliseconds of a process with its children, those that have ended included: PostgreSQL with all its servers. */
export function familyCpuMs(pid: number): number {
  const [user, system, gone] = ticksOf(pid);
  let children: readonly string[] = [];
  try {
    const text = readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, "latin1").trim();
    children = text === "" ? [] : text.split(" ");
  } catch {
    // It has ended.
  }
  return (
    (user + system + gone) * tickMs + children.map((one) => cpuMs(Number(one))).reduce((a, b) => a + b, 0)
  );
}
