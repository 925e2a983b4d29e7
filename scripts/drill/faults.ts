// npm run -s drill -- faults [--only NAME,NAME]: the shipped daemon with two RTSP cameras, a GPS receiver on a pseudo terminal, a
// broker, a mail server and a small disk; one part after the other is broken and mended. Each fault must be noticed in time,
// raised once, told to the supervisor within 30 s, over soon after it is mended, and nothing else disturbed. Needs a build.
import { loadavg } from "node:os";
import { cameraFaults, slowCameraFaults } from "./faults/cameras.js";
import { canFakeTime, clockFaults } from "./faults/clock.js";
import { diskFaults } from "./faults/disk.js";
import { canSqueeze, memoryFaults } from "./faults/memory.js";
import { gpsFaults, uplinkFaults } from "./faults/senses.js";
import { stopInStart } from "./faults/starts.js";
import { tryFault, type Fault, type Outcome } from "./faults/trial.js";
import { startWorld, type World } from "./faults/world.js";
import { canSlowDisks } from "./lib/limits.js";
import type { DrillResult, DrillSettings } from "./main.js";

/** Faults of different parts by turns: one of the same part within a minute would count as the same fault. */
function byTurns(families: readonly (readonly Fault[])[]): readonly Fault[] {
  const longest = Math.max(...families.map(({ length }) => length));
  return Array.from({ length: longest }, (_, i) =>
    families.flatMap((family) => family.slice(i, i + 1)),
  ).flat();
}

type Trial = { readonly name: string; readonly run: (world: World) => Promise<Outcome> };

const trialOf = (fault: Fault): Trial => ({ name: fault.name, run: (world) => tryFault(world, fault) });

/** The clock's come last: the daemon runs under a library that moves its hands from then on. */
const usual: readonly Trial[] = [
  ...byTurns([cameraFaults, gpsFaults, [...uplinkFaults, ...diskFaults]]).map(trialOf),
  { name: "SIGTERM at start", run: stopInStart },
  ...(canSqueeze() ? memoryFaults.map(trialOf) : []),
  ...(canFakeTime ? clockFaults.map(trialOf) : []),
];
const all: readonly Trial[] = [...usual, ...slowCameraFaults.map(trialOf)];

function chosen(only: readonly string[]): readonly Trial[] {
  if (only.length === 0) return usual;
  const found = all.filter(({ name }) => only.some((word) => name.includes(word)));
  if (found.length === 0) throw new Error(`--only: one of ${all.map(({ name }) => name).join(", ")}`);
  return found;
}

/** What this machine cannot try, said once. */
function saySkipped(world: World): void {
  if (!canFakeTime) console.error("skipped: the clock's faults; apt-get install faketime");
  if (!world.disk) console.error("skipped: the disk's faults; they mount a small disk, as root");
  if (!canSqueeze()) console.error("skipped: memory squeezed; it makes a control group, as root");
  if (!canSlowDisks) console.error("skipped: a slow disk; the kernel has no blkio.throttle here");
}

const shown = (value: number | null): string => (value === null ? "-" : value.toFixed(1));

/** With the load of the minute it ended in: a busy machine is late by itself. */
function row({ fault, noticedS, clearedS, mailS, raised, others, passed }: Outcome): string {
  const verdict = passed ? "PASS" : "FAIL";
  const load = loadavg()[0]?.toFixed(1) ?? "";
  const cells = [
    fault,
    shown(noticedS),
    shown(clearedS),
    shown(mailS),
    raised,
    others || "none",
    load,
    verdict,
  ];
  return `| ${cells.join(" | ")} |`;
}

const head = `| fault | noticed s | cleared s | mail s | raised/cleared | others disturbed | load | |
|---|---|---|---|---|---|---|---|`;

/** See the head of this file. `rounds` counts faults; `lost` those that missed a bar, `undetected` those never noticed. */
export async function run(settings: DrillSettings): Promise<DrillResult> {
  const trials = chosen(settings.only ?? []);
  const started = performance.now();
  const outcomes: Outcome[] = [];
  const world = await startWorld();
  try {
    saySkipped(world);
    if (!settings.json) console.log(head);
    for (const trial of trials) {
      if (trial.name.startsWith("disk") && !world.disk) continue;
      const outcome = await trial.run(world);
      outcomes.push(outcome);
      if (!settings.json) console.log(row(outcome));
    }
  } finally {
    await world.end();
  }
  return {
    rounds: outcomes.length,
    announced: outcomes.filter(({ passed }) => passed).length,
    lost: outcomes.filter(({ passed, noticedS }) => !passed && noticedS !== null).length,
    duplicated: 0,
    undetected: outcomes.filter(({ passed, noticedS }) => !passed && noticedS === null).length,
    seconds: Math.round((performance.now() - started) / 1_000),
  };
}
