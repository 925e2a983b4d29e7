// A stop that comes while the daemon starts: a file it reads is a pipe, which holds it there as long as we like.
import { spawnSync } from "node:child_process";
import { open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { startDaemon, unitFolder, writeUnitConfig } from "../../kit/units/daemon.js";

vi.setConfig({ testTimeout: 120_000 });

/** What a daemon says that is stopped while it waits for a file of its unit. */
async function stoppedAt(file: string): Promise<string> {
  const unit = unitFolder();
  onTestFinished(() => unit.remove());
  const config = writeUnitConfig(unit);
  const pipe = join(unit.dir, file);
  await rename(pipe, `${pipe}.bytes`);
  spawnSync("mkfifo", ["-m", "600", pipe]);
  const daemon = startDaemon(config);
  onTestFinished(() => void daemon.child.kill("SIGKILL"));
  // Opens once the daemon reads it.
  const writer = await open(pipe, "w");
  const status = daemon.stop();
  await writer.writeFile(await readFile(`${pipe}.bytes`));
  await writer.close();
  expect(await status, daemon.output()).toBe(0);
  expect(daemon.output()).toContain('"signal":"SIGTERM"');
  return daemon.output();
}

test("SIGTERM while the configuration is read ends the daemon in order, before anything is opened", async () => {
  expect(await stoppedAt("tagwatch.yaml")).not.toContain("signing key");
});

test("SIGTERM while the store is opened ends the daemon in order, before anything is begun", async () => {
  const said = await stoppedAt("unit.key");
  expect(said).toContain("signing key");
  expect(said).not.toContain("ready");
});
