import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { takeProcessLock, withProcessLock } from "../../../src/shared/platform/process-lock.js";
import { scratchFolder } from "../../kit/units/scratch.js";

it("runs work under the lock and gives it back, also when the work fails", () => {
  const lock = join(scratchFolder(), "users.json.lock");
  expect(withProcessLock(lock, () => existsSync(lock))).toBe(true);
  expect(() => withProcessLock(lock, () => mkdirSync("/proc/none"))).toThrow();
  expect(existsSync(lock)).toBe(false);
});

it("refuses while another holds the lock, and says of which file", () => {
  const lock = join(scratchFolder(), "users.json.lock");
  const unlock = takeProcessLock(lock);
  expect(() => withProcessLock(lock, () => "changed")).toThrow(/another process changes .*users\.json$/);
  unlock?.();
  expect(withProcessLock(lock, () => "changed")).toBe("changed");
});

it("takes over the folder that was a centre's lock in version 0.1.0", () => {
  const lock = join(scratchFolder(), "users.json.lock");
  mkdirSync(lock);
  writeFileSync(join(lock, "pid"), String(process.pid));
  expect(withProcessLock(lock, () => "changed")).toBe("changed");
  expect(existsSync(lock)).toBe(false);
});
