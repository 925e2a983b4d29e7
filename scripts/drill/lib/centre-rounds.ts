// Rounds of breaking something of a centre under 300 reads a second.
import { loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { seededRandom } from "../../../test/kit/samples/random.js";
import type { DrillSettings, DrillResult } from "../main.js";
import { startWorld, type World, type WorldSettings } from "./centre-world.js";

/** What the drills of the centre report beside the others. */
export interface CentreResult extends DrillResult {
  readonly receiptsForNothing: number;
  readonly refused: number;
  readonly sentAgain: number;
  /** The longest that what was broken took to be ready again, milliseconds. */
  readonly longestMs: number;
  /** Half of them took no longer. */
  readonly medianMs: number;
  /** Reads that were sent, a second. */
  readonly perSecond: number;
  /** Processes that wanted a core, averaged over the last minute: with what else the machine does. */
  readonly load: number;
}

/** One kind of accident. */
export interface Accident {
  readonly rounds: number;
  /** What was broken is ready again within this. */
  readonly readyMs: number;
  /** Breaks it and makes it good, at a moment of the drill's choice; resolves to how long it took, milliseconds. */
  strike(world: World, random: () => number): Promise<number>;
  /** Rounds in which the centre did not say what was wrong. */
  readonly unsaid?: () => number;
}

/** Runs the rounds and the account. */
export async function runRounds(
  options: DrillSettings,
  accident: Accident,
  more: WorldSettings = {},
): Promise<CentreResult> {
  const [rounds, random] = [options.rounds ?? accident.rounds, seededRandom(options.seed)];
  const startedAt = Date.now();
  const world = await startWorld(more);
  const { units } = world;
  const took: number[] = [];
  let receiptsForNothing = 0;
  const sendingSince = Date.now();
  try {
    for (let round = 1; round <= rounds; round++) {
      await sleep(100 + random() * 900);
      took.push(await accident.strike(world, random));
      receiptsForNothing += await world.unfounded();
      if (!options.json && round % 10 === 0)
        console.log(
          `round ${String(round)}: ${String(units.reads.length)} reads, ${String(units.waiting())} wait, ${String(units.resent())} sent again`,
        );
    }
    const perSecond = Math.round((units.reads.length * 1_000) / (Date.now() - sendingSince));
    await world.drain();
    receiptsForNothing += await world.unfounded();
    const account = await world.account();
    const refused = units.refused.length;
    took.sort((a, b) => a - b);
    const longestMs = took.at(-1) ?? 0;
    return {
      ...{ rounds, ...account, receiptsForNothing, refused, sentAgain: units.resent(), longestMs },
      medianMs: took[took.length >> 1] ?? 0,
      ...{ perSecond, load: Math.round((loadavg()[0] ?? 0) * 10) / 10 },
      undetected:
        receiptsForNothing + refused + Number(longestMs > accident.readyMs) + (accident.unsaid?.() ?? 0),
      seconds: Math.round((Date.now() - startedAt) / 1000),
    };
  } finally {
    await world.stop();
  }
}

/** How long `work` took, milliseconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = Date.now();
  await work();
  return Date.now() - startedAt;
}

/** Starts PostgreSQL again: a dead server's children may hold its memory for a moment. */
export async function startAgain({ archive }: World): Promise<void> {
  for (let n = 0; ; n++)
    try {
      return await archive.start();
    } catch (error) {
      if (n > 100) throw error;
      await sleep(100);
    }
}
