import { monoMs, msSince, msOf } from "../../shared/domain/elapsed.js";
import type { TimeOffset } from "../core/gps/gps-time.js";
import type { Audit, Clock, Faults, Log, Service } from "../../shared/domain/ports.js";
import type { TimeSource, TimeTrust } from "../../shared/domain/time-trust.js";
import { judgeClock, type ClockJudgement, type ClockView } from "../core/time/clock-judgement.js";
import type { Millis, StampedTime } from "../../shared/domain/types.js";
import { createClockFault, type ClockDoubt } from "./clock-reports.js";
import { daemonActor } from "../../shared/domain/actor.js";

/** The clocks the time keeper compares, and where it tells what it finds. */
export interface TimeKeeperDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly faults: Faults;
  readonly audit: Audit;
  readonly gpsOffset: () => TimeOffset | null;
  /** Whether the kernel clock is disciplined by network time. */
  readonly ntpSynchronised: () => Promise<boolean>;
  /** The sources that network time itself may come from. */
  readonly ntpKin: () => Promise<readonly TimeSource[]>;
  /** Called with what each source says. */
  readonly trust: Pick<TimeTrust, "hear" | "utcAt" | "claims">;
  /** Time of the unit's newest record at start; null when there is none. No true time lies before it. */
  readonly newestRecordAt: Millis | null;
  readonly doubt: ClockDoubt;
  /** No true time lies before this: the day the program was built. */
  readonly notBefore: number;
  /** Names the present boot: moments of the monotonic clock compare within one only. */
  readonly bootId: string;
}

/** Turns capture stamps of the monotonic clock into UTC and says how good that is. */
export interface TimeKeeper extends Service {
  /** Where no clock can be right it says the moment too, by which `later` can tell the time. */
  stamp(monoNs: bigint): StampedTime;
  /** The time of a moment of this boot, stamped long after it; null while no source vouches for a time. */
  later(monoNs: bigint): StampedTime | null;
  /** Looks at the clocks once: steps, sources, contradictions. */
  look(): Promise<void>;
}

const checkMs = 1_000;
const stepMs = 500;
/** A receiver that said nothing for this long says nothing now. */
const silentMs = 5_000;
const ntpEveryChecks = 60;
const wokeUncertaintyMs = 1_000;
/** What the monotonic clock of a computer may go wrong, undisciplined: 100 parts in a million, 9 s a day. */
const driftPerMs = 1e-4;
/** Network time asks its server at the latest after about half an hour (timesyncd). */
const wokeForMs = 2_048_000;

/** What was found out of the system clock. */
interface ClockState {
  /** Network time disciplines it, and the sources of ours that this may come from. */
  ntp: boolean;
  kin: readonly TimeSource[];
  ntpDue: boolean;
  stepped: { readonly movedMs: number; readonly monoMs: number } | null;
  /** Wall clock minus monotonic clock at the last look. */
  anchorMs: number | null;
  /** What the computer has slept since its boot, at the last look. */
  sleptNs: bigint | null;
}

/**
 * Capture time in UTC: by GPS where there is one and no other clock contradicts it, else by the system clock.
 * A stepped system clock is noticed within a second by comparing it with the monotonic clock, audited (CJIS AU-8) and logged.
 */
export function createTimeKeeper(deps: TimeKeeperDeps): TimeKeeper {
  const state: ClockState = {
    ntp: false,
    kin: [],
    ntpDue: true,
    stepped: null,
    anchorMs: null,
    sleptNs: null,
  };
  const judge = (monoNs: bigint): ClockJudgement => judgeClock(viewOf(deps, monoNs, state));
  const tell = createClockFault(deps.faults, deps.doubt);
  let check = 0;

  async function look(): Promise<void> {
    noticeSleep(deps, state);
    noticeStep(deps, state);
    if (state.ntpDue || check % ntpEveryChecks === 0) await askNtp(deps, state);
    state.ntpDue = false;
    check++;
    hearSources(deps, state);
    const monoNs = deps.clock.monoNs();
    const isVouched = deps.trust.utcAt(monoNs) !== null;
    tell({ nowMs: msOf(monoNs), judged: judge(monoNs), isVouched, step: state.stepped });
  }

  return {
    name: "time",
    look,
    stamp(monoNs) {
      const stamp = afterSleep(deps.clock, judge(monoNs).stamp);
      return stamp.source === "unset"
        ? { ...stamp, moment: { boot: deps.bootId, monoMs: msOf(monoNs) } }
        : stamp;
    },
    later(monoNs) {
      if (deps.trust.utcAt(deps.clock.monoNs()) === null) return null;
      const { stamp } = judge(monoNs);
      const drift = msSince(deps.clock, monoNs) * driftPerMs;
      const slept = (deps.clock.slept?.().wokeNs ?? 0n) > monoNs ? wokeUncertaintyMs : 0;
      return { ...stamp, uncertaintyMs: Math.ceil(stamp.uncertaintyMs + drift + slept) };
    },
    async run(signal) {
      while (!signal.aborted) {
        await look();
        await deps.clock.sleep(checkMs, signal);
      }
    },
  };
}

/** A clock that was just stepped must be asked again whether network time stands behind it. */
async function askNtp(deps: TimeKeeperDeps, state: ClockState): Promise<void> {
  state.ntp = await deps.ntpSynchronised();
  state.kin = state.ntp ? await deps.ntpKin() : [];
}

/** What GPS and network time say now: the trust in a time that deletion rests on is made of this. */
function hearSources({ clock, trust, gpsOffset }: TimeKeeperDeps, { ntp, kin }: ClockState): void {
  const now = clock.now();
  const monoNs = clock.monoNs();
  const gps = gpsOffset();
  if (gps && gps.ageMs < silentMs) trust.hear("gps", now + gps.offsetMs, monoNs);
  if (ntp) trust.hear("ntp", now, monoNs, kin);
}

/** How long it slept is measured by the clock on the board, to a second: a stamp is no better before a source has given the time again. */
function afterSleep(clock: Clock, stamp: StampedTime): StampedTime {
  const wokeNs = clock.slept?.().wokeNs ?? 0n;
  const isWide = wokeNs > 0n && msSince(clock, wokeNs) < wokeForMs;
  return isWide ? { ...stamp, uncertaintyMs: Math.max(stamp.uncertaintyMs, wokeUncertaintyMs) } : stamp;
}

/** A computer that slept read no plates meanwhile: the trail and the journal say so. */
function noticeSleep({ clock, log, audit }: TimeKeeperDeps, state: ClockState): void {
  clock.monoNs();
  const totalNs = clock.slept?.().totalNs ?? 0n;
  const sleptMs = state.sleptNs === null ? 0 : Math.round(msOf(totalNs - state.sleptNs));
  state.sleptNs = totalNs;
  if (sleptMs === 0) return;
  log.warn("the computer slept: no plate was read meanwhile", { sleptMs });
  audit.append({
    actor: daemonActor,
    event: "computer-slept",
    outcome: "success",
    detail: { sleptMs },
  });
}

function noticeStep({ clock, log, audit }: TimeKeeperDeps, state: ClockState): void {
  const offset = clock.now() - monoMs(clock);
  const moved = state.anchorMs === null ? 0 : offset - state.anchorMs;
  state.anchorMs = offset;
  if (Math.abs(moved) < stepMs) return;
  state.ntp = false;
  state.ntpDue = true;
  state.stepped = { movedMs: moved, monoMs: monoMs(clock) };
  log.warn("the system clock was stepped", { movedMs: Math.round(moved) });
  audit.append({
    actor: daemonActor,
    event: "clock-step",
    outcome: "success",
    detail: { movedMs: Math.round(moved) },
  });
}

/** What the clocks say of a moment of the monotonic clock. */
function viewOf(deps: TimeKeeperDeps, monoNs: bigint, { ntp, stepped }: ClockState): ClockView {
  const ageMs = msSince(deps.clock, monoNs);
  // A step of just now is not written down yet.
  const fresh = stepped && monoMs(deps.clock) - stepped.monoMs < 30_000 ? Math.abs(stepped.movedMs) : 0;
  return {
    doubtMs: deps.doubt.sinceVouchedMs() + fresh,
    systemMs: deps.clock.now() - ageMs,
    ntp,
    gps: deps.gpsOffset(),
    centreMs: deps.trust.claims(monoNs).find(({ source }) => source === "centre")?.at ?? null,
    vouchedMs: deps.trust.utcAt(monoNs),
    floorMs: Math.max(deps.notBefore, deps.newestRecordAt ?? 0),
  };
}
