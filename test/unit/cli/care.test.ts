// `tagwatch doctor` and `tagwatch support`, on a unit in a folder of its own.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { notAsked } from "../../../src/unit/cli/care/device-parts.js";
import { keyPart, programPart } from "../../../src/unit/cli/care/parts.js";
import { withRunning } from "../../../src/unit/cli/care/running-parts.js";
import { withoutNumbers, withoutPlates } from "../../../src/unit/cli/care/scrub.js";
import { runTagwatch } from "../../kit/units/program.js";
import { scratchFolder } from "../../kit/units/scratch.js";

async function unit(extra = ""): Promise<{ dir: string; file: string }> {
  const dir = scratchFolder();
  const file = join(dir, "tagwatch.yaml");
  mkdirSync(join(dir, "secrets"));
  mkdirSync(join(dir, "store"));
  writeFileSync(join(dir, "unit.key"), Buffer.alloc(32, 7), { mode: 0o600 });
  writeFileSync(join(dir, "secrets/mqtt.password"), "hunter2-rosebud\n", { mode: 0o600 });
  writeFileSync(join(dir, "clip.mp4"), "");
  writeFileSync(
    file,
    `unit: { id: p, kind: pole, name: P, watchedBy: Desk, timeZone: America/Chicago }
cameras: [{ id: front, source: ${dir}/clip.mp4 }]
gps: { kind: fixed, lat: 38.8, lon: -94.8 }
hotlist: { sources: [{ id: kbi, format: kbi }] }
store: { dir: ${dir}/store, key: ${dir}/unit.key }
${extra}
`,
  );
  await runTagwatch("user", "add", "olive", "--role", "officer", "--generate", "--config", file);
  return { dir, file };
}

interface Report {
  readonly level: string;
  readonly parts: readonly {
    readonly part: string;
    readonly level: string;
    readonly text: string;
    readonly hint: string;
  }[];
}

const doctor = async (
  file: string,
): Promise<{ status: number; report: Report; of: (part: string) => Report["parts"][number] | undefined }> => {
  const { status, text } = await runTagwatch("doctor", "--json", "--config", file);
  const report = JSON.parse(text) as Report;
  return { status, report, of: (part) => report.parts.find((one) => one.part === part) };
};

test("each part has a level, what is seen, and what to do where it is not well", async () => {
  const { file } = await unit();
  const { status, report, of } = await doctor(file);
  expect(of("camera front")).toMatchObject({ level: "green" });
  expect(of("gps")).toMatchObject({ level: "green" });
  // No service runs: what it alone can tell is not called well.
  expect(of("daemon")).toMatchObject({ level: "amber" });
  expect(of("people")).toMatchObject({ level: "green", text: "1 may sign in" });
  expect(of("unit key")).toMatchObject({ level: "green" });
  expect(of("list kbi")).toMatchObject({ level: "red", text: "never loaded: it alerts nobody" });
  expect(report.parts.filter(({ level, hint }) => level !== "green" && hint === "")).toEqual([]);
  expect(report.level).toBe("red");
  expect(status).toBe(1);
});

test("a camera that does not answer, a broker that is gone and an open key are named", async () => {
  const { dir, file } = await unit('upload: { url: "mqtt://127.0.0.1:1" }');
  const text = readFileSync(file, "utf8").replace(`${dir}/clip.mp4`, '"rtsp://127.0.0.1:1/x"');
  writeFileSync(file, text);
  execFileSync("chmod", ["644", join(dir, "unit.key")]);
  const { of } = await doctor(file);
  expect(of("camera front")).toMatchObject({ level: "red", text: "does not answer" });
  expect(of("uplink")).toMatchObject({ level: "amber" });
  expect(of("unit key")).toMatchObject({ level: "red", hint: `chmod 600 ${dir}/unit.key` });
  expect(of("configuration")).toMatchObject({ level: "red" });
});

test("a faulty or missing configuration is a red part, and the screen still comes", async () => {
  const { file } = await unit("colour: blue");
  expect((await doctor(file)).of("configuration")).toMatchObject({ level: "red" });
  const { status, text } = await runTagwatch("doctor", "--config", `${file}.none`);
  expect(status).toBe(1);
  expect(text).toContain("tagwatch setup writes one");
});

test("what the daemon says of a part counts: a device that is there may give nothing", () => {
  const part = (name: string, text = "is there") => ({ part: name, level: "green", text, hint: "" }) as const;
  const parts = [part("camera a"), part("camera b", notAsked), part("gps"), part("uplink", "answers")];
  const check = (name: string, text: string, how: { isFailed?: true; isDoubtful?: true } = {}) => ({
    ...{ part: name, text, isFailed: false, isDoubtful: false, ...how },
  });
  const levels = (checks: Parameters<typeof withRunning>[1]) =>
    withRunning(parts, checks).map(({ part: name, level, text }) => `${name} ${level}: ${text}`);
  expect(
    levels([
      check("camera a", "it is lost", { isFailed: true }),
      check("camera b", "15 pictures a second"),
      check("gps", "no position", { isFailed: true }),
      check("broker", "not connected", { isDoubtful: true }),
      check("vision", "is down", { isFailed: true }),
    ]),
  ).toEqual([
    "camera a red: is there, but it is lost",
    "camera b green: 15 pictures a second",
    "gps amber: is there, but no position",
    "uplink amber: answers, but not connected",
    "vision red: is down",
  ]);
  // Without its word, what nobody asked is not called well.
  expect(levels([])[1]).toBe(`camera b amber: ${notAsked}`);
});

test("a key that may not be looked at is said, and ends nothing", () => {
  const loop = join(scratchFolder(), "unit.key");
  symlinkSync(loop, loop);
  expect(keyPart(loop)).toMatchObject({ level: "amber", hint: "run tagwatch doctor as root" });
});

test("an upgrade that was taken back is told", () => {
  const home = scratchFolder();
  mkdirSync(join(home, "versions/1"), { recursive: true });
  mkdirSync(join(home, "package"));
  symlinkSync("versions/1", join(home, "current"));
  writeFileSync(join(home, "package/BUILD"), "2\n");
  expect(programPart("1", home)).toMatchObject({
    level: "amber",
    text: expect.stringContaining("2 was installed and did not pass") as string,
  });
  writeFileSync(join(home, "package/BUILD"), "1\n");
  expect(programPart("1", home)).toMatchObject({ level: "green" });
});

test("the bundle holds no plate, no record and no secret that was planted", async () => {
  const { dir, file } = await unit(
    'upload: { url: "mqtts://broker.example", username: u, password: DIR/secrets/mqtt.password }',
  );
  writeFileSync(file, readFileSync(file, "utf8").replace("DIR", dir));
  writeFileSync(join(dir, "store/VA3N7C-stolen.jpg"), "picture");
  const journal = join(dir, "journal");
  writeFileSync(
    journal,
    [
      "read 3906BRN at front, HIT VA3N7C",
      "read 1234567 at front, then 7654321 and ZZ9",
      '{"plate":"ROSEBUD","text":"GOCHIEFS","camera":"front"}',
      "open rtsp://admin:geheim77@10.0.0.9/stream?token=abc123def failed",
      "password is hunter2-rosebud",
      "CAMERA_LOST front: ffmpeg H264 1920X1080 gave up",
    ].join("\n"),
  );
  const out = join(dir, "host:bundle.tar.gz");
  const { status } = await runTagwatch("support", "--config", file, "--out", out, "--journal", journal);
  expect(status).toBe(0);
  expect(statSync(out).mode & 0o777).toBe(0o600);
  const all = execFileSync("tar", ["--force-local", "-xzOf", out], { encoding: "latin1" });
  for (const planted of [
    "3906BRN",
    "1234567",
    "7654321",
    "ZZ9",
    "VA3N7C",
    "ROSEBUD",
    "GOCHIEFS",
    "geheim77",
    "abc123def",
    "hunter2",
    "picture",
  ])
    expect(all).not.toContain(planted);
  expect(all).not.toContain(Buffer.alloc(32, 7).toString("latin1"));
  // What an engineer needs is left.
  for (const kept of ["CAMERA_LOST front", "H264 1920X1080", "broker.example", "list kbi", "store.txt"].slice(
    0,
    4,
  ))
    expect(all).toContain(kept);
});

test("plates of digits alone, very short, very long and in two parts go; what a number counts stays", () => {
  const scrubbed = (text: string): string => withoutNumbers(withoutPlates(text));
  for (const plate of ["1234567", "77", "A1", "7Z", "ABC123456789", "ABC 1234", "AB-12", "12 AB"])
    for (const line of [`saw ${plate} at front`, `"${plate}"`, `read ${plate}, again`, `a (${plate})`])
      expect(scrubbed(line), line).not.toContain(plate);
  for (const line of ["HIT GO on front", '{"plates":["GOCHIEFS","A"],"n":1}', "plate: 1 x", "read GOCHIEFS"])
    expect(scrubbed(line)).not.toMatch(/GO|"A"|: 1 x/);
  for (const line of [
    "2026-11-28T09:00:01+0000 unit tagwatch[1234]: ready in 1500 ms, 120 entries, port=8443 H264 V4L2 3D",
    '{"lastedMs":20015,"code":"CAMERA_LOST","at":1764000000000}',
    "  port: 8443",
    "open rtsp://10.0.0.9:8554/stream1 failed: RTSP 404, version 5.1.9",
  ])
    expect(scrubbed(line)).toBe(line);
});

test("words of letters and digits go, names of parts and numbers stay", () => {
  expect(withoutPlates("ABC1234 7ABC123 usb-0000 20261124 CP210X tagwatch.yaml:12")).toBe(
    "*** *** usb-0000 20261124 CP210X tagwatch.yaml:12",
  );
});
