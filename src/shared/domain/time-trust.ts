// What time may deletion rest on: a wall clock alone never. Sources tell UTC against CLOCK_MONOTONIC; two independent
// ones that agree over a while vouch for it, or a person does; from then on the monotonic clock carries it on.
import type { Millis } from "./types.js";
import { msOf } from "./elapsed.js";

/** Who can tell the time. `centre`: the agency's servers (the date of a download, of a receipt). */
export type TimeSource = "gps" | "ntp" | "centre";

/** A time a source vouched for, at a moment of the monotonic clock. */
export interface Vouch {
  readonly at: Millis;
  readonly monoNs: bigint;
  /** Two sources, or `person`. */
  readonly by: readonly string[];
}

/** What stands behind the time now. */
export type TimeVerdict =
  | { readonly kind: "vouched"; readonly at: Millis; readonly by: readonly string[] }
  /** `refuted`: what the sources agree on lies before a time that was vouched for already. */
  | { readonly kind: "refuted" | "nothing"; readonly why: string };

/** Keeps in memory what each source said; what a person or an earlier run vouched for comes in by `vouch`. */
export interface TimeTrust {
  /**
   * A source gave the time. `kin` names sources this one may have its time from (a clock set by GPS is no second witness
   * beside GPS). Told again at every look: silence makes a claim old, another time makes it begin anew.
   */
  hear(source: TimeSource, utc: Millis, monoNs: bigint, kin?: readonly TimeSource[]): void;
  /** A person, or an earlier run in the same boot, vouches. It is believed at once, also below earlier times. */
  vouch(vouch: Vouch): void;
  /** No true time lies before this: a time vouched for in an earlier boot. It can refute, never vouch. */
  notBefore(at: Millis): void;
  verdict(monoNs: bigint): TimeVerdict;
  /** The vouched UTC at a moment of the monotonic clock; null while nothing vouches. */
  utcAt(monoNs: bigint): Millis | null;
  /** What each source says now, for people: UTC, and since when it says so without a break. */
  claims(monoNs: bigint): readonly { source: TimeSource; at: Millis; steadyMs: number; heardMsAgo: number }[];
  /** The vouch in force, for keeping. */
  current(): Vouch | null;
}

/** No true time lies before this version was written: receivers that lost 1024 weeks and clocks without a battery do. */
export const builtAt: Millis = Date.UTC(2026, 10, 1);

/** Whether `at` is what a clock showed before it was set, as far as a clock that is set now can tell. */
export const isBeforeClockSet = (at: Millis, now: Millis): boolean => at < builtAt && now >= builtAt;

/** What is certain of the time without any source (UTC milliseconds). */
export interface TimeTrustSettings {
  /** The day the program was built. */
  readonly notBefore: Millis;
}

/** Sources must have agreed for this long. */
export const agreeForMs = 600_000;
/** Two sources that differ by less say the same. Retention counts days; a server's date may be a minute off. */
export const agreeWithinMs = 120_000;
/** A source whose own time moves by more against the monotonic clock begins anew. */
const steadyWithinMs = 60_000;
/** A claim that was not repeated for this long counts no more. A centre is heard a few times a day. */
const freshMs: Readonly<Record<TimeSource, number>> = { gps: 120_000, ntp: 300_000, centre: 26 * 3_600_000 };

/** `base` is UTC minus monotonic milliseconds. */
interface Claim {
  readonly source: TimeSource;
  readonly base: number;
  readonly sinceMs: number;
  readonly lastMs: number;
  readonly kin: readonly TimeSource[];
}

const isFresh = (claim: Claim, monoMs: number): boolean => monoMs - claim.lastMs <= freshMs[claim.source];
/** Whether a source says the same as before, without a break. */
const goesOn = (known: Claim, now: Claim): boolean =>
  isFresh(known, now.lastMs) &&
  Math.abs(now.base - known.base) <= steadyWithinMs &&
  known.kin.join() === now.kin.join();

/** Nothing is believed at first. A vouched time holds until another is vouched for: the monotonic clock cannot jump. */
export function createTimeTrust(settings: TimeTrustSettings): TimeTrust {
  const claims = new Map<TimeSource, Claim>();
  let floor = settings.notBefore;
  let held: Vouch | null = null;
  let refuted: string | null = null;

  const fresh = (monoMs: number): readonly Claim[] =>
    [...claims.values()].filter((claim) => isFresh(claim, monoMs));

  /** The present time by the vouch in force. */
  const heldAt = (monoMs: number): Millis | null =>
    held && Math.round(held.at + (monoMs - msOf(held.monoNs)));

  function judge(monoNs: bigint): void {
    const monoMs = msOf(monoNs);
    refuted = null;
    for (const [a, b] of pairs(fresh(monoMs))) {
      if (!witness(a, b)) continue;
      // The earlier of the two: what is deleted a minute late is no harm.
      const at = Math.round(Math.min(a.base, b.base) + monoMs);
      const earliest = Math.max(floor, heldAt(monoMs) ?? 0) - agreeWithinMs;
      if (at < earliest) {
        refuted = `${a.source} and ${b.source} agree on ${iso(at)}, before a time that was vouched for, ${iso(earliest)}`;
        continue;
      }
      held = { at, monoNs, by: [a.source, b.source] };
      refuted = null;
      return;
    }
  }

  return {
    hear(source, utc, monoNs, kin = []) {
      if (!Number.isFinite(utc)) return;
      const monoMs = msOf(monoNs);
      const base = utc - monoMs;
      const known = claims.get(source);
      const claim: Claim = { source, base, sinceMs: monoMs, lastMs: monoMs, kin };
      claims.set(source, known && goesOn(known, claim) ? { ...known, lastMs: monoMs } : claim);
      judge(monoNs);
    },
    vouch(vouch) {
      held = vouch;
      floor = settings.notBefore;
      refuted = null;
    },
    notBefore: (at) => void (floor = Math.max(floor, at)),
    verdict(monoNs) {
      const at = heldAt(msOf(monoNs));
      if (held && at !== null) return { kind: "vouched", at, by: held.by };
      if (refuted !== null) return { kind: "refuted", why: refuted };
      return { kind: "nothing", why: reasonOf(fresh(msOf(monoNs))) };
    },
    utcAt: (monoNs) => heldAt(msOf(monoNs)),
    claims: (monoNs) =>
      fresh(msOf(monoNs)).map(({ source, base, sinceMs, lastMs }) => ({
        source,
        at: Math.round(base + msOf(monoNs)),
        steadyMs: lastMs - sinceMs,
        heardMsAgo: msOf(monoNs) - lastMs,
      })),
    current: () => held,
  };
}

const iso = (at: Millis): string => new Date(at).toISOString().slice(0, 16).replace("T", " ");

function pairs<T>(all: readonly T[]): readonly (readonly [T, T])[] {
  return all.flatMap((a, i) => all.slice(i + 1).map((b) => [a, b] as const));
}

const isKin = (a: Claim, b: Claim): boolean => a.kin.includes(b.source) || b.kin.includes(a.source);
const gap = (a: Claim, b: Claim): number => Math.abs(a.base - b.base);

/** Whether two claims are independent, say the same, and have both said so for long enough. */
function witness(a: Claim, b: Claim): boolean {
  if (isKin(a, b) || gap(a, b) > agreeWithinMs) return false;
  return [a, b].every((claim) => claim.lastMs - claim.sinceMs >= agreeForMs);
}

/** Why nothing vouches, in words for a technician. */
function reasonOf(claims: readonly Claim[]): string {
  const [first] = claims;
  if (!first) return "no source tells the time";
  if (claims.length === 1) return `only ${first.source} tells the time`;
  const said = pairs(claims).map(([a, b]) => {
    const both = `${a.source} and ${b.source}`;
    if (gap(a, b) > agreeWithinMs) return `${both} differ by ${(gap(a, b) / 3_600_000).toFixed(1)} hours`;
    if (isKin(a, b)) return `${both} may be one source`;
    return `${both} agree, but not yet for ${String(agreeForMs / 60_000)} minutes`;
  });
  return said.join(", ");
}

/** A vouch as it is written down: the monotonic clock of a boot, in milliseconds. */
export interface WrittenVouch {
  readonly at: Millis;
  readonly monoMs: number;
  readonly boot: string;
  readonly by: readonly string[];
}

/** Takes up a vouch that was written down: in the same boot it holds on, one of an earlier boot can only refute. */
export function takeUp(
  trust: Pick<TimeTrust, "vouch" | "notBefore">,
  { at, monoMs, boot, by }: WrittenVouch,
  here: { readonly boot: string; readonly monoNs: bigint },
): void {
  if (boot === here.boot && monoMs <= msOf(here.monoNs))
    trust.vouch({ at, monoNs: BigInt(Math.round(monoMs * 1e6)), by });
  else trust.notBefore(at);
}

/** A person's watch and the computer's clock must agree within this: a typing error must not delete a year. */
export const confirmWithinMs = 300_000;
