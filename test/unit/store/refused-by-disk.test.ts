// Which errors say that the disk takes nothing, by a database that may not grow and a device that is always full.
import { closeSync, openSync, writeSync } from "node:fs";
import { expect, it } from "vitest";
import { isRefusedByDisk } from "../../../src/unit/store/database/db.js";
import { testStore, unitKey } from "../../kit/units/store.js";
import { openStoreHandle } from "../../../src/unit/store/offline.js";
import { memoryLog } from "../../kit/doubles/log.js";

const caught = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

it("knows a full disk from a defect", async () => {
  const made = await testStore();
  made.store.close();
  const handle = openStoreHandle({ dir: made.dir, unitKey, now: () => 0, log: memoryLog() });
  const { db } = handle.evidence;
  db.pragma(`max_page_count = ${String(db.pragma("page_count", { simple: true }))}`);
  const full = caught(() => db.exec("CREATE TABLE more (x); INSERT INTO more VALUES (zeroblob(1000000))"));
  expect(full).toMatchObject({ code: "SQLITE_FULL" });
  expect(isRefusedByDisk(full)).toBe(true);
  expect(isRefusedByDisk(caught(() => db.exec("SELECT nothing")))).toBe(false);
  handle.close();
  const device = openSync("/dev/full", "w");
  expect(isRefusedByDisk(caught(() => writeSync(device, "x")))).toBe(true);
  closeSync(device);
  expect([null, undefined, new TypeError("x")].some(isRefusedByDisk)).toBe(false);
});
