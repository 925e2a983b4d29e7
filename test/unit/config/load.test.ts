import { describe, expect, it } from "vitest";
import { parseConfig } from "../../../src/unit/config/load.js";
import { formatFault } from "../../../src/shared/platform/config-loader.js";

const unit = "unit: { id: car-12, kind: vehicle, name: '12' }\n";
const camera = "cameras:\n  - id: front\n    source: rtsp://10.0.0.5/stream\n";

function faults(yaml: string): readonly string[] {
  const result = parseConfig(yaml);
  return "faults" in result ? result.faults.map((fault) => formatFault("t.yaml", fault)) : [];
}

describe("parseConfig", () => {
  it("fills in defaults and turns spans into milliseconds", () => {
    const result = parseConfig(`${unit}${camera}    stallAfter: 20s\n`);
    if (!("config" in result)) throw new Error("expected a configuration");
    expect(result.config.cameras[0]).toMatchObject({ fps: 15, pace: "real-time", stallAfter: 20_000 });
    expect(result.config.gps).toEqual({ kind: "none" });
    expect(result.config.store.dir).toBe("/var/lib/tagwatch");
  });

  it("names all ten faults at once, each with its line", () => {
    const yaml = [
      "unit:",
      "  id: car 12",
      "  kind: boat",
      "cameras:",
      "  - id: front",
      "    fps: 300",
      "    fpss: 5",
      "  - id: rear",
      "    source: 7",
      "    stallAfter: 5 minutes",
      "gps: { kind: serial, device: /dev/ttyUSB0, baud: fast }",
      "upload: { url: mqtts://user:secret@host }",
      "console: { port: 99999 }",
      "colour: blue",
    ].join("\n");
    const expected = [2, 3, 1, 5, 6, 7, 9, 10, 11, 12, 13, 14];
    const lines = faults(yaml).map((text) => Number(/^t\.yaml:(\d+) /.exec(text)?.[1]));
    expect(lines).toHaveLength(expected.length);
    expect(new Set(lines)).toEqual(new Set(expected.map((line) => (line === 1 ? 2 : line))));
    expect(faults(yaml)).toContain("t.yaml:7 cameras.0.fpss: this key is not known here; did you mean fps?");
    expect(faults(yaml)).toContain("t.yaml:14 colour: this key is not known here");
  });

  it.each([
    [
      "two cameras of one name",
      `${unit}${camera}  - id: front\n    source: b.mp4\n`,
      "t.yaml:5 cameras.1.id: another camera is called front",
    ],
    [
      "two cameras on one device",
      `${unit}cameras:\n  - { id: a, source: /dev/video0 }\n  - { id: b, source: /dev/video0 }\n`,
      "t.yaml:4 cameras.1.source: another camera uses this device",
    ],
    [
      "a password in an address",
      `${unit}cameras:\n  - { id: a, source: "rtsp://u:p@h/s" }\n`,
      "t.yaml:3 cameras.0.source: keep user and password out of the address: put them in a file named by credentials (an @ in the path is written %40)",
    ],
    [
      "a secret in a query",
      `${unit}cameras:\n  - { id: a, source: "rtsp://h/s?user=u&password=s3cret" }\n`,
      "t.yaml:3 cameras.0.source: keep secrets out of path and query too: put them in a file named by credentials, and write {user} and {password} where they belong",
    ],
    [
      "a place for a password without one",
      `${unit}cameras:\n  - { id: a, source: "rtsp://h/s?p={password}" }\n`,
      "t.yaml:3 cameras.0.source: {user} and {password} stand for what credentials holds: name its file",
    ],
    [
      "a console open to the network without TLS",
      `${unit}${camera}console: { host: 0.0.0.0 }\n`,
      "t.yaml:5 console.host: another address than loopback needs console.tls",
    ],
  ])("finds %s", (_name, yaml, message) => {
    expect(faults(yaml)).toEqual([message]);
  });

  it.each([
    "rtsp://admin:s3/cret@127.0.0.1:8554/x",
    "rtsp://admin:s3@cret@127.0.0.1/x",
    "RTSP://admin:s3cret@127.0.0.1/x",
    "admin:s3cret@127.0.0.1/x",
    "rtsp://10.0.0.8/user=admin_password=s3cret_channel=1",
  ])("refuses %s without repeating its password", (source) => {
    const said = faults(`${unit}cameras:\n  - { id: a, source: "${source}" }\n`);
    expect(said.join("\n")).toMatch(/:3 cameras.0.source: keep .* named by credentials/);
    expect(said.join("\n")).not.toMatch(/s3.?cret/);
  });

  it("quotes nothing of a file it cannot parse", () => {
    expect(faults(`${unit}cameras:\n  - { id: a, source: *s3cret }\n`).join("\n")).not.toContain("s3cret");
    expect(faults(`${unit}cameras: [\n  ] s3cret: [\n`).join("\n")).not.toContain("s3cret");
  });

  it.each([
    ["gps: { kind: serial, device: /dev/a, baud: 9601 }", "gps.baud: write one of 1200, 2400, 4800"],
    ["gps: { device: /dev/a }", "gps.kind: write kind: one of none, serial, gpsd, fixed, replay"],
    [
      "gps: { kind: fixed, lat: 38.8, lon: 94.82 W }",
      "gps.lon: write degrees as a number, west and south negative",
    ],
    [
      "store: { retention: { hit: 12m } }",
      "store.retention.hit: 12m is out of range: write 1d to 100y; m is minutes",
    ],
    [
      "store: { retention: { hit: 30 } }",
      "store.retention.hit: write it in quotes: YAML takes it for a number",
    ],
    ["console: { sessionIdle: 100y }", "console.sessionIdle: 100y is out of range: write 1m to 24h"],
    ["console: { sessionIdle: 1ms }", "console.sessionIdle: 1ms is out of range"],
    ["console: { sessionIdle: 20h }", "console.sessionIdle: must not be longer than console.sessionMax"],
    ["console: { host: 127.evil.example }", "console.host: another address than loopback needs console.tls"],
    ["upload: { url: 'mqtts://h', keepalive: 0s }", "upload.keepalive: 0s is out of range"],
    [
      "upload: { url: 'mqtts://h', keepalive: 1h, sessionExpiry: 1h }",
      "upload.sessionExpiry: must be at least twice upload.keepalive",
    ],
    ["hotlist: { source: [] }", "hotlist.source: this key is not known here; did you mean sources?"],
    ["consol: {}", "consol: this key is not known here; did you mean console?"],
    [
      "hotlist: { repeat: { realert: { high: 5 } } }",
      "hotlist.repeat.realert.high: write it in quotes: YAML takes it for a number, or write one of never",
    ],
  ])("says of %j what to write", (yaml, message) => {
    const said = faults(`${unit}${camera}${yaml}\n`);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(`t.yaml:5 ${message}`);
    expect(said[0]).not.toMatch(/expected|Invalid|received/);
  });

  it("checks across keys also where other keys have faults, and other items of the list", () => {
    const yaml = `${unit}cameras:\n  - { id: a, source: 10.0.0.5:554/stream1 }\n  - { id: b, fps: fast, source: x.mp4 }\n  - { id: a, source: y.mp4 }\ncolour: blue\n`;
    expect(faults(yaml)).toEqual([
      "t.yaml:3 cameras.0.source: for a network camera write rtsp:// in front: rtsp://10.0.0.5:554/…",
      "t.yaml:4 cameras.1.fps: write a number",
      "t.yaml:5 cameras.2.id: another camera is called a",
      "t.yaml:6 colour: this key is not known here",
    ]);
  });

  it.each([
    ["unit: { id: a, kind: vehicle, name: '1' }\n", "gps: a vehicle without GPS"],
    ["unit: { id: a, kind: pole, name: '1', watchedBy: d }\n", "gps: a pole without gps {kind: fixed"],
    [
      "unit: { id: a, kind: pole, name: '1' }\ngps: { kind: fixed, lat: 38.8, lon: -94.82 }\n",
      "unit: nobody is named who sees this pole's alerts",
    ],
    [
      "unit: { id: a, kind: pole, name: '1', watchedBy: d }\ngps: { kind: fixed, lat: 38.8, lon: 94.82 }\n",
      "gps.lon: 94.82 lies east of Greenwich",
    ],
  ])("warns of what is probably not meant: %j", (yaml, message) => {
    const result = parseConfig(`${yaml}${camera}`);
    if (!("config" in result)) throw new Error("expected a configuration");
    expect(result.warnings.map((warning) => formatFault("t", warning))).toEqual([
      expect.stringContaining(message),
    ]);
  });

  it("warns of a supervisor whom nothing tells, until mail, webhook or upload is there", () => {
    const gps = "gps: { kind: fixed, lat: 38.8, lon: -94.8 }\n";
    const warned = (more: string): readonly string[] => {
      const result = parseConfig(`${unit}${camera}${gps}supervisor: { name: Sgt. Smith${more}`);
      if (!("config" in result)) throw new Error(JSON.stringify(result.faults));
      return result.warnings.map((warning) => formatFault("t", warning));
    };
    expect(warned(" }\n")).toEqual([
      expect.stringMatching(
        /supervisor: Sgt\. Smith cannot be told .*: set supervisor\.mail or supervisor\.webhook, or upload/,
      ),
    ]);
    expect(warned(", webhook: { url: 'https://desk.example/t' } }\n")).toEqual([]);
    expect(warned(", mail: { host: m, from: u@pd.example, to: [s@pd.example] } }\n")).toEqual([]);
    expect(warned(" }\nupload: { url: 'mqtts://h' }\n")).toEqual([]);
  });

  it.each([["a: [1,2"], ["unit: 1\nunit: 2\n"], ["a: *none\n"], [""]])(
    "answers broken YAML %j with faults, not an exception",
    (yaml) => {
      expect(faults(yaml).length).toBeGreaterThan(0);
    },
  );

  it("refuses an alias bomb", () => {
    const bomb = ["a0: &a0 [x,x,x,x,x,x,x,x,x,x]"];
    for (let i = 1; i < 9; i++)
      bomb.push(
        `a${String(i)}: &a${String(i)} [${Array(10)
          .fill(`*a${String(i - 1)}`)
          .join(",")}]`,
      );
    expect(faults(bomb.join("\n"))[0]).toMatch(/alias/i);
  });
});

describe("time zones", () => {
  const lists =
    "hotlist: { sources: [{ id: a, format: csv }, { id: b, format: csv, timeZone: America/Denver }] }\n";
  const parsed = (zone: string) => {
    const result = parseConfig(
      `unit: { id: u, kind: pole, name: u${zone} }\n${camera}gps: { kind: fixed, lat: 38, lon: -97 }\n${lists}`,
    );
    if (!("config" in result)) throw new Error("expected a configuration");
    return result;
  };
  it("a list without one is where the unit is", () => {
    const { sources } = parsed(", timeZone: America/Chicago").config.hotlist;
    expect(sources.map(({ timeZone }) => timeZone)).toEqual(["America/Chicago", "America/Denver"]);
  });
  it("days in UTC are a warning for each list that has them", () => {
    const texts = (zone: string): readonly string[] =>
      parsed(zone).warnings.flatMap(({ path, text }) => (text.includes("days in UTC") ? [path] : []));
    expect(texts(", timeZone: UTC")).toEqual(["hotlist.sources.0"]);
    expect(texts(", timeZone: America/Chicago")).toEqual([]);
  });
  it("an unknown one is a fault", () => {
    const yaml = `unit: { id: u, kind: pole, name: u, timeZone: Kansas }\n${camera}`;
    expect(faults(yaml).join()).toContain("write a time zone like America/Chicago");
  });
});

describe("lists that would never hold", () => {
  const list = (rest: string): string =>
    `${unit}${camera}gps: { kind: fixed, lat: 38, lon: -97 }\nhotlist:\n  sources: [{ id: a, timeZone: America/Chicago, ${rest} }]\n`;
  it("hours that begin and end at once are a fault", () => {
    expect(faults(list("format: csv, activeHours: 00:00-00:00")).join()).toContain("would never hold");
    expect(faults(list("format: csv, activeHours: 22:00-06:00"))).toEqual([]);
  });
  it.each([
    ["format: kbi, template: { header: false }", "not used with kbi"],
    ["format: csv, template: { header: false, columns: { state: 2 } }", "no column is the plate"],
    ["format: csv, template: { header: false, columns: { plate: Tag } }", "has no header line"],
    ["format: csv, template: { columns: { plate: { from: 1, length: 8 }, state: 2 } }", "do not go together"],
    ["format: csv, template: { columns: { Plate Number: Tag } }", ""],
    ["format: csv, template: { header: false, columns: { plate: 2 } }", ""],
  ])("%s: %s", (rest, text) => {
    const result = parseConfig(list(rest));
    if (!("config" in result)) throw new Error("expected a configuration");
    const warnings = result.warnings.map((warning) => warning.text);
    if (text === "") expect(warnings).toEqual([]);
    else expect(warnings).toEqual([expect.stringContaining(text)]);
  });
});
