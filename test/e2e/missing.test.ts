// Nothing but models and one camera is needed to read plates and alert: everything else that is missing, garbage or not to
// be opened is a fault, and the built daemon goes on.
import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { internetSockets, startDaemon, tagwatch, unitFolder, writeUnitConfig } from "../kit/units/daemon.js";

const root = new URL("../../", import.meta.url).pathname;
const list = join(root, "fixtures/hotlists/demo.csv");
const broker = "mqtts://127.0.0.1:1";

type Folder = ReturnType<typeof unitFolder>;

function unit(): Folder {
  const folder = unitFolder();
  onTestFinished(() => folder.remove());
  return folder;
}

function start(config: string): ReturnType<typeof startDaemon> {
  const daemon = startDaemon(config);
  onTestFinished(() => void daemon.child.kill("SIGKILL"));
  return daemon;
}

const garbage = (folder: Folder, name: string): string => folder.secret(name, "garbage");
const missing = (folder: Folder, name: string): string => join(folder.dir, name);
const folderInstead = (folder: Folder, name: string): string => {
  mkdirSync(join(folder.dir, name));
  return join(folder.dir, name);
};

const damages = [
  ["missing", missing],
  ["garbage", garbage],
  ["a folder", folderInstead],
] as const;

describe("what is missing is a fault, and plates are read", { timeout: 180_000 }, () => {
  it.each(damages)("upload.ca is %s: no uplink", async (_how, make) => {
    const folder = unit();
    const daemon = start(writeUnitConfig(folder, { upload: { url: broker, ca: make(folder, "ca.pem") } }));
    await daemon.line(/"code":"UPLINK_FILES"/);
    await daemon.line(/READ .*3906BRN/);
    expect(await daemon.stop()).toBe(0);
  });

  it("the broker's password and the client's certificate are missing", async () => {
    const folder = unit();
    const upload = {
      url: broker,
      username: "unit",
      password: "credential:mqtt.password",
      certificate: missing(folder, "unit.pem"),
      key: missing(folder, "unit.pem.key"),
    };
    const daemon = start(writeUnitConfig(folder, { upload }));
    await daemon.line(/"code":"UPLINK_FILES"/);
    await daemon.line(/READ .*3906BRN/);
    expect(await daemon.stop()).toBe(0);
  });

  it.each(damages)(
    "the console's certificate is %s: no console, and none without TLS",
    async (_how, make) => {
      const folder = unit();
      const tls = { certificate: make(folder, "console.pem"), key: missing(folder, "console.key") };
      const daemon = start(writeUnitConfig(folder, { console: { port: 0, tls } }));
      await daemon.line(/"code":"CONSOLE_FILES"/);
      await daemon.line(/READ .*3906BRN/);
      expect(internetSockets(daemon.child.pid ?? 0)).toEqual([]);
      expect(await daemon.stop()).toBe(0);
    },
  );

  it("users.json, holds.json, plates.yaml, the GPS and the camera's credentials are garbage or missing", async () => {
    const folder = unit();
    mkdirSync(join(folder.dir, "store"), { mode: 0o700 });
    for (const name of ["users.json", "holds.json"]) folder.secret(join("store", name), '{"other":1}');
    const side = join(root, "fixtures/clips/side.mp4");
    const lost = {
      id: "lost",
      source: "rtsp://127.0.0.1:1/x",
      credentials: missing(folder, "camera.secret"),
    };
    const config = writeUnitConfig(folder, {
      cameras: [lost, { id: "side", source: side }],
      gps: { kind: "serial", device: missing(folder, "gps0") },
      hotlist: { plates: garbage(folder, "plates.yaml"), sources: [{ id: "demo", format: "csv" }] },
      console: { port: 0 },
    });
    expect(tagwatch(["hotlist", "import", "--config", config, "--source", "demo", list]).status).toBe(0);
    const daemon = start(config);
    await daemon.line(/"code":"PLATES_FILE"/);
    await daemon.line(/"code":"USERS_FILE"/);
    await daemon.line(/"code":"GPS_LOST"/);
    await daemon.line(/HIT .*VA3N7C/);
    expect(await daemon.stop()).toBe(0);
  });

  it("no camera can be opened: ready, and NOT WATCHING", async () => {
    const folder = unit();
    const daemon = start(writeUnitConfig(folder, { cameras: [{ id: "a", source: "rtsp://127.0.0.1:1/x" }] }));
    expect(await daemon.line(/ready, but no plate could be read now/)).toContain("NOT WATCHING; a lost");
    expect(daemon.output()).not.toContain("ready: a plate could be read now");
    expect(await daemon.stop()).toBe(0);
  });
});

describe("a store that cannot be opened", { timeout: 180_000 }, () => {
  const notRecorded = /HIT .*VA3N7C/;

  it.each([
    ["the key is missing", (folder: Folder) => rmSync(join(folder.dir, "unit.key"))],
    ["the key is another", (folder: Folder) => void folder.secret("unit.key", randomBytes(32))],
    ["the key is garbage", (folder: Folder) => void folder.secret("unit.key", "garbage")],
  ])("%s: reads go on, not recorded", async (_how, damage) => {
    const folder = unit();
    const config = writeUnitConfig(folder);
    tagwatch(["hotlist", "import", "--config", config, "--source", "demo", list]);
    const first = start(config);
    await first.line(/ready/);
    await first.stop();
    damage(folder);
    const daemon = start(config);
    await daemon.line(/"code":"STORE_CLOSED"/);
    await daemon.line(/READ .*3906BRN/);
    expect(await daemon.stop()).toBe(0);
  });

  it("is a file instead of a folder of keys: listed plates still alert", async () => {
    const folder = unit();
    const config = writeUnitConfig(folder);
    expect(tagwatch(["hotlist", "import", "--config", config, "--source", "demo", list]).status).toBe(0);
    rmSync(join(folder.dir, "store", "tagwatch.db"), { force: true });
    mkdirSync(join(folder.dir, "store", "tagwatch.db"));
    const daemon = start(config);
    await daemon.line(/"code":"STORE_CLOSED"/);
    expect(await daemon.line(notRecorded)).toMatch(/not recorded/i);
    expect(await daemon.stop()).toBe(0);
  });

  it("cannot be locked: listed plates still alert, and it is opened once it can", async () => {
    const folder = unit();
    const config = writeUnitConfig(folder);
    expect(tagwatch(["hotlist", "import", "--config", config, "--source", "demo", list]).status).toBe(0);
    rmSync(join(folder.dir, "store", "lock"), { force: true });
    mkdirSync(join(folder.dir, "store", "lock"));
    const daemon = start(config);
    expect(await daemon.line(/"code":"STORE_CLOSED"/)).toContain("the lock");
    expect(await daemon.line(notRecorded)).toMatch(/not recorded/i);
    expect(await daemon.stop()).toBe(0);
  });

  it("held by another daemon: the second ends and names the first", async () => {
    const folder = unit();
    const config = writeUnitConfig(folder);
    const first = start(config);
    await first.line(/READ /);
    const second = start(config);
    await expect(second.line(/^(?!)$/)).rejects.toThrow(
      `in use by the daemon (process ${String(first.child.pid)}, since `,
    );
    expect(second.child.exitCode).toBe(1);
    expect(await first.stop()).toBe(0);
  });
});
