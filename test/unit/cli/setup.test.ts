// `tagwatch setup` and `tagwatch secret`: by options in a folder of its own, and by questions with devices made up.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { createSocket } from "node:dgram";
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { hostsOf, networkCameras, usbCameras } from "../../../src/unit/camera/find.js";
import { findStream, probeRtsp } from "../../../src/unit/camera/rtsp-probe.js";
import { cameraFrom, gpsFrom, idFrom, listsFrom } from "../../../src/unit/cli/setup/answers.js";
import { gather } from "../../../src/unit/cli/setup/gather.js";
import type { Surroundings } from "../../../src/unit/cli/setup/questions.js";
import { parseConfig } from "../../../src/unit/config/load.js";
import { serialDevices } from "../../../src/unit/gps/find.js";
import { createClock } from "../../../src/shared/platform/clock.js";
import { runTagwatch } from "../../kit/units/program.js";
import { scratchFolder } from "../../kit/units/scratch.js";

function setUpBy(...options: readonly string[]) {
  const dir = scratchFolder();
  const file = join(dir, "etc/tagwatch.yaml");
  const camera = join(dir, "clip.mp4");
  writeFileSync(camera, "");
  const common = [
    "--yes",
    "--no-start",
    "--config",
    file,
    "--store",
    join(dir, "store"),
    "--camera",
    `front=${camera}`,
  ];
  return { dir, file, run: () => runTagwatch("setup", ...common, ...options) };
}

test("a patrol car by options alone: configuration, key, certificate and first person, and check finds no fault", async () => {
  const { dir, file, run } = setUpBy(
    "--name",
    "12",
    "--time-zone",
    "America/Chicago",
    "--gps",
    "gpsd",
    "--supervisor",
    "Sgt. Olive: nights",
    "--key-copy",
    scratchFolder(),
  );
  const { status, text } = await run();
  expect({ status, text }).toMatchObject({
    status: 0,
    text: expect.stringContaining("password of supervisor: ") as string,
  });
  expect(text).toContain("Install a certificate");
  const checked = await runTagwatch("check", file);
  expect(checked).toEqual({
    status: 0,
    text: expect.stringContaining("no faults, 2 to look at. Unit car-12, cameras front.") as string,
  });
  expect(statSync(join(dir, "etc/unit.key")).mode & 0o777).toBe(0o600);
  expect(statSync(join(dir, "etc/secrets/console.key")).mode & 0o777).toBe(0o600);
  expect(statSync(join(dir, "etc/authority")).mode & 0o777).toBe(0o700);
  const verified = execFileSync(
    "openssl",
    ["verify", "-CAfile", join(dir, "etc/authority.crt"), join(dir, "etc/console.crt")],
    { encoding: "utf8" },
  );
  expect(verified).toContain("OK");
  expect((await runTagwatch("user", "list", "--config", file)).text).toContain("supervisor");
});

test("a pole by options: fixed place, broker with a password, the watcher named; no secret stands in the configuration", async () => {
  const password = join(scratchFolder(), "password");
  writeFileSync(password, "hunter2\n");
  const broker = [
    "--broker",
    "mqtts://broker.example:8883",
    "--broker-user",
    "pole-1",
    "--broker-password-file",
    password,
  ];
  const options = [
    "--kind",
    "pole",
    "--name",
    "Main & 1st",
    "--gps",
    "39.0997,-94.5786",
    "--watched-by",
    "Dispatch",
    "--time-zone",
    "America/Chicago",
  ];
  const { dir, file, run } = setUpBy(...options, ...broker, "--lists", "kbi=kbi,bolo", "--page", "local");
  const { status, text } = await run();
  expect({ status, text }).toMatchObject({ status: 0 });
  const written = readFileSync(file, "utf8");
  expect(written + text).not.toContain("hunter2");
  expect(readFileSync(join(dir, "etc/secrets/mqtt.password"), "utf8")).toBe("hunter2");
  const parsed = parseConfig(written);
  expect("config" in parsed && parsed.config.unit).toMatchObject({
    id: "main-1st",
    name: "Main & 1st",
    watchedBy: "Dispatch",
  });
  expect((await runTagwatch("check", file)).text).toContain("no faults. Unit main-1st");
});

test("what is missing or wrong without a terminal names its option; nothing is written", async () => {
  const missing = setUpBy("--gps", "none");
  expect((await missing.run()).text).toContain("--name is missing");
  const wrong = setUpBy("--name", "1", "--broker", "mqtt://elsewhere");
  expect((await wrong.run()).text).toContain("--broker: write mqtts://host:port");
  expect(() => readFileSync(wrong.file)).toThrow();
});

test("a configuration is replaced only with --force, and the old one is kept", async () => {
  const options = ["--name", "7", "--gps", "none", "--time-zone", "America/Chicago", "--page", "local"];
  const { dir, file, run } = setUpBy(...options);
  await run();
  writeFileSync(file, "mine: 1\n");
  expect((await run()).text).toContain("is there already");
  const force = ["--yes", "--no-start", "--config", file, "--store", join(dir, "store")];
  const again = () =>
    runTagwatch("setup", ...options, ...force, "--camera", `front=${join(dir, "clip.mp4")}`, "--force");
  // Where the new one cannot be written, the old one stays in its place.
  mkdirSync(`${file}.next`);
  expect((await again()).status).not.toBe(0);
  expect(readFileSync(file, "utf8")).toBe("mine: 1\n");
  execFileSync("sh", ["-c", `rmdir ${file}.next; rm ${file}.before-*`]);
  expect((await again()).status).toBe(0);
  const kept = execFileSync("sh", ["-c", `cat ${join(dir, "etc")}/tagwatch.yaml.before-*`], {
    encoding: "utf8",
  });
  expect(kept).toBe("mine: 1\n");
});

test("no secret is lost to --force: passwords, the page's key and certificate stay beside the new ones", async () => {
  const password = join(scratchFolder(), "password");
  const broker = ["--broker", "mqtts://b:8883", "--broker-user", "u", "--broker-password-file", password];
  const { dir, file, run } = setUpBy(
    "--name",
    "7",
    "--gps",
    "none",
    "--time-zone",
    "America/Chicago",
    ...broker,
  );
  writeFileSync(password, "first");
  expect((await run()).status).toBe(0);
  const before = readFileSync(join(dir, "etc/secrets/console.key"), "utf8");
  const unitKey = readFileSync(join(dir, "etc/unit.key"));
  writeFileSync(password, "second");
  const again = ["--yes", "--no-start", "--force", "--config", file, "--store", join(dir, "store")];
  const options = ["--name", "7", "--gps", "none", "--time-zone", "America/Chicago", ...broker];
  const { status, text } = await runTagwatch(
    "setup",
    ...again,
    ...options,
    "--camera",
    `front=${join(dir, "clip.mp4")}`,
  );
  expect({ status, text }).toMatchObject({
    status: 0,
    text: expect.stringContaining("mqtt.password is kept") as string,
  });
  expect(readFileSync(join(dir, "etc/secrets/mqtt.password"), "utf8")).toBe("second");
  expect(readFileSync(join(dir, "etc/unit.key")).equals(unitKey)).toBe(true);
  const replaced = join(dir, "etc/replaced");
  expect(statSync(replaced).mode & 0o777).toBe(0o700);
  const kept = Object.fromEntries(
    readdirSync(replaced).map((name) => [
      name.replace(/\.\d{4}-.*$/, ""),
      readFileSync(join(replaced, name), "utf8"),
    ]),
  );
  expect(kept).toMatchObject({ "mqtt.password": "first", "console.key": before });
  expect(kept["console.crt"]).toContain("BEGIN CERTIFICATE");
});

/** Answers in order; `left` are those nobody asked for. */
function someone(answers: readonly string[], rest: Partial<Surroundings> = {}) {
  const questions: string[] = [];
  const told: string[] = [];
  const left = [...answers];
  const around: Surroundings = {
    ask: (question, fallback) => {
      questions.push(question);
      return Promise.resolve(left.shift() || fallback);
    },
    askSecret: () => Promise.resolve("admin:geheim"),
    tell: (line) => told.push(line),
    usbCameras: () => [],
    networkCameras: () => Promise.resolve([]),
    findStream: () => Promise.resolve({ answer: "silent", address: null }),
    findGps: () => Promise.resolve({ kind: "none" }),
    ...rest,
  };
  return { around, questions, told, left };
}

test("six questions for a vehicle whose devices are found; a wrong answer is asked again", async () => {
  const zone = { timeZone: "America/Chicago" };
  const { around, questions, told } = someone(["v", "12", "", "Olive", "broker", "none", "kbi=kbi"], {
    usbCameras: () => ["/dev/v4l/by-id/a-video-index0"],
    findGps: () => Promise.resolve({ kind: "serial", device: "/dev/tagwatch-gps", baud: 4800 }),
  });
  const answers = await gather(zone, around);
  expect(answers).toMatchObject({
    kind: "vehicle",
    id: "car-12",
    assignedTo: null,
    supervisor: "Olive",
    broker: null,
    lists: [{ id: "kbi", format: "kbi" }],
    gps: { kind: "serial", baud: 4800 },
  });
  expect(new Set(questions).size).toBe(6);
  expect(told.join()).toContain("write mqtts://host:port");
});

test("a network camera that wants credentials is asked about once, and one that answers nowhere is told", async () => {
  const { around, told } = someone(["pole", "Main", "", "", "Dispatch", "", "", "39,-94"], {
    networkCameras: () => Promise.resolve(["192.0.2.1", "192.0.2.2"]),
    findStream: (host, credentials) =>
      Promise.resolve(
        host.endsWith("2")
          ? { answer: "not-found", address: null }
          : credentials === null
            ? { answer: "unauthorized", address: null }
            : { answer: "video", address: `rtsp://${host}:554/s0` },
      ),
  });
  const answers = await gather({ timeZone: "America/Chicago" }, around);
  expect(answers.cameras).toEqual([
    { id: "camera-1", source: "rtsp://192.0.2.1:554/s0", credentials: "admin:geheim" },
  ]);
  expect(answers.gps).toEqual({ kind: "fixed", lat: 39, lon: -94 });
  expect(told.join("\n")).toContain("192.0.2.2 answers at none of the usual addresses");
});

test("answers in the forms that people write", () => {
  expect(idFrom("pole", "Main & 1st")).toBe("main-1st");
  expect(gpsFrom("/dev/serial/by-id/usb-x:9600")).toEqual({
    kind: "serial",
    device: "/dev/serial/by-id/usb-x",
    baud: 9600,
  });
  expect(gpsFrom("gpsd")).toEqual({ kind: "gpsd", host: "127.0.0.1", port: 2947 });
  expect(() => gpsFrom("here")).toThrow("no place");
  expect(listsFrom("none")).toEqual([]);
  expect(() => listsFrom("a=b")).toThrow("no format");
  expect(cameraFrom("left=rtsp://admin:p@ss/w@10.0.0.1/s", 0)).toEqual({
    id: "left",
    source: "rtsp://10.0.0.1/s",
    credentials: "admin:p@ss/w",
  });
  expect(cameraFrom("/dev/video0", 2)).toEqual({ id: "camera-3", source: "/dev/video0", credentials: null });
});

test("USB cameras and receivers are found under names that stay", () => {
  const dev = scratchFolder();
  for (const [folder, name] of [
    ["v4l/by-id", "usb-Cam-video-index0"],
    ["v4l/by-id", "usb-Cam-video-index1"],
    ["serial/by-id", "usb-u-blox"],
  ] as const) {
    mkdirSync(join(dev, folder), { recursive: true });
    symlinkSync("/dev/null", join(dev, folder, name));
  }
  expect(usbCameras(dev)).toEqual([join(dev, "v4l/by-id/usb-Cam-video-index0")]);
  expect(serialDevices(dev)).toEqual([join(dev, "serial/by-id/usb-u-blox")]);
  expect(usbCameras(join(dev, "none"))).toEqual([]);
});

test("a camera on the network answers a probe of WS-Discovery; rubbish is no host", async () => {
  const camera = createSocket("udp4");
  onTestFinished(() => void camera.close());
  camera.on("message", (message, from) => {
    expect(message.toString()).toContain("NetworkVideoTransmitter");
    camera.send(
      "<d:XAddrs>http://127.0.0.9/onvif/device_service http://[fe80::1]/onvif</d:XAddrs>",
      from.port,
      from.address,
    );
    camera.send("<d:XAddrs>file:///etc/passwd</d:XAddrs>", from.port, from.address);
  });
  await new Promise<void>((resolve) => camera.bind(0, "127.0.0.1", resolve));
  expect(
    await networkCameras(createClock(), { address: "127.0.0.1", port: camera.address().port, waitMs: 500 }),
  ).toEqual(["127.0.0.9"]);
  expect(hostsOf("<XAddrs>http://evil.example@10.0.0.1/x http://a;reboot/</XAddrs>")).toEqual([]);
});

const md5 = (text: string): string => createHash("md5").update(text).digest("hex");

/** A camera that wants Digest credentials and serves one path. */
async function camera(path: string, user: string, password: string): Promise<string> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => {
      const request = chunk.toString();
      const address = /^DESCRIBE (\S+)/.exec(request)?.[1] ?? "";
      const wanted = md5(`${md5(`${user}:cam:${password}`)}:n1:${md5(`DESCRIBE:${address}`)}`);
      const sdp = "v=0\r\nm=video 0 RTP/AVP 96\r\n";
      if (!request.includes(`response="${wanted}"`))
        socket.write('RTSP/1.0 401 Unauthorized\r\nWWW-Authenticate: Digest realm="cam", nonce="n1"\r\n\r\n');
      else if (address.endsWith(path))
        socket.write(`RTSP/1.0 200 OK\r\nContent-Length: ${String(sdp.length)}\r\n\r\n${sdp}`);
      else socket.write("RTSP/1.0 404 Not Found\r\n\r\n");
    });
  });
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

test("a network camera is asked with credentials, path after path, until it shows video", async () => {
  const host = await camera("/Streaming/Channels/101", "admin", "p:w");
  expect(await findStream(host, "admin:p:w")).toEqual({
    answer: "video",
    address: `rtsp://${host}/Streaming/Channels/101`,
  });
  expect(await findStream(host, null)).toEqual({ answer: "unauthorized", address: null });
  expect(await probeRtsp("rtsp://127.0.0.1:1/x", null)).toBe("silent");
  expect(await probeRtsp("not an address", null)).toBe("silent");
});

test.each([
  [
    "SHA-256 with qop",
    ['Digest realm="cam", nonce="n1", qop="auth,auth-int", algorithm=SHA-256, opaque="o,1"'],
    "sha256-only",
  ],
  [
    "SHA-256 before MD5",
    [
      'Digest realm="cam", nonce="n1", algorithm=MD5',
      'Digest realm="cam", nonce="n1", qop="auth", algorithm=SHA-256',
    ],
    "video",
  ],
  ["MD5 with qop", ['Basic realm="cam"', 'Digest realm="cam", nonce="n1", qop="auth"'], "video"],
  ["MD5-sess", ['Digest realm="cam", nonce="n1", qop="auth", algorithm=MD5-sess'], "video"],
])("credentials by %s", async (_name, challenges, answer) => {
  const hashes = new Map<string, string>();
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => {
      const request = chunk.toString();
      const value = (name: string): string => new RegExp(`[ ,]${name}="?([^",\r]*)`).exec(request)?.[1] ?? "";
      const algorithm = value("algorithm") || "MD5";
      hashes.set(algorithm, request);
      const hash = (text: string): string =>
        createHash(algorithm.startsWith("SHA-256") ? "sha256" : "md5")
          .update(text)
          .digest("hex");
      const plain = hash("admin:cam:p:w");
      const secret = algorithm.endsWith("sess") ? hash(`${plain}:n1:${value("cnonce")}`) : plain;
      const wanted = hash(
        `${secret}:n1:${value("nc")}:${value("cnonce")}:${value("qop")}:${hash(`DESCRIBE:${value("uri")}`)}`,
      );
      const sdp = "v=0\r\nm=video 0 RTP/AVP 96\r\n";
      socket.write(
        value("response") === wanted
          ? `RTSP/1.0 200 OK\r\nContent-Length: ${String(sdp.length)}\r\n\r\n${sdp}`
          : `RTSP/1.0 401 Unauthorized\r\n${challenges.map((one) => `WWW-Authenticate: ${one}\r\n`).join("")}\r\n`,
      );
    });
  });
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = `rtsp://127.0.0.1:${String((server.address() as AddressInfo).port)}/s0`;
  expect(await probeRtsp(address, "admin:p:w")).toBe(answer);
  expect(await probeRtsp(address, "admin:wrong")).toBe("unauthorized");
  if (challenges.some((one) => one.includes("SHA-256"))) expect(hashes.has("SHA-256")).toBe(true);
  if (challenges.some((one) => one.includes("opaque")))
    expect(hashes.get("SHA-256")).toContain('opaque="o,1"');
});

test("a secret is set where the configuration finds it, listed by name, removed; never printed", async () => {
  const dir = scratchFolder();
  const config = join(dir, "tagwatch.yaml");
  const given = join(dir, "given");
  writeFileSync(given, "hunter2");
  const set = await runTagwatch("secret", "set", "left.camera", "--file", given, "--config", config);
  expect(set.text).toContain(`names it ${dir}/secrets/left.camera`);
  expect(set.text).not.toContain("hunter2");
  expect(statSync(join(dir, "secrets/left.camera")).mode & 0o777).toBe(0o600);
  expect((await runTagwatch("secret", "list", "--config", config)).text).toBe("left.camera");
  expect((await runTagwatch("secret", "set", "../x", "--file", given, "--config", config)).status).toBe(2);
  expect((await runTagwatch("secret", "remove", "left.camera", "--config", config)).status).toBe(0);
  expect((await runTagwatch("secret", "remove", "unit.key", "--config", config)).text).toContain(
    "not removed here",
  );
});
