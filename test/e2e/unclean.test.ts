// How the last run ended, by the built daemon: killed, or stopped in order.
import { once } from "node:events";
import { expect, it, onTestFinished } from "vitest";
import { startDaemon, tagwatch, unitFolder, writeUnitConfig } from "../kit/units/daemon.js";

it(
  "a daemon that was killed is told at the next start, one that was stopped is not",
  { timeout: 180_000 },
  async () => {
    const folder = unitFolder();
    onTestFinished(() => folder.remove());
    const config = writeUnitConfig(folder);
    const start = (): ReturnType<typeof startDaemon> => {
      const daemon = startDaemon(config);
      onTestFinished(() => void daemon.child.kill("SIGKILL"));
      return daemon;
    };
    const first = start();
    await first.line(/READ /);
    const ended = once(first.child, "exit");
    first.child.kill("SIGKILL");
    await ended;
    const second = start();
    expect(await second.line(/the last run ended without a stop/)).toMatch(
      /"lastSignOfLife":"20\d\d-.*"machine":"ran on"/,
    );
    // Stopped while it still waits for the first picture: in order too.
    await second.line(/the vision process is ready/);
    expect(await second.stop()).toBe(0);
    const third = start();
    await third.line(/ready: a plate/);
    expect(await third.stop()).toBe(0);
    expect(third.output()).not.toContain("ended without a stop");
    const { stdout } = tagwatch(["audit", "report", "--config", config, "--lines"]);
    expect(
      stdout.split("\n").filter((line) => /run\.unclean failure .*startedAt=/.test(line)).length,
    ).toBeGreaterThan(0);
  },
);
