// A stop that comes before the daemon is even loaded: its configuration is a pipe, which holds it there as long as we like.
import { spawnSync } from "node:child_process";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startDaemon, unitFolder, writeUnitConfig } from "../../kit/units/daemon.js";

test("SIGTERM while the configuration is read ends the daemon in order, before anything is opened", async () => {
  const unit = unitFolder();
  onTestFinished(() => unit.remove());
  const config = await readFile(writeUnitConfig(unit));
  const pipe = join(unit.dir, "config.pipe");
  spawnSync("mkfifo", [pipe]);
  const daemon = startDaemon(pipe);
  onTestFinished(() => void daemon.child.kill("SIGKILL"));
  const writer = await open(pipe, "w");
  const status = daemon.stop();
  await writer.writeFile(config);
  await writer.close();
  expect(await status).toBe(0);
  expect(daemon.output()).toContain('"signal":"SIGTERM"');
  expect(daemon.output()).not.toContain("signing key");
});
