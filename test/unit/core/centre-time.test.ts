import { describe, expect, it } from "vitest";
import { createCentreTime } from "../../../src/unit/core/time/centre-time.js";
import { createTimeTrust, type TimeTrust } from "../../../src/shared/domain/time-trust.js";

const minute = 60_000;
const day = 86_400_000;
const start = Date.UTC(2026, 10, 27, 12);
const built = Date.UTC(2026, 10, 1);
const mono = (ms: number): bigint => BigInt(Math.round(ms)) * 1_000_000n;
const address = "198.51.100.7";
const hosts = ["broker.example", "lists.police.example"];

function setUp() {
  const trust = createTimeTrust({ notBefore: built });
  const centre = createCentreTime({ trust, hosts, gpsHost: "192.0.2.33" });
  /** The centre answers within 200 ms, with its own error. */
  const tell = (atMs: number, error = 0, tookMs = 200): void =>
    centre.heard({
      at: start + atMs + error,
      askedNs: mono(atMs),
      heardNs: mono(atMs + tookMs),
      address,
    });
  return { trust, centre, tell };
}

/** Network time every minute, from one minute to another. */
function ntp(trust: TimeTrust, [from, to]: readonly [number, number], error = 0): void {
  for (let ms = from * minute; ms <= to * minute; ms += minute)
    trust.hear("ntp", start + ms + error, mono(ms));
}

describe("the centre as a source of time", () => {
  it("vouches with network time once it was heard twice, ten minutes apart; once is not enough", () => {
    const { trust, tell } = setUp();
    tell(0);
    ntp(trust, [0, 59]);
    expect(trust.verdict(mono(59 * minute))).toMatchObject({
      kind: "nothing",
      why: "centre and ntp agree, but not yet for 10 minutes",
    });
    tell(60 * minute);
    expect(trust.verdict(mono(60 * minute))).toMatchObject({ kind: "vouched", by: ["centre", "ntp"] });
  });

  it("never vouches alone, however many of its servers say the same for however long", () => {
    const { trust, centre } = setUp();
    for (let n = 0; n < 500; n++) {
      const ms = n * 10 * minute;
      const at = start + ms + 1_000 * day;
      centre.heard({ at, askedNs: mono(ms), heardNs: mono(ms), address: `198.51.100.${String(n % 200)}` });
    }
    expect(trust.verdict(mono(5_000 * minute))).toMatchObject({ why: "only centre tells the time" });
  });

  it("a lying one vouches beside nobody, and takes nothing from two who agree", () => {
    const { trust, tell } = setUp();
    for (let n = 0; n <= 120; n++) tell(n * minute, 1_000 * day);
    ntp(trust, [0, 120]);
    expect(trust.verdict(mono(120 * minute))).toMatchObject({
      kind: "nothing",
      why: "centre and ntp differ by 24000.0 hours",
    });
    for (let n = 120; n <= 140; n++) {
      tell(n * minute, 1_000 * day);
      trust.hear("gps", start + n * minute, mono(n * minute));
      ntp(trust, [n, n]);
    }
    expect(trust.utcAt(mono(140 * minute))).toBe(start + 140 * minute);
  });

  it("drops an answer that took longer than half a minute, and one that came before it was asked for", () => {
    const { trust, tell } = setUp();
    tell(0, 0, 31_000);
    tell(minute, 0, -1);
    expect(trust.claims(mono(2 * minute))).toEqual([]);
  });
});

describe("network time beside the centre and GPS", () => {
  const { centre, tell } = setUp();
  tell(0);
  it.each([
    ["a public pool", "2.debian.pool.ntp.org", "203.0.113.4", []],
    ["a name in the centre's domain", "time.police.example", "203.0.113.4", ["centre"]],
    ["a name without a domain", "clock", "203.0.113.4", ["centre"]],
    ["the department's own network", "ntp.elsewhere.test", "10.3.0.1", ["centre"]],
    ["a unique local address", "ntp.elsewhere.test", "fd00::5", ["centre"]],
    ["the carrier's own network", "ntp.elsewhere.test", "100.64.0.1", ["centre"]],
    ["the machine that answered as centre", "198.51.100.7", "198.51.100.7", ["centre"]],
    ["a neighbour of it", "198.51.7.1", "198.51.7.1", ["centre"]],
    ["the same, written as IPv6", "::ffff:198.51.7.1", "::ffff:198.51.7.1", ["centre"]],
    ["the machine with the receiver", "192.0.2.33", "192.0.2.33", ["gps"]],
    ["this machine", "localhost", "127.0.0.1", ["gps", "centre"]],
  ])("%s", (_what, name, of, kin) => {
    expect(centre.kinOf({ name, address: of })).toEqual(kin);
  });

  it.each([
    ["router.lan", ["gps", "centre"]],
    ["10.0.0.1", ["gps", "centre"]],
    ["localhost", ["centre"]],
    ["127.0.0.1", ["centre"]],
  ])("a server of the vehicle's own network beside gpsd on %s", (gpsHost, kin) => {
    const vehicle = createCentreTime({ trust: createTimeTrust({ notBefore: built }), hosts, gpsHost });
    expect(vehicle.kinOf({ name: "192.168.0.1", address: "192.168.0.1" })).toEqual(kin);
  });

  it("nobody that is named may be anybody", () => {
    expect(centre.kinOf(null)).toEqual(["gps", "centre"]);
  });

  it("as kin of the centre it does not vouch beside it", () => {
    const { trust, tell: say } = setUp();
    for (let n = 0; n <= 60; n++) {
      say(n * minute);
      trust.hear("ntp", start + n * minute, mono(n * minute), ["centre"]);
    }
    expect(trust.verdict(mono(60 * minute))).toMatchObject({ why: "centre and ntp may be one source" });
  });
});
