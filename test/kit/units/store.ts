import { readdirSync } from "node:fs";
import { join } from "node:path";
import { v7 } from "uuid";
import { onTestFinished } from "vitest";
import { storeSchema } from "../../../src/unit/config/store-schema.js";
import type { Asker } from "../../../src/unit/core/evidence-queries.js";
import { createTimeTrust, type TimeTrust } from "../../../src/shared/domain/time-trust.js";
import { openKeys } from "../../../src/unit/store/keys/keys.js";
import { storePaths } from "../../../src/unit/store/database/paths.js";
import { createPictures } from "../../../src/unit/store/keys/pictures.js";
import type { PurgePassDeps } from "../../../src/unit/store/retention/purge-deps.js";
import { openSessions } from "../../../src/unit/store/tables/current-db.js";
import { openStore, type Store, type StoreDeps } from "../../../src/unit/store/store.js";
import { FakeClock } from "../doubles/clock.js";
import { memoryLog } from "../doubles/log.js";
import { aRead, aRecord, testUnit } from "../samples/records.js";
import { memoryFaults } from "../doubles/faults.js";
import { scratchFolder } from "./scratch.js";

export const unitKey = Buffer.alloc(32, 7);

export interface TestStore {
  readonly store: Store;
  readonly dir: string;
  readonly clock: FakeClock;
  readonly faults: ReturnType<typeof memoryFaults>;
  readonly log: ReturnType<typeof memoryLog>;
  readonly options: StoreDeps;
}

/** An open store in a folder of its own (or in `dir`), closed after the test. `config` is YAML-shaped. */
export async function testStore(
  given: {
    readonly dir?: string;
    readonly clock?: FakeClock;
    readonly config?: object;
    readonly key?: Buffer;
    /** Without one, a person vouches for the clock at its beginning. */
    readonly trust?: TimeTrust;
    readonly bootId?: string;
  } = {},
): Promise<TestStore> {
  const dir = given.dir ?? scratchFolder();
  const clock = given.clock ?? new FakeClock();
  const faults = memoryFaults();
  const log = memoryLog();
  const trust = given.trust ?? createTimeTrust({ notBefore: 0 });
  if (!given.trust) trust.vouch({ at: clock.now(), monoNs: clock.monoNs(), by: ["person"] });
  const options: StoreDeps = {
    dir,
    unitKey: given.key ?? unitKey,
    config: storeSchema.parse(given.config ?? {}),
    unit: testUnit,
    clock,
    log,
    faults,
    newId: () => v7({ msecs: clock.now() }),
    trust,
    bootId: given.bootId ?? v7(),
  };
  const store = await openStore(options);
  onTestFinished(() => {
    store.close();
  });
  return { store, dir, clock, faults, log, options };
}

/** One turn of the retention service, whose clock goes on meanwhile. */
export async function turnOf({ store, clock }: Pick<TestStore, "store" | "clock">): Promise<void> {
  let isOver = false;
  const turn = store.retention.turn(new AbortController().signal).finally(() => (isOver = true));
  while (!isOver) await clock.advance(1);
  await turn;
}

/** Somebody who asks for something and waits. */
export function someone(person = "olive"): Asker {
  return { person, signal: new AbortController().signal };
}

/** A store with some reads whose time is over, and what its purge needs. */
export async function ripeStore(
  reads: number,
): Promise<PurgePassDeps & { readonly folder: string; readonly ids: readonly string[] }> {
  const made = await testStore();
  const records = Array.from({ length: reads }, () => aRecord(aRead()));
  for (const record of records) await made.store.record(record);
  made.store.close();
  const paths = storePaths(made.dir);
  const keys = openKeys(paths, unitKey, made.log);
  const clock = new FakeClock();
  await clock.advance(made.clock.now() + 31 * 86_400_000 - clock.now());
  const currentDb = openSessions({ paths, keys, clock, log: made.log, faults: made.faults });
  onTestFinished(() => currentDb.close());
  const [folder] = readdirSync(paths.pictures);
  return {
    currentDb,
    keys,
    paths,
    pictures: createPictures(paths, keys),
    retention: storeSchema.parse({}).retention,
    // Its sleeps end at once: nobody turns this clock.
    clock: Object.assign(clock, { sleep: () => Promise.resolve() }),
    checkpointer: { wake: () => undefined, catchUp: () => Promise.resolve() },
    time: {
      now: clock.now(),
      by: ["person"],
      timeline: { writtenBy: (_seq, claimed) => claimed, writtenBefore: () => [] },
    },
    folder: join(paths.pictures, folder),
    ids: records.map(({ read }) => read.id),
  };
}
