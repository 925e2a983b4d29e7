import { randomBytes } from "node:crypto";
import { readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { openStoreOrStandby, type StoreOrder } from "../../src/daemon/standby.js";
import { aRecord } from "../helpers/records.js";
import { testStore, unitKey } from "../helpers/store.js";

it("a store whose key comes late: nothing counts as recorded until then, and it is opened within a minute", async () => {
  const { store, dir, options, clock, faults } = await testStore();
  store.close();
  const key = join(dirname(dir), `${randomBytes(6).toString("hex")}.key`);
  const order: StoreOrder = { ...options };
  const { store: standIn, standby, home } = await openStoreOrStandby(order, key);
  expect(faults.raised).toContain("STORE_CLOSED");
  expect(home.dir).not.toBe(dir);
  await expect(standIn.record(aRecord())).rejects.toMatchObject({ code: "EVIDENCE_WRITE" });
  // What was read can still be shown and sent.
  expect(standIn.newestReads(5)).toHaveLength(1);

  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  let isMended = false;
  const mended = standby!.mended(stop.signal).then(() => (isMended = true));
  await clock.advance(61_000);
  expect(isMended).toBe(false);
  writeFileSync(key, unitKey, { mode: 0o600 });
  await clock.advance(61_000);
  await mended;
  const standInDir = home.dir;
  standIn.close();
  expect(() => readdirSync(standInDir)).toThrow(/ENOENT/);
  const own = await openStoreOrStandby(order, key);
  expect(own.standby).toBeNull();
  own.store.close();
});
