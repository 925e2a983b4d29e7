import fc from "fast-check";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createGpsdReader } from "../../../src/unit/gps/gpsd.js";
import { createLineCutter } from "../../../src/unit/gps/lines.js";
import { createNmeaReader } from "../../../src/unit/gps/nmea-reader.js";
import { parseLine } from "../../../src/unit/gps/nmea.js";
import { burst, nmea } from "../../kit/samples/nmea.js";
import { memorySink } from "../../kit/doubles/gps-sink.js";

const rmc = "GPRMC,143000.00,A,3852.8840,N,09449.1456,W,19.4,88.0,150126,,,A";

describe("NMEA sentences", () => {
  it("give place, speed in m/s, course and their own date", () => {
    const parsed = parseLine(nmea(rmc));
    expect(parsed).toMatchObject({ ok: true, sentence: { kind: "rmc", active: true, courseDeg: 88 } });
    if (!parsed.ok || parsed.sentence.kind !== "rmc") throw new Error("unreachable");
    expect(parsed.sentence.utc).toBe(Date.UTC(2026, 0, 15, 14, 30));
    expect(parsed.sentence.place!.lat).toBeCloseTo(38.8814, 5);
    expect(parsed.sentence.place!.lon).toBeCloseTo(-94.81909, 4);
    expect(parsed.sentence.speedMps).toBeCloseTo(9.98, 2);
  });

  it.each([
    ["a wrong checksum", nmea(rmc).replace(/..$/, "00"), "checksum"],
    ["a flipped digit", nmea(rmc).replace("3852", "3952"), "checksum"],
    ["no checksum", `$${rmc}`, "form"],
    ["a text", "hello", "form"],
    ["too many characters", nmea(`${rmc},${"1".repeat(60)}`), "size"],
    ["a status the standard does not know", nmea(rmc.replace(",A,", ",Q,")), "content"],
    ["a latitude off the globe", nmea(rmc.replace("3852.8840", "9952.8840")), "content"],
    ["a signed latitude", nmea(rmc.replace("3852.8840", "-3852.0")), "content"],
    ["a signed longitude", nmea(rmc.replace("09449.1456", "-09449.1456")), "content"],
    ["a longitude of two digits of degrees", nmea(rmc.replace("09449.1456", "9449.1456")), "content"],
    ["60 minutes", nmea(rmc.replace("3852.8840", "3860.0000")), "content"],
    ["181 degrees", nmea(rmc.replace("09449.1456", "18100.0000")), "content"],
    ["a latitude without its letter", nmea(rmc.replace(",N,", ",,")), "content"],
    ["an exponent", nmea(rmc.replace("19.4", "1e3")), "content"],
    ["blanks", nmea(rmc.replace("19.4", " 19.4")), "content"],
    ["an hour that no day has", nmea(rmc.replace("143000", "243000")), "content"],
    ["a day that no month has", nmea(rmc.replace("150126", "310226")), "content"],
    ["a field too few", nmea("GPRMC,143000.00,A,3852.8840,N,09449.1456,W,19.4,88.0,150126"), "content"],
    ["0/0 for a place", nmea("GPRMC,000000.00,A,0000.000,N,00000.000,E,0.0,0.0,050505,0.0,E"), "content"],
    ["0/0 in a GGA", nmea("GPGGA,000000.00,0000.000,N,00000.000,E,1,00,99.99,0.0,M,0.0,M,,"), "content"],
    ["a malformed GGA", nmea("GPGGA,143000.00,3852,N,09449,W,9,09,1.1,3,M,2,M,,"), "content"],
  ])("with %s are refused", (_, line, reason) => expect(parseLine(line)).toEqual({ ok: false, reason }));

  it.each([
    ["void", rmc.replace(",A,", ",V,")],
    ["simulated", rmc.replace(/A$/, "S")],
    ["not valid", rmc.replace(/A$/, "N")],
  ])("that are %s give no position and no time", (_, body) => {
    const sink = memorySink();
    createNmeaReader(sink).line(nmea(body), 0n);
    expect([sink.positions, sink.times]).toEqual([[], []]);
  });

  it("that are estimated are dead reckoning", () => {
    const sink = memorySink();
    createNmeaReader(sink).line(nmea(rmc.replace(/A$/, "E")), 0n);
    expect(sink.positions[0].quality).toBe("dead-reckoning");
  });

  it("take details of GGA and GSA while they are fresh", () => {
    const sink = memorySink();
    const reader = createNmeaReader(sink);
    reader.bytes(Buffer.from(burst(0)), 1n);
    reader.line(nmea(rmc), 10_000_000_000n);
    expect(sink.positions[0]).toMatchObject({ quality: "3d", hdop: 1.1, satellites: 9 });
    expect(sink.positions[1]).toMatchObject({ quality: "2d" });
    expect(sink.positions[1].hdop).toBeUndefined();
  });

  it("take the time of ZDA only beside a position", () => {
    const sink = memorySink();
    const reader = createNmeaReader(sink);
    const zda = nmea("GPZDA,143000.00,15,01,2026,00,00");
    reader.line(zda, 0n);
    expect(sink.times).toEqual([]);
    reader.line(nmea(rmc), 1n);
    reader.line(zda, 2n);
    expect(sink.times).toEqual([Date.UTC(2026, 0, 15, 14, 30), Date.UTC(2026, 0, 15, 14, 30)]);
  });

  it("never take a date from GGA, and count dates that are not believed", () => {
    const sink = memorySink(false);
    const reader = createNmeaReader(sink);
    reader.line(nmea("GPGGA,143000.00,3852.8840,N,09449.1456,W,1,09,1.1,318.0,M,-29.6,M,,"), 0n);
    expect(sink.times).toEqual([]);
    reader.line(nmea(rmc), 1n);
    expect(sink.refusals).toEqual(["date"]);
  });

  it("with a date that is not believed are not believed for their place", () => {
    const sink = memorySink(false);
    createNmeaReader(sink).line(nmea(rmc), 0n);
    expect(sink.positions).toEqual([]);
  });

  it("without a date take none from the system clock", () => {
    const sink = memorySink();
    const reader = createNmeaReader(sink);
    reader.line(nmea(rmc.replace("150126", "")), 0n);
    reader.line(nmea("GPZDA,143000.00,,,,00,00"), 1n);
    expect([sink.times, sink.positions.length]).toEqual([[], 1]);
  });

  it("of a receiver without RMC give place by GGA, speed and course by VTG, time by ZDA", () => {
    const sink = memorySink();
    const reader = createNmeaReader(sink);
    const gga = (time: string, quality: number) =>
      nmea(`GPGGA,${time},3852.8840,N,09449.1456,W,${quality},09,1.1,318.0,M,-29.6,M,,`);
    const second = (n: number, quality = 1) => {
      const time = `14300${n}.00`;
      const at = BigInt(n) * 1_000_000_000n;
      reader.line(nmea("GPVTG,88.0,T,85.0,M,19.4,N,36.0,K,A"), at);
      reader.line(gga(time, quality), at + 1n);
      reader.line(nmea(`GPZDA,${time},15,01,2026,00,00`), at + 2n);
    };
    [0, 1, 2, 3].forEach((n) => second(n));
    // Until it is known that no RMC comes, GGA alone is no position.
    expect(sink.positions).toHaveLength(1);
    expect(sink.positions[0]).toMatchObject({ quality: "2d", courseDeg: 88, hdop: 1.1, satellites: 9 });
    expect(sink.positions[0].speedMps).toBeCloseTo(9.98, 2);
    expect(sink.positions[0].lat).toBeCloseTo(38.8814, 5);
    expect(sink.times).toEqual([Date.UTC(2026, 0, 15, 14, 30, 3)]);
    second(4, 6);
    expect(sink.positions[1].quality).toBe("dead-reckoning");
    second(5, 0);
    second(6, 8);
    expect(sink.positions).toHaveLength(2);
    expect(sink.refusals).toEqual([]);
  });

  it("of GGA are no position beside RMC, also where RMC is void", () => {
    const sink = memorySink();
    const reader = createNmeaReader(sink);
    for (let n = 0; n < 8; n++) {
      const at = BigInt(n) * 1_000_000_000n;
      reader.line(nmea(rmc.replace(",A,", ",V,")), at);
      reader.line(nmea("GPGGA,143000.00,3852.8840,N,09449.1456,W,1,09,1.1,318.0,M,-29.6,M,,"), at);
    }
    expect([sink.positions, sink.times]).toEqual([[], []]);
  });

  it("of the demo drive are all valid, with a position each second", () => {
    const lines = readFileSync(new URL("../../../fixtures/nmea/drive.nmea", import.meta.url), "latin1").split(
      "\r\n",
    );
    const sink = memorySink();
    const reader = createNmeaReader(sink);
    lines.filter(Boolean).forEach((line, i) => reader.line(line, BigInt(i) * 1_000_000n));
    expect([sink.refusals, sink.positions.length]).toEqual([[], 300]);
    expect(sink.times.every((time, i) => i === 0 || time - sink.times[i - 1] === 1_000)).toBe(true);
    for (const { lat, lon, quality } of sink.positions) {
      expect([Math.abs(lat - 38.885) < 0.02, Math.abs(lon + 94.82) < 0.03, quality]).toEqual([
        true,
        true,
        "3d",
      ]);
    }
  });
});

describe("garbage", () => {
  it("never throws and never becomes a position", () => {
    const sink = memorySink();
    const reader = createNmeaReader(sink);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => reader.bytes(bytes, 0n)),
      { numRuns: 500 },
    );
    expect(sink.positions).toEqual([]);
  });

  it("in sentences with a right checksum never throws", () => {
    const sink = memorySink();
    const reader = createNmeaReader(sink);
    const field = fc.oneof(
      fc.stringMatching(/^[ -~]{0,12}$/),
      fc.double().map(String),
      fc.constantFrom("A", "V", "N", ""),
    );
    const type = fc.constantFrom("RMC", "GGA", "GSA", "ZDA", "GSV", "XYZ");
    fc.assert(
      fc.property(type, fc.array(field, { maxLength: 18 }), (kind, fields) => {
        reader.line(nmea([`GP${kind}`, ...fields].join(",")), 0n);
      }),
      { numRuns: 3_000 },
    );
    for (const { lat, lon } of sink.positions) {
      expect(Math.abs(lat)).toBeLessThanOrEqual(90);
      expect(Math.abs(lon)).toBeLessThanOrEqual(180);
    }
  });

  it("with one byte changed is never taken for another position", () => {
    const good = nmea(rmc);
    fc.assert(
      fc.property(fc.nat({ max: good.length - 1 }), fc.integer({ min: 32, max: 126 }), (at, code) => {
        const changed = good.slice(0, at) + String.fromCharCode(code) + good.slice(at + 1);
        fc.pre(changed.toUpperCase() !== good);
        expect(parseLine(changed).ok).toBe(false);
      }),
    );
  });

  it("from gpsd never throws", () => {
    const sink = memorySink();
    const reader = createGpsdReader(sink);
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json().map((json) => `{"class":"TPV","mode":3,"lat":${json}}`),
        ),
        (line) => reader(line, 0n),
      ),
      { numRuns: 500 },
    );
    expect(sink.positions).toEqual([]);
  });
});

describe("line cutter", () => {
  it("joins pieces, whatever the cuts", () => {
    const text = "first\r\nsecond\n\nthird\rfourth\n";
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 30, maxLength: 30 }), (sizes) => {
        const cutter = createLineCutter(20);
        const lines: string[] = [];
        let at = 0;
        for (const size of sizes) {
          lines.push(...cutter.feed(Buffer.from(text.slice(at, at + size))));
          at += size;
        }
        expect([...lines, ...cutter.feed(Buffer.from(text.slice(at)))]).toEqual([
          "first",
          "second",
          "third",
          "fourth",
        ]);
      }),
    );
  });

  it("drops an overlong line whole, keeps what follows, and holds no more than a line", () => {
    const cutter = createLineCutter(10);
    for (let i = 0; i < 100; i++) expect(cutter.feed(Buffer.from("x".repeat(50)))).toEqual([]);
    expect(cutter.feed(Buffer.from("tail\nshort\n"))).toEqual(["short"]);
    expect(cutter.feed(Buffer.from("0123456789\n01234567890\nok\n"))).toEqual(["0123456789", "ok"]);
    expect(cutter.dropped()).toBe(2);
  });
});

describe("gpsd reports", () => {
  const tpv = {
    class: "TPV",
    mode: 3,
    time: "2026-01-15T14:30:00.000Z",
    lat: 38.88,
    lon: -94.82,
    speed: 9.9,
    track: 88,
  };
  const reports = (...messages: object[]) => {
    const sink = memorySink();
    const reader = createGpsdReader(sink);
    for (const message of messages) reader(JSON.stringify(message), 7n);
    return sink;
  };

  it("become positions with time and sky", () => {
    const sink = reports({ class: "VERSION" }, { class: "SKY", hdop: 0.9, uSat: 8 }, tpv);
    expect(sink.positions).toEqual([
      {
        monoNs: 7n,
        moment: "2026-01-15T14:30:00.000Z",
        lat: 38.88,
        lon: -94.82,
        quality: "3d",
        speedMps: 9.9,
        courseDeg: 88,
        hdop: 0.9,
        satellites: 8,
      },
    ]);
    expect(sink.times).toEqual([Date.UTC(2026, 0, 15, 14, 30)]);
  });

  it("without a position or a fix become nothing, nor does their time", () => {
    const sink = reports(
      { ...tpv, lat: undefined },
      { ...tpv, mode: 1 },
      { ...tpv, lat: 200 },
      { ...tpv, lat: 0, lon: 0 },
    );
    expect([sink.positions, sink.times]).toEqual([[], []]);
  });

  it("with a date that is not believed are not believed for their place", () => {
    const sink = memorySink(false);
    createGpsdReader(sink)(JSON.stringify(tpv), 0n);
    expect([sink.positions, sink.refusals]).toEqual([[], ["date"]]);
  });

  it("say when they are estimated or flat", () => {
    const sink = reports({ ...tpv, mode: 2 }, { ...tpv, status: 6 });
    expect(sink.positions.map(({ quality }) => quality)).toEqual(["2d", "dead-reckoning"]);
  });
});
