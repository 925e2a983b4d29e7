import { describe, expect, it } from "vitest";
import {
  createTimeTrust,
  type TimeSource,
  type TimeTrust,
  takeUp,
} from "../../../src/shared/domain/time-trust.js";

const minute = 60_000;
const day = 86_400_000;
const start = Date.UTC(2026, 10, 27, 12);
const built = Date.UTC(2026, 10, 1);
const mono = (ms: number): bigint => BigInt(Math.round(ms)) * 1_000_000n;

/** Sources tell the time every half minute, each off by its own error, from one minute to another. */
function tell(
  trust: TimeTrust,
  errors: Partial<Record<TimeSource, number>>,
  [from, to]: readonly [number, number],
): void {
  for (let ms = from * minute; ms <= to * minute; ms += 30_000)
    for (const [source, error] of Object.entries(errors))
      trust.hear(source as TimeSource, start + ms + error, mono(ms));
}

describe("trust in a time", () => {
  it("takes two independent sources that agree for ten minutes", () => {
    const trust = createTimeTrust({ notBefore: built });
    tell(trust, { gps: 0, ntp: 400 }, [0, 9]);
    expect(trust.verdict(mono(9 * minute))).toMatchObject({ kind: "nothing" });
    tell(trust, { gps: 0, ntp: 400 }, [9, 10]);
    expect(trust.verdict(mono(10 * minute))).toMatchObject({ kind: "vouched", by: ["gps", "ntp"] });
    expect(trust.utcAt(mono(3 * 60 * minute))).toBe(start + 3 * 60 * minute);
  });

  it("takes no source alone, however long", () => {
    for (const source of ["gps", "ntp", "centre"] as const) {
      const trust = createTimeTrust({ notBefore: built });
      tell(trust, { [source]: 0 }, [0, 600]);
      expect(trust.verdict(mono(600 * minute))).toMatchObject({ why: `only ${source} tells the time` });
    }
  });

  it("takes a clock that GPS set for no second witness beside GPS", () => {
    const trust = createTimeTrust({ notBefore: built });
    for (let ms = 0; ms <= 30 * minute; ms += 30_000) {
      trust.hear("gps", start + ms, mono(ms));
      trust.hear("ntp", start + ms, mono(ms), ["gps"]);
    }
    expect(trust.verdict(mono(30 * minute))).toMatchObject({ why: "gps and ntp may be one source" });
  });

  it("does not take sources that differ, and says by how much", () => {
    const trust = createTimeTrust({ notBefore: built });
    tell(trust, { gps: 0, ntp: 1_096 * day }, [0, 120]);
    expect(trust.verdict(mono(120 * minute))).toMatchObject({
      kind: "nothing",
      why: expect.stringContaining("gps and ntp differ by 26304.0 hours") as string,
    });
  });

  it("a source that jumps begins anew, one that falls silent counts no more", () => {
    const trust = createTimeTrust({ notBefore: built });
    tell(trust, { gps: 0, ntp: 0 }, [0, 9]);
    tell(trust, { gps: 0, ntp: 3_600_000 }, [9.5, 9.5]);
    tell(trust, { gps: 0, ntp: 0 }, [10, 19]);
    expect(trust.verdict(mono(19 * minute)).kind).toBe("nothing");
    const silent = createTimeTrust({ notBefore: built });
    tell(silent, { gps: 0 }, [0, 20]);
    tell(silent, { ntp: 0 }, [25, 60]);
    expect(silent.verdict(mono(60 * minute))).toMatchObject({ why: "only ntp tells the time" });
  });

  it("a time that was vouched for refutes an earlier one, and never vouches itself", () => {
    const trust = createTimeTrust({ notBefore: built });
    trust.notBefore(start + 30 * day);
    expect(trust.verdict(mono(0)).kind).toBe("nothing");
    tell(trust, { gps: 0, ntp: 0 }, [0, 30]);
    expect(trust.verdict(mono(30 * minute)).kind).toBe("refuted");
    trust.vouch({ at: start, monoNs: mono(0), by: ["person"] });
    expect(trust.utcAt(mono(minute))).toBe(start + minute);
  });

  it("what is vouched for outlives the silence of all sources and one that says otherwise", () => {
    const trust = createTimeTrust({ notBefore: built });
    tell(trust, { gps: 0, ntp: 0 }, [0, 10]);
    tell(trust, { gps: 700 * day }, [11, 600]);
    expect(trust.utcAt(mono(600 * minute))).toBe(start + 600 * minute);
  });
});

it("a vouch of a moment that this boot has not reached is of another boot, and vouches for nothing", () => {
  const trust = createTimeTrust({ notBefore: 0 });
  const written = { at: Date.UTC(2026, 0, 1), monoMs: 5_000, boot: "boot", by: ["person"] };
  takeUp(trust, written, { boot: "boot", monoNs: 1_000_000_000n });
  expect(trust.utcAt(1_000_000_000n)).toBeNull();
  takeUp(trust, written, { boot: "boot", monoNs: 6_000_000_000n });
  expect(trust.utcAt(6_000_000_000n)).toBe(written.at + 1_000);
});
