import type { TimeOffset } from "../core/gps-time.js";
import type { Audit, Clock, Faults, Log, Service } from "../core/ports.js";
import type { TimeSource, TimeTrust } from "../core/time-trust.js";
import { judgeClock, type ClockJudgement, type ClockView } from "../core/clock-judgement.js";
import type { Millis, StampedTime } from "../core/types.js";

export interface TimeKeeperDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly faults: Faults;
  readonly audit: Audit;
  readonly gpsOffset: () => TimeOffset | null;
  /** Whether the kernel clock is disciplined by network time. */
  readonly ntpSynchronised: () => Promise<boolean>;
  /** The source network time itself comes from, when it may be one of ours. */
  readonly ntpKin: () => Promise<TimeSource | undefined>;
  /** Told what each source says. */
  readonly trust: Pick<TimeTrust, "hear" | "utcAt">;
  /** Time of the unit's newest record at start; null when there is none. No true time lies before it. */
  readonly newestRecordAt: Millis | null;
  /** No true time lies before this: the day the program was built. */
  readonly notBefore: number;
}

/** Turns capture stamps of the monotonic clock into UTC and says how good that is. */
export interface TimeKeeper extends Service {
  stamp(monoNs: bigint): StampedTime;
}

const checkMs = 1_000;
const stepMs = 500;
/** A receiver that said nothing for so long says nothing now. */
const silentMs = 5_000;
const ntpEveryChecks = 60;

/**
 * Capture time in UTC: by GPS where there is one and no other clock contradicts it, else by the system clock.
 * A stepped system clock is noticed within a second by comparing it with the monotonic clock, audited (CJIS AU-8) and logged.
 */
export function createTimeKeeper(deps: TimeKeeperDeps): TimeKeeper {
  const { clock } = deps;
  let ntp = false;
  let kin: TimeSource | undefined;
  let ntpDue = true;
  let anchorMs: number | null = null;

  const wallMinusMono = (): number => clock.now() - Number(clock.monoNs()) / 1e6;

  /** A clock that was just stepped must be asked again whether network time stands behind it. */
  async function askNtp(): Promise<void> {
    ntp = await deps.ntpSynchronised();
    kin = ntp ? await deps.ntpKin() : undefined;
  }

  /** What GPS and network time say now: the trust in a time that deletion rests on is made of this. */
  function hearSources(): void {
    const now = clock.now();
    const monoNs = clock.monoNs();
    const gps = deps.gpsOffset();
    if (gps && gps.ageMs < silentMs) deps.trust.hear("gps", now + gps.offsetMs, monoNs);
    if (ntp) deps.trust.hear("ntp", now, monoNs, kin);
  }

  function noticeStep(): void {
    const offset = wallMinusMono();
    const moved = anchorMs === null ? 0 : offset - anchorMs;
    anchorMs = offset;
    if (Math.abs(moved) < stepMs) return;
    ntp = false;
    ntpDue = true;
    deps.log.warn("the system clock was stepped", { movedMs: Math.round(moved) });
    deps.audit.append({
      actor: { name: "tagwatch", role: "system", source: "daemon" },
      event: "clock-step",
      outcome: "success",
      detail: { movedMs: Math.round(moved) },
    });
  }

  const judge = (monoNs: bigint): ClockJudgement => judgeClock(viewOf(deps, monoNs, ntp));

  /** No time to be had at all is CLOCK_UNSET; one that another clock contradicts is CLOCK_CONFLICT. */
  function noticeConflict(): void {
    const { stamp, conflict } = judge(clock.monoNs());
    const unset = stamp.source === "unset";
    tell(deps.faults, "CLOCK_UNSET", unset ? conflict : null);
    tell(deps.faults, "CLOCK_CONFLICT", unset ? null : conflict);
  }

  return {
    name: "time",
    stamp: (monoNs) => judge(monoNs).stamp,
    async run(signal) {
      for (let check = 0; !signal.aborted; check++) {
        noticeStep();
        if (ntpDue || check % ntpEveryChecks === 0) await askNtp();
        ntpDue = false;
        hearSources();
        noticeConflict();
        await clock.sleep(checkMs, signal);
      }
    },
  };
}

function tell(faults: Faults, code: "CLOCK_UNSET" | "CLOCK_CONFLICT", text: string | null): void {
  if (text === null) faults.clear(code, "clock");
  else faults.raise({ code, subject: "clock", severity: "warning", text });
}

/** What the clocks say of a moment of the monotonic clock. */
function viewOf(deps: TimeKeeperDeps, monoNs: bigint, ntp: boolean): ClockView {
  const ageMs = Number(deps.clock.monoNs() - monoNs) / 1e6;
  return {
    systemMs: deps.clock.now() - ageMs,
    ntp,
    gps: deps.gpsOffset(),
    vouchedMs: deps.trust.utcAt(monoNs),
    floorMs: Math.max(deps.notBefore, deps.newestRecordAt ?? 0),
  };
}
