import { randomBytes } from "node:crypto";
import { buildInPlace } from "../../kit/units/hotlist-place.js";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { builtAt, createTimeTrust } from "../../../src/shared/domain/time-trust.js";
import { createWriteQueue } from "../../../src/unit/core/write-queue.js";
import { exactly } from "../../../src/unit/core/when.js";
import { keyOf } from "../../../src/shared/domain/confusables.js";
import type { Base } from "../../../src/unit/daemon/base.js";
import { openLists } from "../../../src/unit/daemon/hotlists.js";
import { openStoreOrStandby, type KeylessStoreDeps } from "../../../src/unit/daemon/standby.js";
import { importList } from "../../../src/unit/hotlist/import/import-list.js";
import { openSourceFolder } from "../../../src/unit/hotlist/folder/source-folder.js";
import type { Audit } from "../../../src/shared/domain/ports.js";
import { openAuditSpool } from "../../../src/unit/hotlist/folder/spool.js";
import { takeoverOf } from "../../../src/unit/hotlist/folder/takeover.js";
import { openListKeys } from "../../../src/unit/store/keys/list-key.js";
import { storePaths } from "../../../src/unit/store/database/paths.js";
import { memoryFaults } from "../../kit/doubles/faults.js";
import { hotlistConfig } from "../../kit/units/hotlist-config.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { aRecord } from "../../kit/samples/records.js";
import { testStore, unitKey } from "../../kit/units/store.js";

it("a store whose key comes late: nothing counts as recorded until then, and it is opened within a minute", async () => {
  const { store, dir, options, clock, faults } = await testStore();
  store.close();
  const key = join(dirname(dir), `${randomBytes(6).toString("hex")}.key`);
  const order: KeylessStoreDeps = { ...options };
  const { store: standIn, standby, home } = await openStoreOrStandby(order, key);
  expect(faults.raised).toContain("STORE_CLOSED");
  expect(home.dir).not.toBe(dir);
  // One cause is one fault: that reads are not recorded is said by it.
  const queue = createWriteQueue({ writer: standIn, log: memoryLog(), faults, limit: 10 });
  expect(await queue.write(aRecord())).toBe(false);
  expect([...faults.standing.keys()]).toEqual(["STORE_CLOSED store"]);
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
  await vi.waitFor(() => expect(faults.standing.has("STORE_CLOSED store")).toBe(false));
  await clock.advance(5_000);
  await mended;
  const standInDir = home.dir;
  standIn.close();
  expect(() => readdirSync(standInDir)).toThrow(/ENOENT/);
  const own = await openStoreOrStandby(order, key);
  expect(own.standby).toBeNull();
  own.store.close();
  // The trail of the unit's own store is told what it lacks.
  const lines: string[] = [];
  const append: Audit["append"] = ({ event, detail }) =>
    void lines.push(`${event} ${String(detail?.["reads"])}`);
  openAuditSpool(join(dir, "hotlists")).drain(
    { append },
    (event) => event,
    () => undefined,
  );
  expect(lines).toEqual(["reads.not-recorded 1"]);
});

/** A store whose list of source `a` is in force, and the daemon's lists over it after `harm` was done to it. */
async function listsAfter(harm: (dir: string) => void, keyBytes: Buffer) {
  const { store, dir, options, clock } = await testStore();
  store.close();
  const config = hotlistConfig({ sources: [{ id: "a", format: "csv" }] });
  const [source] = config.sources;
  const root = join(dir, "hotlists");
  const path = join(dirname(dir), "list.csv");
  writeFileSync(path, "plate\nABC123\n");
  const actor = { name: "tester", role: "technician", source: "cli" } as const;
  const request = { source, path, mode: "full", force: false, origin: "command", actor } as const;
  const key = openListKeys(storePaths(dir), unitKey);
  const { loadId } = await importList({ dir: root, key, clock, build: buildInPlace }, request);
  harm(dir);
  const keyFile = join(dirname(dir), "unit.key");
  writeFileSync(keyFile, keyBytes, { mode: 0o600 });
  const faults = memoryFaults();
  const { standing } = faults;
  const inForce = await openStoreOrStandby({ ...options, faults }, keyFile);
  onTestFinished(() => inForce.store.close());
  expect(inForce.standby).not.toBeNull();
  const log = memoryLog();
  const trust = createTimeTrust({ notBefore: builtAt });
  const base = { ...inForce, config: { hotlist: config, store: { dir } }, clock, log, faults, trust };
  const lists = await openLists({
    ...base,
    newId: () => "id",
    unit: options.unit,
  } as unknown as Base);
  onTestFinished(() => lists.library.close());
  const folder = openSourceFolder(root, "a");
  return { lists, standing, root, takeover: () => takeoverOf(root, folder, loadId), clock };
}

it("a store that cannot be opened costs no list: they are matched against, and their audit lines wait for the unit's trail", async () => {
  const { lists, standing, root, takeover } = await listsAfter((dir) => {
    rmSync(join(dir, "tagwatch.db"), { force: true });
    mkdirSync(join(dir, "tagwatch.db"));
  }, unitKey);
  expect(standing.has("STORE_CLOSED store")).toBe(true);
  expect(lists.library.lookup([keyOf("ABC123")], exactly(0))).toHaveLength(1);
  expect(standing.has("HOTLIST_MISSING a")).toBe(false);
  expect(takeover()).toBe("held");
  expect(readdirSync(join(root, ".audit-spool")).filter((name) => name.endsWith(".json"))).toHaveLength(1);
});

it("a folder of keys that cannot be used is told, and ends nothing", async () => {
  const { lists, standing } = await listsAfter((dir) => {
    rmSync(join(dir, "keys"), { recursive: true });
    writeFileSync(join(dir, "keys"), "no folder");
  }, unitKey);
  expect(standing.get("HOTLIST_STATE key of the hotlists")).toContain("cannot be read");
  expect(standing.get("HOTLIST_MISSING a")).toContain("no list of a is in force");
  expect(lists.library.size).toBe(0);
});

it("with a wrong unit key no list is in force: that is told, and commands see that the daemon runs without it", async () => {
  const { standing, takeover } = await listsAfter(() => undefined, Buffer.alloc(32, 1));
  expect(standing.get("HOTLIST_MISSING a")).toContain("unit key is missing or wrong");
  expect(takeover()).toBe("other");
});
