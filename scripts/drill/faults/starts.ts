// SIGTERM in each phase of the start: the daemon ends in order within its time to stop, and starts again.
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { rowOf, type Outcome } from "./trial.js";
import type { World } from "./world.js";

const moments = 10;
/** systemd kills after this long (TimeoutStopSec of the unit file). */
const stopBarMs = 10_000;

interface Stop {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly tookMs: number;
}

async function stopAfter({ unit }: World, ms: number): Promise<Stop> {
  const child = unit.launch();
  const gone = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
  await sleep(ms);
  const began = performance.now();
  child.kill("SIGTERM");
  const [code, signal] = await gone;
  return { code, signal, tookMs: performance.now() - began };
}

/** Before Node has loaded the program nobody is there to take the signal, and nothing is open: ended by it is in order. */
const isInOrder = ({ code, signal, tookMs }: Stop, n: number): boolean =>
  (code === 0 || (n === 0 && signal === "SIGTERM")) && tookMs <= stopBarMs;

/** Stops the unit at ten moments from its first instant until it would be ready, then starts it for good. */
export async function stopInStart(world: World): Promise<Outcome> {
  await world.unit.stop();
  const began = performance.now();
  await world.unit.start();
  const readyMs = performance.now() - began;
  await world.unit.stop();
  const stops: Stop[] = [];
  for (let n = 0; n < moments; n++) stops.push(await stopAfter(world, (readyMs * n) / moments + 50));
  await world.unit.start();
  const bad = stops.filter((stop, n) => !isInOrder(stop, n));
  for (const { code, signal, tookMs } of bad)
    console.error(
      `SIGTERM at start: ended with ${String(code ?? signal)} after ${(tookMs / 1_000).toFixed(1)} s`,
    );
  const slowestS = Math.max(...stops.map(({ tookMs }) => tookMs)) / 1_000;
  return rowOf(`SIGTERM at ${String(moments)} moments of the start`, {
    clearedS: Math.round(slowestS * 10) / 10,
    raised: `${String(moments - bad.length)} of ${String(moments)} in order`,
    passed: bad.length === 0,
  });
}
