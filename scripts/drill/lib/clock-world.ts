// A world that knows the true time, and a unit in it whose clocks and sources are right or wrong as the world has it.
import type { TimeServer } from "../../../src/unit/core/time/centre-time.js";
import type { Clock } from "../../../src/shared/domain/ports.js";
import type { Millis } from "../../../src/shared/domain/types.js";

/** The unit's clocks. Sleeping takes no time: the drill moves the hands. */
export class WorldClock implements Clock {
  boot = "boot-1";
  /** Wall clock minus true time. */
  wallErrorMs = 0;
  private bootedAt: Millis;

  constructor(public trueMs: Millis) {
    this.bootedAt = trueMs - 60_000;
  }

  now(): Millis {
    return Math.round(this.trueMs + this.wallErrorMs);
  }

  monoNs(): bigint {
    return BigInt(this.trueMs - this.bootedAt) * 1_000_000n;
  }

  sleep(): Promise<void> {
    return Promise.resolve();
  }

  advance(ms: number): void {
    this.trueMs += Math.round(ms);
  }

  /** The computer is off for a while and starts anew. */
  reboot(offMs: number): void {
    this.advance(offMs);
    this.bootedAt = this.trueMs - 20_000;
    this.boot = `boot-${String(this.trueMs)}`;
  }
}

const day = 86_400_000;
const hour = 3_600_000;

/** Where network time comes from. `department`: from the house that keeps the centre's clocks; `receiver`: the unit's own GPS. */
export type NtpFrom = "pool" | "department" | "receiver";

const servers: Readonly<Record<NtpFrom, TimeServer | null>> = {
  pool: { name: "2.debian.pool.ntp.org", address: "203.0.113.4" },
  department: { name: "time.police.example", address: "198.51.100.9" },
  receiver: null,
};

/** Who lies, and by how much: no two by the same. */
const lies = {
  gps: [-1_024 * 7 * day, 365 * day, -200 * day],
  ntp: [3 * 365 * day, -90 * day, 40 * 60_000],
  centre: [2 * 365 * day, -120 * day, 25 * 60_000, 30 * day],
} as const;
type Liar = keyof typeof lies;

/** What the sources say: true time plus their error; null says nothing. One house at most lies at a time. */
export class Sources {
  gpsErrorMs: number | null = 0;
  /** Network time sets the wall clock. */
  ntpErrorMs: number | null = null;
  ntpFrom: NtpFrom = "pool";
  centreErrorMs: number | null = null;
  /** How often a download or a receipt comes. */
  centreEveryMs = hour;
  /** Somebody lied since the last start: what only looked like agreement may come from then. */
  liar: Liar | null = null;

  server(): TimeServer | null {
    return servers[this.ntpFrom];
  }

  /** Sources come, go, and begin to lie or to be right. */
  change(random: () => number): void {
    const oneOf = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)];
    this.liar = oneOf([null, null, null, "gps", "ntp", "centre"]);
    const error = (of: Liar): number => (this.liar === of ? oneOf(lies[of]) : 0);
    const gps = error("gps");
    const centre = error("centre") || oneOf([0, -50_000, 50_000]);
    const pool = error("ntp");
    this.gpsErrorMs = random() < 0.4 ? null : gps;
    this.centreErrorMs = random() < 0.4 ? null : centre;
    this.centreEveryMs = oneOf([100_000, hour, 6 * hour]);
    this.ntpFrom = oneOf(["pool", "pool", "department", "receiver"]);
    const said = { pool, department: centre, receiver: gps }[this.ntpFrom];
    this.ntpErrorMs = random() < 0.4 ? null : said;
  }

  /** Network time is wrong at this moment. */
  get ntpLies(): boolean {
    return this.ntpErrorMs !== null && Math.abs(this.ntpErrorMs) > 60_000;
  }

  toString(): string {
    const { gpsErrorMs, ntpErrorMs, ntpFrom, centreErrorMs } = this;
    return `gps ${String(gpsErrorMs)} ntp ${String(ntpErrorMs)} of ${ntpFrom} centre ${String(centreErrorMs)}`;
  }
}
