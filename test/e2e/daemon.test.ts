import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { startBroker } from "../kit/peers/broker.js";
import { startReceiver } from "../kit/receiver/receiver.js";
import { internetSockets, startDaemon, tagwatch, unitFolder, writeUnitConfig } from "../kit/units/daemon.js";

const root = new URL("../../", import.meta.url).pathname;
const list = join(root, "fixtures/hotlists/demo.csv");

function unit(): ReturnType<typeof unitFolder> {
  const folder = unitFolder();
  onTestFinished(() => folder.remove());
  return folder;
}

// Each starts the built program once or more; on a busy machine that takes its time.
describe("the daemon, from clip to broker", { timeout: 180_000 }, () => {
  it("reads, matches, records, uploads and stops in order", async () => {
    const folder = unit();
    const broker = await startBroker();
    onTestFinished(() => broker.stop());
    const ca = readFileSync(broker.authority.caFile);
    const delivered: string[] = [];
    const receiver = startReceiver({
      url: broker.url,
      ca,
      username: "receiver",
      password: broker.users["receiver"] ?? "",
      onVerdict: (verdict) => void (verdict.kind === "new" && delivered.push(verdict.type)),
    });
    onTestFinished(() => receiver.stop());
    await receiver.ready;
    const password = folder.secret("mqtt.password", broker.users["unit"] ?? "");
    const upload = { url: broker.url, username: "unit", password, ca: broker.authority.caFile };
    const config = writeUnitConfig(folder, { upload });
    expect(tagwatch(["hotlist", "import", "--config", config, "--source", "demo", list]).status).toBe(0);

    const daemon = startDaemon(config);
    onTestFinished(() => void daemon.child.kill("SIGKILL"));
    await daemon.line(/READ .*3906BRN/);
    expect(await daemon.line(/HIT .*VA3N7C/)).toMatch(/exact .* stolen-vehicle \(demo, medium\)/);
    expect(await daemon.stop()).toBe(0);

    expect(delivered).toEqual(expect.arrayContaining(["read", "hit", "alert"]));
    expect(receiver.counts()).toMatchObject({ bad: 0, twins: 0 });
    const verified = tagwatch(["evidence", "verify", "--config", config]);
    expect(verified.stdout + verified.stderr).toMatch(/everything holds/);
    expect(verified.status).toBe(0);
    // The journal never holds a plate (CJIS AU-3(3)); the lines that do were asked for.
    const journal = daemon
      .output()
      .split("\n")
      .filter((line) => line.startsWith("{"));
    expect(journal.join("\n")).not.toMatch(/VA3N7C|3906BRN|41KM72/);
  });

  it("opens no socket that its configuration does not name", async () => {
    const folder = unit();
    const daemon = startDaemon(writeUnitConfig(folder));
    onTestFinished(() => void daemon.child.kill("SIGKILL"));
    await daemon.line(/READ /);
    expect(internetSockets(daemon.child.pid ?? 0)).toEqual([]);
    await daemon.stop();
  });

  it("offers its vision process to the kernel before itself where memory ends", async () => {
    const daemon = startDaemon(writeUnitConfig(unit()));
    onTestFinished(() => void daemon.child.kill("SIGKILL"));
    await daemon.line(/READ /);
    const rank = (pid: number): number => Number(readFileSync(`/proc/${String(pid)}/oom_score_adj`, "utf8"));
    const own = daemon.child.pid ?? 0;
    const children = readFileSync(`/proc/${String(own)}/task/${String(own)}/children`, "utf8").split(" ");
    expect(children.filter(Boolean).map(Number).map(rank)).toContain(rank(own) + 500);
    await daemon.stop();
  });

  it("ends with status 78 and all ten lines of a configuration with ten faults, as `check` does", async () => {
    const folder = unit();
    const config = writeUnitConfig(folder, {
      colour: "blue",
      unit: { id: "car 12", kind: "boat" },
      cameras: [{ id: "side", source: 7, fps: 300, fpss: 5 }],
      gps: { kind: "fixed", lat: 99, lon: 0 },
      console: { port: 99_999 },
      log: { level: "loud" },
    });
    const faults = [
      ...["unit.id", "unit.kind", "unit.name", "cameras.0.source", "cameras.0.fps"],
      ...["cameras.0.fpss", "gps.lat", "console.port", "log.level", "colour"],
    ];
    const daemon = startDaemon(config);
    await expect(daemon.line(/^(?!)$/)).rejects.toThrow(
      /tagwatch\.yaml:\d+ colour: this key is not known here/,
    );
    expect(daemon.child.exitCode).toBe(78);
    const checked = tagwatch(["check", config]);
    expect(checked.status).toBe(78);
    for (const said of [daemon.output(), checked.stderr]) {
      const named = said.split("\n").map((line) => /tagwatch\.yaml:\d+ ([\w.]+):/.exec(line)?.[1]);
      expect(named.filter((name) => name !== undefined).sort()).toEqual([...faults].sort());
    }
  });

  it.each([
    ["missing", "detector.onnx", null],
    ["not the manifest's", "reader.onnx", "damaged"],
  ])("stays up, NOT WATCHING, with the file's name when a model is %s", async (_how, name, content) => {
    const folder = unit();
    const models = join(folder.dir, "models");
    cpSync(join(root, "models"), models, { recursive: true, filter: (path) => !path.includes("training") });
    if (content === null) rmSync(join(models, name));
    else writeFileSync(join(models, name), content);
    const daemon = startDaemon(writeUnitConfig(folder, { vision: { models } }));
    onTestFinished(() => void daemon.child.kill("SIGKILL"));
    expect(await daemon.line(/"code":"VISION_DOWN"/)).toContain(name);
    expect(await daemon.line(/ready, but no plate could be read now/)).toContain("NOT WATCHING");
    expect(await daemon.stop()).toBe(0);
  });
});
