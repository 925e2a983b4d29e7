import type { TimeOffset } from "../core/gps-time.js";
import type { Audit, Clock, Faults, Log, Service } from "../core/ports.js";
import type { TimeSource, TimeTrust } from "../core/time-trust.js";
import type { StampedTime } from "../core/types.js";

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
  readonly trust: Pick<TimeTrust, "hear">;
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
const ntpUncertaintyMs = 50;
const ntpEveryChecks = 60;

/**
 * Capture time in UTC: by GPS where there is one (offset to the system clock), else by the system clock.
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

  function noticeUnset(): void {
    const unset = clock.now() < deps.notBefore && deps.gpsOffset() === null;
    if (!unset) return deps.faults.clear("CLOCK_UNSET", "clock");
    deps.faults.raise({
      code: "CLOCK_UNSET",
      subject: "clock",
      severity: "warning",
      text: "the system clock lies before this program was built, and GPS gives no time",
    });
  }

  return {
    name: "time",
    stamp(monoNs) {
      const gps = deps.gpsOffset();
      const ageMs = Number(clock.monoNs() - monoNs) / 1e6;
      const system = clock.now() - ageMs;
      // A receiver without a pulse per second is worse than network time: the smaller uncertainty wins.
      if (gps && !(ntp && ntpUncertaintyMs < gps.uncertaintyMs)) {
        return { at: Math.round(system + gps.offsetMs), uncertaintyMs: gps.uncertaintyMs, source: "gps" };
      }
      if (system < deps.notBefore) return { at: Math.round(system), uncertaintyMs: 2 ** 31, source: "unset" };
      if (ntp) return { at: Math.round(system), uncertaintyMs: ntpUncertaintyMs, source: "ntp" };
      return { at: Math.round(system), uncertaintyMs: 1_000, source: "system" };
    },
    async run(signal) {
      for (let check = 0; !signal.aborted; check++) {
        noticeStep();
        if (ntpDue || check % ntpEveryChecks === 0) await askNtp();
        ntpDue = false;
        hearSources();
        noticeUnset();
        await clock.sleep(checkMs, signal);
      }
    },
  };
}
