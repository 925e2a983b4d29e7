import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openStoreHandle } from "../../../src/unit/store/offline.js";
import { takeLock, withLock, type LockMode } from "../../../src/unit/store/database/lock.js";
import { storePaths } from "../../../src/unit/store/database/paths.js";
import { openStore } from "../../../src/unit/store/store.js";
import { wipeStore } from "../../../src/unit/store/wipe.js";
import { testTime } from "../../kit/samples/records.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { testStore, turnOf, unitKey } from "../../kit/units/store.js";
import { memoryFaults } from "../../kit/doubles/faults.js";
import { scratchFolder } from "../../kit/units/scratch.js";

const now = (): number => testTime;

/** Another process that holds the lock until it is killed. */
async function holder(
  path: string,
  mode: LockMode,
): Promise<{ kill(): Promise<void>; readonly pid: number }> {
  const lock = new URL("../../../dist/unit/store/database/lock.js", import.meta.url).href;
  const order = JSON.stringify({ path, mode, who: "the other" });
  const script = `
    const { takeLock } = await import(${JSON.stringify(lock)});
    takeLock({ ...${order}, now: () => ${String(testTime)} });
    console.log("held");
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout, "data");
  return {
    pid: child.pid ?? 0,
    async kill() {
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}

describe("the lock of a store", { timeout: 60_000 }, () => {
  it("names the process that holds it, and is free once that was killed", async () => {
    const path = join(scratchFolder(), "lock");
    const other = await holder(path, "writer");
    const take = (): void => takeLock({ path, mode: "writer", who: "the second", now }).release();
    expect(take).toThrow(
      expect.objectContaining({
        code: "STORE_BUSY",
        message: expect.stringContaining(`the other (process ${String(other.pid)}, since 20`) as string,
      }),
    );
    await other.kill();
    expect(existsSync(`${path}.holder`)).toBe(true);
    expect(take).not.toThrow();
  });

  it.each([
    ["writer", "shared", true],
    ["shared", "shared", true],
    ["shared", "writer", true],
    ["writer", "writer", false],
    ["alone", "shared", false],
    ["alone", "writer", false],
    ["shared", "alone", false],
    ["writer", "alone", false],
  ] as const)("held %s, a second %s: %s", async (held, wanted, may) => {
    const path = join(scratchFolder(), "lock");
    await holder(path, held);
    const take = (): void => takeLock({ path, mode: wanted, who: "the second", now }).release();
    if (may) expect(take).not.toThrow();
    else expect(take).toThrow(expect.objectContaining({ code: "STORE_BUSY" }));
  });

  it("is taken although its file and the name beside it hold garbage", () => {
    const path = join(scratchFolder(), "lock");
    writeFileSync(path, "garbage".repeat(1000));
    writeFileSync(`${path}.holder`, '{"pid":"x"}');
    expect(withLock({ path, mode: "alone", who: "me", now }, () => 7)).toBe(7);
  });
});

describe("a store whose lock file is removed while it is used", () => {
  it("is locked again, and a second daemon that was quicker is a fault", async () => {
    const made = await testStore();
    const { dir, options, faults } = made;
    const { lock } = storePaths(dir);
    const turn = (): Promise<void> => turnOf(made);
    rmSync(lock);
    await turn();
    expect(faults.list()).toEqual([]);
    await expect(openStore({ ...options, dir })).rejects.toMatchObject({ code: "STORE_BUSY" });
    rmSync(lock);
    const other = await openStore({ ...options, dir, faults: memoryFaults() });
    await turn();
    expect(faults.list()).toMatchObject([{ code: "STORE_BUSY", subject: "lock", severity: "critical" }]);
    other.close();
    await turn();
    expect(faults.list()).toEqual([]);
  });
});

describe("a store in use", () => {
  it("refuses a second daemon and a wipe, and lets commands in", async () => {
    const { dir, options } = await testStore();
    await expect(openStore({ ...options, dir })).rejects.toMatchObject({
      code: "STORE_BUSY",
      message: expect.stringMatching(/in use by the daemon \(process \d+, since /) as string,
    });
    expect(() => wipeStore(storePaths(dir), now)).toThrow(/in use by the daemon/);
    openStoreHandle({ dir, unitKey, now, log: memoryLog() }).close();
  });

  it("is not there for a second daemon after a command's visit either", async () => {
    const { dir, options } = await testStore();
    openStoreHandle({ dir, unitKey, now, log: memoryLog() }).close();
    await expect(openStore({ ...options, dir })).rejects.toMatchObject({ code: "STORE_BUSY" });
  });

  it("lets no command in while its keys are changed", async () => {
    const { dir, store } = await testStore();
    store.close();
    const lock = takeLock({ path: storePaths(dir).lock, mode: "alone", who: "tagwatch wipe", now });
    expect(() => openStoreHandle({ dir, unitKey, now, log: memoryLog() })).toThrow(/in use by tagwatch wipe/);
    lock.release();
    openStoreHandle({ dir, unitKey, now, log: memoryLog() }).close();
  });
});
