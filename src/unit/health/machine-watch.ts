// Looks at the computer every ten seconds, and at how long writing takes; what is wrong with it is a fault.
import { monoMs } from "../../shared/domain/elapsed.js";
import type { Clock, Faults, Service } from "../../shared/domain/ports.js";
import type { MachineStatus } from "../../shared/domain/status.js";
import { createMachineJudge, type MachineFault, type MachineLook } from "../core/machine.js";

/** What a look is made of beside the writes. */
export interface MachineWatchDeps {
  readonly clock: Clock;
  readonly faults: Faults;
  readonly probe: () => Promise<Omit<MachineLook, "eventLoopLagMs" | "commitMs" | "writesWaiting">>;
  /** Records that are not written yet. */
  readonly waiting: () => number;
  /** How late timers come since it was asked last. */
  readonly lagMs: () => number;
}

/** The computer as it was at the last look; null before the first. */
export interface MachineWatch extends Service {
  status(): MachineStatus | null;
  /** Times a write, whatever becomes of it. */
  timed<T>(write: () => Promise<T>): Promise<T>;
}

const lookMs = 10_000;
/** A slow write is shown for a minute. */
const commitWindowMs = 60_000;

/** Begins to look once run. */
export function createMachineWatch({ clock, faults, probe, waiting, lagMs }: MachineWatchDeps): MachineWatch {
  const judge = createMachineJudge();
  const begun = new Set<{ readonly atMs: number }>();
  /** Of the last minute, each slower than all after it. */
  const slow: { readonly atMs: number; readonly tookMs: number }[] = [];
  let last: MachineStatus | null = null;
  let standing: readonly MachineFault[] = [];

  /** The longest of the last minute; one that has not ended counts as it grows. */
  function commitMs(): number | null {
    const now = monoMs(clock);
    while (slow[0] && now - slow[0].atMs >= commitWindowMs) slow.shift();
    const all = [
      ...slow.slice(0, 1).map(({ tookMs }) => tookMs),
      ...[...begun].map(({ atMs }) => now - atMs),
    ];
    return all.length === 0 ? null : Math.round(Math.max(...all));
  }

  async function look(): Promise<void> {
    const found: MachineLook = {
      ...(await probe()),
      ...{ eventLoopLagMs: lagMs(), commitMs: commitMs(), writesWaiting: waiting() },
    };
    last = found;
    const now = judge.look(found);
    for (const fault of now) faults.raise(fault);
    for (const { code, subject } of standing)
      if (!now.some((fault) => fault.code === code)) faults.clear(code, subject);
    standing = now;
  }

  return {
    name: "computer",
    status: () => last,
    async timed(write) {
      const one = { atMs: monoMs(clock) };
      begun.add(one);
      try {
        return await write();
      } finally {
        begun.delete(one);
        const atMs = monoMs(clock);
        const tookMs = atMs - one.atMs;
        while ((slow.at(-1)?.tookMs ?? Infinity) <= tookMs) slow.pop();
        slow.push({ atMs, tookMs });
      }
    },
    async run(signal) {
      while (!signal.aborted) {
        await look();
        await clock.sleep(lookMs, signal);
      }
    },
  };
}
