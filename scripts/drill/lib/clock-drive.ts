// A unit with its services, driven through random events of a world that knows the true time; each event checks what must hold.
import { v7 } from "uuid";
import { openStoreHandle } from "../../../src/unit/store/offline.js";
import { confirmTime } from "../../../src/unit/store/time-commands.js";
import { Leaps, purgeLagMs } from "./clock-leaps.js";
import { Lists } from "./clock-lists.js";
import { People } from "./clock-people.js";
import { openUnit, spans, unitKey, type Unit } from "./clock-unit.js";
import { Sources, WorldClock } from "./clock-world.js";
import { quiet } from "../../../test/kit/doubles/quiet.js";
import { nthRead } from "../../../test/kit/samples/numbered.js";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** Looks are this far apart while something may come to be agreed on: the services' own seconds would take days. */
const lookMs = 100_000;
/** Then nothing changes but the hour. */
const strideMs = 2 * hour;
const looksInTurn = 9;
const strides = 4;
/** Sources agree within minutes, a person's watch within five. */
const earlyMs = 6 * minute;

interface Known {
  readonly id: string;
  readonly writtenAt: number;
  readonly spanMs: number;
  readonly boot: string;
  /** The latest it can have been written, for all the unit knows since it looked at a vouched time; null before that. */
  latest: number | null;
}

/** One unit in its world; `event` does one thing at random. */
export class Drive {
  readonly clock = new WorldClock(Date.UTC(2026, 10, 15));
  readonly sources = new Sources();
  readonly events: string[] = [];
  private readonly people: People;
  private readonly lists: Lists;
  private known: Known[] = [];
  private unit: Unit | null = null;
  private jumps = 0;
  private vouchedSince: number | null = null;
  private unvouchedSince: number | null = null;
  private readonly leaps = new Leaps(this.clock);
  private centreDueMs = 0;
  private unseenMs = 0;
  private count = 0;
  /** Wall clock and boot at the end of the last run. */
  private ended: { readonly wall: number; readonly atMs: number; readonly boot: string } | null = null;
  purged = 0;

  constructor(
    private readonly dir: string,
    private readonly random: () => number,
    private readonly problem: (what: string) => void,
  ) {
    this.people = new People(dir, this.clock, problem);
    this.lists = new Lists(dir, this.clock, problem);
  }

  private between(low: number, high: number): number {
    return low + (high - low) * this.random();
  }

  private oneOf<T>(all: readonly T[]): T {
    return all[Math.floor(this.random() * all.length)];
  }

  async start(): Promise<void> {
    const onStep = (): void => void this.jumps--;
    this.unit = await openUnit({ dir: this.dir, clock: this.clock, sources: this.sources, onStep });
    this.jumps = 0;
    this.vouchedSince = null;
    this.unvouchedSince = null;
    this.lists.start(this.unit.store, this.unit.trust);
    this.people.start();
    await this.look();
    this.checkStartTold();
  }

  stop(): void {
    if (!this.unit) return;
    const { clock } = this;
    this.ended = { wall: clock.now(), atMs: clock.trueMs, boot: clock.boot };
    this.unit.store.close();
    this.unit = null;
  }

  private get running(): Unit {
    if (!this.unit) throw new Error("the unit does not run");
    return this.unit;
  }

  private async look(turn = true): Promise<void> {
    const { keeper, store, trust } = this.running;
    const { clock } = this;
    this.hearCentre();
    await keeper.look();
    if (this.jumps !== 0) this.problem(`${String(this.jumps)} jumps untold`);
    this.jumps = 0;
    if (turn) await store.retention.turn(new AbortController().signal);
    const vouched = trust.utcAt(clock.monoNs());
    this.unvouchedSince = vouched === null ? (this.unvouchedSince ?? clock.trueMs) : null;
    this.vouchedSince = vouched === null ? null : (this.vouchedSince ?? clock.trueMs);
    if (vouched === null) return;
    if (Math.abs(vouched - clock.trueMs) > earlyMs)
      this.problem(`vouched for ${String((vouched - clock.trueMs) / hour)} hours off`);
    if (!turn) return;
    const uptimeMs = Number(clock.monoNs()) / 1e6;
    this.leaps.note(trust.current()?.by ?? []);
    for (const one of this.known)
      one.latest ??=
        one.boot === clock.boot ? Math.min(clock.trueMs, one.writtenAt + 3 * hour) : clock.trueMs - uptimeMs;
  }

  /** A download or a receipt tells the centre's time. */
  private hearCentre(): void {
    const { clock, sources } = this;
    if (sources.centreErrorMs === null || clock.trueMs < this.centreDueMs) return;
    this.centreDueMs = clock.trueMs + sources.centreEveryMs;
    const heardNs = clock.monoNs();
    const heard = { askedNs: heardNs - 200_000_000n, heardNs, address: "198.51.100.7" };
    this.running.centre.heard({ at: clock.trueMs + sources.centreErrorMs, ...heard });
  }

  /** A clock that was moved while nobody looked is told at the start, where it can be known. */
  private checkStartTold(): void {
    const { ended, clock } = this;
    if (!ended) return;
    const passedMs = clock.now() - ended.wall;
    const movedMs = passedMs - (clock.trueMs - ended.atMs);
    const isKnowable =
      ended.boot === clock.boot ? Math.abs(movedMs) > 2_000 : passedMs < 0 || passedMs > 8 * day;
    const { vouchedSince } = this;
    const isTold = [...this.running.faults.standing.keys()].some((key) => /^CLOCK_\w+ clock$/.test(key));
    if (isKnowable && vouchedSince === null && !isTold)
      this.problem(`untold: the clock moved by ${String(movedMs / hour)} hours while the unit was off`);
  }

  private async run(ms: number): Promise<void> {
    const until = this.clock.trueMs + ms;
    for (let n = 0; this.clock.trueMs < until; n++) {
      const isStride = n % (looksInTurn + strides) >= looksInTurn;
      this.clock.advance(isStride ? strideMs : lookMs);
      await this.look(isStride || n % 6 === 0);
    }
    await this.look();
    this.check();
  }

  private check(): void {
    const { clock, vouchedSince } = this;
    const { store } = this.running;
    const certain = this.leaps.certain();
    this.known = this.known.filter((one) => {
      const isThere = store.read(one.id) !== null;
      const end = one.writtenAt + one.spanMs;
      if (!isThere && clock.trueMs < end - earlyMs)
        this.problem(`purged ${String((end - clock.trueMs) / hour)} hours before its time`);
      const due = (one.latest ?? Infinity) + one.spanMs + day;
      if (isThere && vouchedSince !== null && clock.trueMs > vouchedSince + purgeLagMs && certain > due)
        this.problem(`due and kept for ${String((clock.trueMs - due) / hour)} hours and a day`);
      if (!isThere) this.purged++;
      return isThere;
    });
    this.checkWaitTold();
    this.lists.checkAge();
  }

  /** What is over and waits for a vouch is told, where any clock shows that it is. */
  private checkWaitTold(): void {
    const { clock, unvouchedSince } = this;
    if (unvouchedSince === null || clock.trueMs - unvouchedSince < hour || clock.wallErrorMs < 0) return;
    const isOver = this.known.some((one) => clock.trueMs > one.writtenAt + one.spanMs && one.latest !== null);
    if (isOver && !this.running.faults.standing.has("PURGE_WAITS retention"))
      this.problem("untold: something is over, and nobody vouches for the time");
  }

  /** A read of a plate; of some, a listed vehicle passes. */
  private async record(): Promise<void> {
    const { clock } = this;
    const { store, keeper, trust } = this.running;
    const capturedAt = keeper.stamp(clock.monoNs());
    const n = ++this.count;
    const listed = this.lists.entryFor(this.random, 9 * day + this.unseenMs, n);
    const text = listed.entry.plate;
    const made = nthRead(n, { text, candidates: [{ text, probability: 0.99 }], capturedAt });
    const { at } = capturedAt;
    const id = v7({ msecs: clock.trueMs });
    const position = { lat: 39, lon: -95, quality: "3d", ageMs: 100 } as const;
    const read = { ...made, id, firstSeenAt: at, lastSeenAt: at, position };
    const isListed = this.random() < 0.5;
    const hit = isListed ? this.lists.meet(read, listed, !this.isMisled(trust.utcAt(clock.monoNs()))) : null;
    const pictures = { plate: Buffer.of(1), vehicle: Buffer.of(2) };
    await store.record({ read, hits: hit ? [hit] : [], pictures, matrices: [], outbox: [] });
    const spanMs = hit ? spans.hit : spans.read;
    this.known.push({ id, writtenAt: clock.trueMs, spanMs, boot: clock.boot, latest: null });
  }

  /** One source alone is believed for stamps while nothing contradicts it: if it lies, nobody can know. */
  private isMisled(vouched: number | null): boolean {
    const { sources, clock } = this;
    const gpsLies = sources.gpsErrorMs !== null && sources.gpsErrorMs !== 0;
    const systemIsWrong = Math.abs(clock.wallErrorMs) > 5 * minute;
    return vouched === null && (sources.ntpLies || (gpsLies && systemIsWrong));
  }

  private jump(isSeen: boolean): void {
    // Seconds to decades, both ways.
    const ms = Math.exp(this.between(Math.log(2_000), Math.log(30 * 365 * day))) * this.oneOf([1, -1]);
    this.clock.wallErrorMs += Math.round(ms);
    // A clock that was set by hand is synchronised no more.
    this.sources.ntpErrorMs = null;
    if (isSeen) this.jumps++;
    else if (Math.abs(ms) < 8 * day) this.unseenMs += Math.abs(ms);
    this.events.push(`jump ${(ms / day).toFixed(3)} days`);
  }

  private person(): void {
    const { clock } = this;
    const handle = openStoreHandle({ dir: this.dir, unitKey, now: () => clock.now(), log: quiet });
    try {
      const actor = { name: "tech", role: "technician", source: "cli" } as const;
      const here = { monoNs: clock.monoNs(), boot: clock.boot };
      confirmTime(handle, { now: clock.trueMs, why: "watch", actor, ...here });
      this.events.push("person");
    } catch {
      // The clock is wrong, and the person was told.
    } finally {
      handle.close();
    }
  }

  private setSources(): void {
    const { sources, clock } = this;
    sources.change(this.random);
    this.events.push(String(sources));
    if (sources.ntpErrorMs === null) return;
    if (Math.abs(clock.wallErrorMs - sources.ntpErrorMs) >= 500) this.jumps++;
    clock.wallErrorMs = sources.ntpErrorMs;
  }

  private async restart(): Promise<void> {
    this.stop();
    this.clock.advance(this.between(1_000, hour));
    if (this.random() < 0.3) this.jump(false);
    this.events.push("restart");
    await this.start();
  }

  private async reboot(): Promise<void> {
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

  /** People sign in, type wrong passwords and are unlocked, while the wall clock jumps by decades under them. */
  private async signIn(): Promise<void> {
    const { clock, people } = this;
    const error = clock.wallErrorMs;
    const jump = (): void => void (clock.wallErrorMs = error + Math.round(this.between(-20, 20) * 365 * day));
    if (this.random() < 0.2) people.setPassword();
    if (this.random() < 0.3) people.unlock();
    for (let n = Math.floor(this.between(0, this.oneOf([1, 4, 7, 35]))); n > 0; n--) {
      await people.fail();
      jump();
      if (this.random() < 0.2) clock.advance(this.between(minute, 20 * minute));
      if (this.random() < 0.2) people.unlock();
    }
    await people.work(jump);
    clock.wallErrorMs = error;
    await this.look();
  }

  async event(): Promise<void> {
    const kind = this.random();
    if (kind < 0.28) await this.run(this.between(20 * minute, this.oneOf([hour, 8 * hour, day])));
    else if (kind < 0.48) await this.record();
    else if (kind < 0.58) {
      this.jump(true);
      await this.look();
    } else if (kind < 0.7) {
      this.setSources();
      await this.look();
    } else if (kind < 0.78) await this.restart();
    else if (kind < 0.86) await this.reboot();
    else if (kind < 0.9) this.person();
    else if (kind < 0.95) await this.lists.bring(this.random() < 0.5);
    else await this.signIn();
  }
}
