// The system clock leaps under the running daemon, or is at 1970 when it starts: libfaketime moves its hands, GPS stays right.
import { existsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "./trial.js";
import { until } from "./watch.js";
import type { World } from "./world.js";

const library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";
const hands = join(tmpdir(), `tagwatch-hands-${String(process.pid)}`);

/** Without it the clock's faults are left out. */
export const canFakeTime = existsSync(library);

function setHands(offsetS: number): void {
  writeFileSync(hands, `${offsetS < 0 ? "-" : "+"}${String(Math.abs(offsetS))}`);
}

const environment = {
  LD_PRELOAD: library,
  FAKETIME_TIMESTAMP_FILE: hands,
  FAKETIME_NO_CACHE: "1",
  FAKETIME_DONT_FAKE_MONOTONIC: "1",
};

async function restart({ unit }: World, offsetS: number): Promise<void> {
  await unit.stop();
  setHands(offsetS);
  await unit.start(environment);
}

/** A receiver's time is believed after ten seconds. */
const gpsTimeMs = 15_000;
const conflictPatienceMs = 60_000;
const daySeconds = 86_400;

/** A new store before each: what its clock did in the last one is doubted until two sources vouch, and there is one here. */
async function beginAnew(world: World): Promise<void> {
  await world.unit.stop();
  world.watch.forget();
  world.unit.forget();
  setHands(0);
  await world.unit.start(environment);
  await sleep(gpsTimeMs);
}

/** All that may be said of one clock is one fault, whatever it is called meanwhile. */
function leap(name: string, offsetS: number): Fault {
  return {
    ...{ name, subject: "clock", codes: ["CLOCK_CONFLICT", "CLOCK_UNSET", "CLOCK_STEP"] },
    ...{ noticeS: 30, clearS: 60 },
    // Before the day it was made a certificate is not valid, and after its end neither.
    withoutMail: true,
    alsoSubjects: ["localhost", "mail", "store", "demo"],
    prepare: beginAnew,
    make: () => setHands(offsetS),
    mend: () => setHands(0),
  };
}

export const clockFaults: readonly Fault[] = [
  leap("clock a day ahead", daySeconds),
  leap("clock a day back", -daySeconds),
  leap("clock three years ahead", 3 * 365 * daySeconds),
  {
    ...leap("clock at 1970 at start", 0),
    ...{ noticeS: 90 },
    alsoSubjects: ["localhost", "mail", "store", "demo", "front", "side", "vision"],
    make: (world) => restart(world, -Math.floor(Date.now() / 1_000)),
    // As in a car: first the receiver says that the clock is wrong, then somebody sets it.
    async mend({ watch }) {
      const isSaid = (): boolean =>
        watch.events.some(({ code, kind }) => code === "CLOCK_CONFLICT" && kind === "raised");
      await until(isSaid, conflictPatienceMs);
      setHands(0);
    },
  },
];
