// The system clock leaps under the running daemon, or is at 1970 when it starts: libfaketime moves its hands, GPS stays right.
import { existsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Fault } from "./trial.js";
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

const daySeconds = 86_400;

/** CLOCK_STEP stands for an hour after a leap and is not waited for. */
function leap(name: string, offsetS: number): Fault {
  return {
    ...{ name, subject: "clock", codes: ["CLOCK_CONFLICT", "CLOCK_UNSET"], alsoCodes: ["CLOCK_STEP"] },
    ...{ noticeS: 30, clearS: 60 },
    // Before the day it was made a certificate is not valid, and after its end neither.
    withoutMail: true,
    alsoSubjects: ["localhost", "mail", "store", "demo"],
    prepare: (world) => restart(world, 0),
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
  },
];
