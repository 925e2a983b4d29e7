// Memory squeezed: the unit's processes nearly reach the limit set on them, or another program among them takes what is left
// and the kernel kills one.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { createMemoryGroup, type MemoryGroup } from "../lib/limits.js";
import type { Fault } from "./trial.js";
import type { World } from "./world.js";

/** Whether groups can be made here: root, and a kernel that lets them. */
export function canSqueeze(): boolean {
  try {
    createMemoryGroup("tagwatch-drill").remove();
    return true;
  } catch {
    return false;
  }
}

let group: MemoryGroup | null = null;
let eater: ChildProcess | null = null;

/** The unit anew, as a service whose memory can be limited. */
async function restartWithin({ unit }: World): Promise<void> {
  await unit.stop();
  group ??= createMemoryGroup("tagwatch-drill");
  await group.within(() => unit.start());
}

const service = new URL("../../../systemd/tagwatch.service", import.meta.url);

/**
 * What `begin` forks before its first wait is, beside the unit of this drill, what any program is beside the service: not
 * everybody may lower the unit by `OOMScoreAdjust` (proc(5)), so the other is raised by as much.
 */
function asOther<T>(begin: () => T): T {
  const place = "/proc/self/oom_score_adj";
  const own = Number(readFileSync(place, "utf8"));
  const adjust = Number(/^OOMScoreAdjust=(-?\d+)$/m.exec(readFileSync(service, "utf8"))?.[1]);
  writeFileSync(place, String(Math.min(1000, own - adjust)));
  try {
    return begin();
  } finally {
    writeFileSync(place, String(own));
  }
}

const squeezed = (): MemoryGroup => {
  if (!group) throw new Error("the unit was not started in its group");
  return group;
};

/** Takes memory, so much each 10 ms, and does not give it back. */
async function startEater(bytes: number, step: number): Promise<void> {
  const [all, each] = [String(Math.round(bytes)), String(Math.round(step))];
  const program = `const all=[];let left=${all};const take=setInterval(()=>{if((left-=${each})<0){clearInterval(take);console.log(1);setInterval(()=>all,1e6)}else all.push(Buffer.alloc(${each},1))},10)`;
  eater = squeezed().within(() =>
    asOther(() => spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "ignore"] })),
  );
  // It may be the one that the kernel ends.
  if (eater.stdout) await Promise.race([once(eater.stdout, "data"), once(eater, "exit")]);
}

/** So much beside the unit that the few percent left are enough for it to go on. */
const besideBytes = 2.5e9;

function free(): void {
  eater?.kill("SIGKILL");
  squeezed().limit(null);
}

export const memoryFaults: readonly Fault[] = [
  {
    // Three looks ten seconds apart, six good ones at the end.
    ...{ name: "memory nearly used up", subject: "computer", codes: ["COMPUTER_MEMORY"] },
    ...{ noticeS: 60, clearS: 90, alsoCodes: ["COMPUTER_SLOW"] },
    prepare: restartWithin,
    async make() {
      await startEater(besideBytes, 50e6);
      squeezed().limit(squeezed().used() / 0.955);
    },
    mend: free,
  },
  {
    // For a moment: the kernel ends the process that takes the most, which must be the one that is started again.
    ...{ name: "memory used up", subject: "vision", codes: ["VISION_DOWN"], noticeS: 10, clearS: 20 },
    // It is back before the ten seconds for which a fault must stand to be told by mail.
    withoutMail: true,
    alsoSubjects: ["computer", "front", "side"],
    prepare: restartWithin,
    async make() {
      const all = squeezed().processes();
      squeezed().limit(squeezed().used() + 70e6);
      let isFull = false;
      const full = startEater(200e6, 0.5e6).then(() => (isFull = true));
      const isWhole = (): boolean => all.every((pid) => squeezed().processes().includes(pid));
      while (isWhole() && !isFull) await sleep(20);
      // Were it to stay, one process after the other would go.
      free();
      await full;
    },
    mend: free,
  },
];
