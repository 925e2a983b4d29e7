// A unit with its store, retention, time keeper and trust, driven through random events of a world that knows the true time.
import { v7 } from "uuid";
import { storeSchema } from "../../../src/config/store-schema.js";
import { createSessions } from "../../../src/console/sessions.js";
import { createTimeTrust, type TimeTrust } from "../../../src/core/time-trust.js";
import { mayHold, whenOf } from "../../../src/core/when.js";
import { createTimeKeeper, type TimeKeeper } from "../../../src/health/time-keeper.js";
import { openDesk } from "../../../src/store/desk.js";
import { openStore, type Store } from "../../../src/store/store.js";
import { confirmTime } from "../../../src/store/time-desk.js";
import { WorldClock, type Sources } from "./clock-world.js";
import { quiet } from "../../../test/kit/doubles/quiet.js";
import { nthHit, nthId, nthRead } from "../../../test/kit/samples/numbered.js";
import { testUnit } from "../../../test/kit/samples/records.js";
import { memoryFaults } from "../../../test/kit/doubles/faults.js";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const spans = { read: day, hit: 2 * day };
const unitKey = Buffer.alloc(32, 5);
const built = Date.UTC(2025, 0, 1);
/** Looks are this far apart: retention's ten seconds and the keeper's one would take days. */
const lookMs = 100_000;
/** Sources agree within minutes, and a clock this near to the vouched time counts as right. */
const earlyMs = 5 * minute;

interface Known {
  readonly id: string;
  readonly writtenAt: number;
  readonly spanMs: number;
  readonly boot: string;
  /** The latest it can have been written, for all the unit knows since it looked at a vouched time; null before that. */
  latest: number | null;
}

interface Unit {
  readonly store: Store;
  readonly trust: TimeTrust;
  readonly keeper: TimeKeeper;
}

type Problem = (what: string) => void;

/** One unit in its world; `event` does one thing at random and checks what must hold. */
export class Drive {
  readonly clock = new WorldClock(Date.UTC(2026, 0, 15));
  readonly sources: Sources = { gpsErrorMs: 0, ntpErrorMs: null, ntpIsGps: false };
  readonly events: string[] = [];
  private known: Known[] = [];
  private unit: Unit | null = null;
  private jumps = 0;
  private vouchedSince: number | null = null;
  private lied = false;
  private unseenMs = 0;
  private count = 0;
  purged = 0;

  constructor(
    private readonly dir: string,
    private readonly random: () => number,
    private readonly problem: Problem,
  ) {}

  between(low: number, high: number): number {
    return low + (high - low) * this.random();
  }

  oneOf<T>(all: readonly T[]): T {
    return all[Math.floor(this.random() * all.length)];
  }

  async start(): Promise<void> {
    const { clock } = this;
    const trust = createTimeTrust({ notBefore: built });
    const store = await openStore({
      dir: this.dir,
      unitKey,
      config: {
        ...storeSchema.parse({}),
        retention: { ...storeSchema.parse({}).retention, ...spans, historicalHit: 2 * day, audit: 3 * day },
        space: { pictures: 1, reads: 1, hits: 1 },
      },
      unit: testUnit,
      clock,
      log: quiet,
      faults: memoryFaults(),
      newId: () => v7({ msecs: clock.trueMs }),
      trust,
      bootId: clock.boot,
    });
    const keeper = createTimeKeeper({
      clock,
      log: quiet,
      faults: memoryFaults(),
      audit: {
        append: (event) => {
          if (event.event === "clock-step") this.jumps--;
          store.append(event);
        },
      },
      gpsOffset: () =>
        this.sources.gpsErrorMs === null
          ? null
          : {
              offsetMs: clock.trueMs + this.sources.gpsErrorMs - clock.now(),
              uncertaintyMs: 300,
              ageMs: 0,
            },
      ntpSynchronised: () => Promise.resolve(this.sources.ntpErrorMs !== null),
      ntpKin: () => Promise.resolve(this.sources.ntpIsGps ? "gps" : undefined),
      trust,
      newestRecordAt: null,
      doubtMs: () => store.clockDoubtMs(),
      notBefore: built,
    });
    this.unit = { store, trust, keeper };
    this.jumps = 0;
    this.vouchedSince = null;
    await this.look();
  }

  stop(): void {
    this.unit?.store.close();
    this.unit = null;
  }

  private get running(): Unit {
    if (!this.unit) throw new Error("the unit does not run");
    return this.unit;
  }

  async look(turn = true): Promise<void> {
    const { keeper, store, trust } = this.running;
    await keeper.look();
    if (this.jumps !== 0) this.problem(`${String(this.jumps)} jumps untold`);
    this.jumps = 0;
    if (turn) await store.retention.turn(new AbortController().signal);
    const { clock } = this;
    const vouched = trust.utcAt(clock.monoNs());
    if (vouched === null) {
      this.vouchedSince = null;
      return;
    }
    this.vouchedSince ??= clock.trueMs;
    if (Math.abs(vouched - clock.trueMs) > 3 * minute)
      this.problem(`vouched for ${String((vouched - clock.trueMs) / hour)} hours off`);
    if (!turn) return;
    const uptimeMs = Number(clock.monoNs()) / 1e6;
    for (const one of this.known)
      one.latest ??=
        one.boot === clock.boot ? Math.min(clock.trueMs, one.writtenAt + 2 * hour) : clock.trueMs - uptimeMs;
  }

  async run(ms: number): Promise<void> {
    const until = this.clock.trueMs + ms;
    for (let n = 0; this.clock.trueMs < until; n++) {
      this.clock.advance(lookMs);
      await this.look(n % 6 === 0);
    }
    await this.look();
    this.check();
  }

  check(): void {
    const { clock, vouchedSince } = this;
    const { store } = this.running;
    this.known = this.known.filter((one) => {
      const isThere = store.read(one.id) !== null;
      const end = one.writtenAt + one.spanMs;
      if (!isThere && clock.trueMs < end - earlyMs)
        this.problem(`purged ${String((end - clock.trueMs) / hour)} hours before its time`);
      const due = (one.latest ?? Infinity) + one.spanMs + day;
      if (isThere && vouchedSince !== null && clock.trueMs > Math.max(due, vouchedSince + 1.5 * hour))
        this.problem(`due and kept for ${String((clock.trueMs - due) / hour)} hours and a day`);
      if (!isThere) this.purged++;
      return isThere;
    });
  }

  /** A listed vehicle passes; its entry is in force by the true time. */
  async record(): Promise<void> {
    const { clock } = this;
    const { store, keeper } = this.running;
    const stamp = keeper.stamp(clock.monoNs());
    const margin = 9 * day + this.unseenMs;
    const dates = { effectiveAt: clock.trueMs - margin, expiresAt: clock.trueMs + margin };
    if (!this.lied && !mayHold(dates, whenOf(stamp)))
      this.problem(`an entry in force is missed: stamp ${JSON.stringify(stamp)}`);
    const isHit = this.random() < 0.4;
    const made = nthRead(++this.count, {});
    const id = v7({ msecs: clock.trueMs });
    const read = { ...made, id, capturedAt: stamp, firstSeenAt: stamp.at, lastSeenAt: stamp.at };
    const hits = isHit ? [{ ...nthHit(this.count, read), id: nthId(this.count), readId: id }] : [];
    const pictures = { plate: Buffer.of(1), vehicle: Buffer.of(2) };
    await store.record({ read, hits, pictures, matrices: [], outbox: [] });
    const spanMs = isHit ? spans.hit : spans.read;
    this.known.push({ id, writtenAt: clock.trueMs, spanMs, boot: clock.boot, latest: null });
  }

  jump(isSeen: boolean): void {
    // Seconds to decades, both ways.
    const ms = Math.exp(this.between(Math.log(2_000), Math.log(30 * 365 * day))) * this.oneOf([1, -1]);
    this.clock.wallErrorMs += Math.round(ms);
    // A clock that was set by hand is synchronised no more.
    this.sources.ntpErrorMs = null;
    if (isSeen) this.jumps++;
    else if (Math.abs(ms) < 8 * day) this.unseenMs += Math.abs(ms);
    this.events.push(`jump ${(ms / day).toFixed(3)} days`);
  }

  person(): void {
    const { clock } = this;
    const log = quiet;
    const desk = openDesk({ dir: this.dir, unitKey, now: () => clock.now(), log });
    try {
      const actor = { name: "tech", role: "technician", source: "cli" } as const;
      const here = { monoNs: clock.monoNs(), boot: clock.boot };
      confirmTime(desk, { now: clock.trueMs, why: "watch", actor, ...here });
    } catch {
      // The clock is wrong, and the person was told.
    } finally {
      desk.close();
    }
  }

  setSources(): void {
    const { sources, clock } = this;
    const gpsWrong = [-1_024 * 7 * day, 365 * day, -200 * day];
    const ntpWrong = [3 * 365 * day, -90 * day, 40 * minute];
    const liar = this.oneOf(["nobody", "nobody", "gps", "ntp"]);
    sources.gpsErrorMs = this.random() < 0.4 ? null : liar === "gps" ? this.oneOf(gpsWrong) : 0;
    sources.ntpErrorMs = this.random() < 0.5 ? null : liar === "ntp" ? this.oneOf(ntpWrong) : 0;
    sources.ntpIsGps = sources.ntpErrorMs !== null && sources.gpsErrorMs !== null && this.random() < 0.3;
    if (sources.ntpIsGps) sources.ntpErrorMs = sources.gpsErrorMs;
    if ((sources.gpsErrorMs ?? 0) !== 0 || (sources.ntpErrorMs ?? 0) !== 0) this.lied = true;
    this.events.push(
      `gps ${String(sources.gpsErrorMs)} ntp ${String(sources.ntpErrorMs)} kin ${String(sources.ntpIsGps)}`,
    );
    if (sources.ntpErrorMs === null) return;
    if (Math.abs(clock.wallErrorMs - sources.ntpErrorMs) >= 500) this.jumps += this.unit ? 1 : 0;
    clock.wallErrorMs = sources.ntpErrorMs;
  }

  async restart(): Promise<void> {
    this.stop();
    this.clock.advance(this.between(1_000, hour));
    if (this.random() < 0.3) this.jump(false);
    this.events.push("restart");
    await this.start();
  }

  async reboot(): Promise<void> {
    this.stop();
    this.clock.reboot(this.between(minute, this.oneOf([hour, 3 * day, 20 * day])));
    // A clock without a battery begins anew, or where it ended.
    const reset = this.random();
    if (reset < 0.15) this.clock.wallErrorMs = -this.clock.trueMs;
    else if (reset < 0.35) this.jump(false);
    if (this.sources.ntpErrorMs !== null) this.clock.wallErrorMs = this.sources.ntpErrorMs;
    this.events.push("reboot");
    await this.start();
  }

  /** A session ends by the time that passed, whatever the wall clock says. */
  session(): void {
    const { clock } = this;
    const sessions = createSessions({ idleMs: 30 * minute, maxMs: 12 * hour, atIdle: "sign-out" }, clock);
    const { session } = sessions.start({ name: "o", role: "officer", source: "x", purpose: "p", hash: "h" });
    const error = clock.wallErrorMs;
    clock.wallErrorMs += Math.round(this.between(-1, 1) * 20 * 365 * day);
    clock.advance(20 * minute);
    if (!sessions.alive(session)) this.problem("somebody is signed out by a jump");
    clock.advance(11 * minute);
    if (sessions.alive(session)) this.problem("a session outlives its time");
    clock.wallErrorMs = error;
  }

  async event(): Promise<void> {
    const kind = this.random();
    if (kind < 0.3) await this.run(this.between(20 * minute, this.oneOf([hour, 8 * hour, day])));
    else if (kind < 0.5) await this.record();
    else if (kind < 0.62) {
      this.jump(true);
      await this.look();
    } else if (kind < 0.74) {
      this.setSources();
      await this.look();
    } else if (kind < 0.82) await this.restart();
    else if (kind < 0.9) await this.reboot();
    else if (kind < 0.95) this.person();
    else this.session();
  }
}
