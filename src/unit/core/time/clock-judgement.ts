// What time a read is stamped with, out of what the clocks say: none is believed alone against another.
import type { ClockName } from "../../../shared/domain/closed-sets.js";
import type { TimeOffset } from "../gps/gps-time.js";
import type { Millis, StampedTime } from "../../../shared/domain/types.js";

/** What the clocks say of one moment. */
export interface ClockView {
  /** The system clock, and whether network time disciplines it. */
  readonly systemMs: Millis;
  readonly ntp: boolean;
  readonly gps: TimeOffset | null;
  /** What the centre's servers sent, carried on by the monotonic clock; null while they are not heard. */
  readonly centreMs: Millis | null;
  /** The time two independent sources or a person vouched for (`time-trust.ts`), carried on by the monotonic clock. */
  readonly vouchedMs: Millis | null;
  /** No true time lies before this: the build, and the unit's newest record at start. It can refute a time, never vouch. */
  readonly floorMs: Millis;
  /** How far the system clock was moved since a source vouched for a time: where nothing stands behind it, it may be off by as much. */
  readonly doubtMs: number;
}

/** What a read is stamped with at one moment, and why it may be doubted. */
export interface ClockJudgement {
  readonly stamp: StampedTime;
  /** Who disagrees with whom, for people; null while all agree. */
  readonly conflict: string | null;
}

interface Said {
  readonly at: Millis;
  readonly uncertaintyMs: number;
  readonly source: ClockName;
}

/** What an unsynchronised clock may be off after months; clocks further apart contradict each other. */
const plausibleMs = 300_000;
const ntpUncertaintyMs = 50;
const systemUncertaintyMs = 1_000;
/** Sources that vouched for a time agreed within this (`time-trust.ts`). */
const vouchedUncertaintyMs = 120_000;
const nobodyKnowsMs = 2 ** 31;

const words: Readonly<Record<ClockName, string>> = {
  gps: "the GPS receiver says",
  ntp: "the system clock (network time) says",
  system: "the system clock says",
};

/** Judges one moment. Where clocks contradict each other the uncertainty spans both, and the other time is kept beside. */
export function judgeClock(view: ClockView): ClockJudgement {
  const { stamp, claims } = besideCentre(judgeOwn(view), view);
  return { stamp, conflict: claims.length === 0 ? null : conflictText(claims) };
}

/** Who says what time it is: `the GPS receiver says`. */
interface Claim {
  readonly says: string;
  readonly at: Millis;
}

/** A stamp, with all who speak of its time where some of them contradict each other. */
interface Judged {
  readonly stamp: StampedTime;
  readonly claims: readonly Claim[];
}

const claimOf = ({ at, source }: Pick<Said, "at" | "source">): Claim => ({ says: words[source], at });

/** The centre stamps nothing, for it is heard now and then only; while no source vouches it can make a stamp doubtful. */
function besideCentre(judged: Judged, { centreMs, vouchedMs }: ClockView): Judged {
  const { stamp, claims } = judged;
  if (centreMs === null || vouchedMs !== null || stamp.source === "unset") return judged;
  const apart = Math.abs(centreMs - stamp.at);
  if (apart <= plausibleMs) return judged;
  const own = claims.length > 0 ? claims : [claimOf({ at: stamp.at, source: stamp.source })];
  return {
    stamp: { ...stamp, uncertaintyMs: Math.max(stamp.uncertaintyMs, Math.round(apart)) },
    claims: [...own, { says: "the centre says", at: centreMs }],
  };
}

function judgeOwn(view: ClockView): Judged {
  const system: Said = {
    at: Math.round(view.systemMs),
    uncertaintyMs: view.ntp ? ntpUncertaintyMs : Math.max(systemUncertaintyMs, doubt(view)),
    source: view.ntp ? "ntp" : "system",
  };
  const gps: Said | null = view.gps && {
    at: Math.round(view.systemMs + view.gps.offsetMs),
    uncertaintyMs: view.gps.uncertaintyMs,
    source: "gps",
  };
  const why = refutation(view);
  if (why(system) === null) return withSystem(system, gps, view, why);
  if (gps && why(gps) === null) return withGpsAlone(gps, system, view, why);
  return withNeither(system, gps, view, why);
}

const doubt = ({ vouchedMs, doubtMs }: ClockView): number => (vouchedMs === null ? doubtMs : 0);

type Refutation = (said: Said) => Claim | null;

/** What a time contradicts so that it cannot be true, or null. A vouched time outweighs the unit's records: a clock that was ahead left records of the future. */
function refutation({ vouchedMs, floorMs }: ClockView): Refutation {
  return ({ at }) => {
    if (vouchedMs !== null)
      return Math.abs(at - vouchedMs) <= plausibleMs
        ? null
        : { says: "the time vouched for is", at: vouchedMs };
    return at >= floorMs - plausibleMs
      ? null
      : { says: "the unit's newest record or its program is of", at: floorMs };
  };
}

function withSystem(system: Said, gps: Said | null, view: ClockView, why: Refutation): Judged {
  if (!gps) return { stamp: system, claims: [] };
  const apart = Math.abs(gps.at - system.at);
  // A receiver without a pulse per second is worse than network time: the smaller uncertainty wins.
  if (apart <= plausibleMs)
    return { stamp: gps.uncertaintyMs <= system.uncertaintyMs ? gps : system, claims: [] };
  const sure = view.vouchedMs !== null;
  return {
    stamp: {
      ...system,
      uncertaintyMs: sure ? system.uncertaintyMs : Math.max(system.uncertaintyMs, apart),
      other: { at: gps.at, source: gps.source },
    },
    claims: told([gps, system], why(gps)),
  };
}

/** The system clock is refuted; GPS is one witness, and where no source vouches the truth lies between the floor and it. */
function withGpsAlone(gps: Said, system: Said, view: ClockView, why: Refutation): Judged {
  const span = view.vouchedMs === null ? Math.abs(gps.at - view.floorMs) : 0;
  return {
    stamp: {
      ...gps,
      uncertaintyMs: Math.max(gps.uncertaintyMs, span),
      other: { at: system.at, source: system.source },
    },
    claims: told([system, gps], why(system)),
  };
}

function withNeither(system: Said, gps: Said | null, view: ClockView, why: Refutation): Judged {
  const other = { at: system.at, source: system.source };
  const claims = told(gps ? [system, gps] : [system], why(system));
  if (view.vouchedMs !== null) {
    const at = Math.round(view.vouchedMs);
    return { stamp: { at, uncertaintyMs: vouchedUncertaintyMs, source: "system", other }, claims };
  }
  return { stamp: { at: system.at, uncertaintyMs: nobodyKnowsMs, source: "unset" }, claims };
}

const told = (all: readonly Said[], refuting: Claim | null): readonly Claim[] => [
  ...all.map(claimOf),
  ...(refuting ? [refuting] : []),
];

/** Two minutes with midnight between them would look a day apart. */
const nearMs = 172_800_000;

/**
 * By days, so that a standing fault keeps its words; to the minute where days do not tell apart who contradicts whom.
 * Minutes do: what contradicts each other is further apart than `plausibleMs`.
 */
function conflictText(claims: readonly Claim[]): string {
  const isNear = claims.some((one) =>
    claims.some(({ at }) => {
      const apart = Math.abs(at - one.at);
      return apart > plausibleMs && apart < nearMs;
    }),
  );
  return claims.map(({ says, at }) => `${says} ${isNear ? minuteOf(at) : dayOf(at)}`).join(", ");
}

const isDate = (at: Millis): boolean => Number.isFinite(at) && Math.abs(at) < 8e15;
const iso = (at: Millis, length: number): string => new Date(at).toISOString().slice(0, length);
const dayOf = (at: Millis): string => (isDate(at) ? iso(at, 10) : String(at));
const minuteOf = (at: Millis): string => (isDate(at) ? `${iso(at, 16).replace("T", " ")} UTC` : String(at));
