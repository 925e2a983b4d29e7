// What goes wrong with the disk that the unit keeps its records on.
import { execFileSync } from "node:child_process";
import { canSlowDisks, limitWrites } from "../lib/limits.js";
import type { Fault } from "./trial.js";
import type { World } from "./world.js";

function remount(world: World, mode: "ro" | "rw"): void {
  execFileSync("mount", ["-o", `remount,${mode}`, world.disk?.dir ?? ""]);
}

/** A commit takes seconds, and pictures many. */
const slowBytesPerSecond = 30_000;

/** Three looks ten seconds apart; over six good ones after the last slow write has left the minute that is looked at. */
const slowDisk: Fault = {
  ...{ name: "disk slow", subject: "disk", codes: ["DISK_SLOW"], noticeS: 60, clearS: 180 },
  ...{ clearPatienceMs: 240_000 },
  make: ({ disk }) => limitWrites(disk?.dir ?? "", slowBytesPerSecond),
  mend: ({ disk }) => limitWrites(disk?.dir ?? "", null),
};

/** Space is looked at every ten seconds; a store that cannot be opened is tried again every minute. */
export const diskFaults: readonly Fault[] = [
  {
    ...{ name: "disk full", subject: "store", codes: ["DISK_FLOOR"], noticeS: 20, clearS: 20 },
    // What cannot be written meanwhile, each told once: reads, pictures, the trail, the outbox.
    alsoSubjects: ["store", "pictures", "trail", "upload", "upkeep"],
    make: ({ disk }) => disk?.fill(0),
    mend: ({ disk }) => disk?.drain(),
  },
  {
    ...{
      name: "disk read-only at start",
      subject: "store",
      codes: ["STORE_CLOSED"],
      noticeS: 60,
      clearS: 120,
    },
    // What a stand-in may not do: the lists and the trail lie on the same disk.
    alsoSubjects: [
      ...["audit", "demo", "front", "side", "vision", "hotlists"],
      ...["folder of demo", "folder of local-watch"],
    ],
    clearPatienceMs: 150_000,
    async make(world) {
      await world.unit.stop();
      remount(world, "ro");
      await world.unit.start();
    },
    mend: (world) => remount(world, "rw"),
  },
  ...(canSlowDisks ? [slowDisk] : []),
];
