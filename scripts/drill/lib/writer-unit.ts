// The unit of the kill and power-cut drills: the real intake, store and uploader; only vision is replaced, by a drive
// whose tracks settle, are corrected and end as fast as the disk takes them. What it announces, it announces as the
// console does: after the commit.
import { storeSchema } from "../../../src/unit/config/store-schema.js";
import { uploadSchema } from "../../../src/unit/config/upload-schema.js";
import type { Clock } from "../../../src/shared/domain/ports.js";
import type { Intake, ReadOutcome } from "../../../src/unit/intake.js";
import { createClock } from "../../../src/shared/platform/clock.js";
import { createNewId } from "../../../src/shared/platform/new-id.js";
import { openStore, type Store } from "../../../src/unit/store/store.js";
import { random } from "../../../src/shared/platform/random.js";
import { createUploader } from "../../../src/unit/upload/uploader.js";
import { testUnit } from "../../../test/kit/samples/records.js";
import { drillIntake, track } from "./drive.js";
import { believed, quiet } from "../../../test/kit/doubles/quiet.js";
import { memoryFaults } from "../../../test/kit/doubles/faults.js";

export interface WriterOrders {
  readonly dir: string;
  /** Unit key in hex. */
  readonly key: string;
  /** Number of the first track: no number is used in two rounds. */
  readonly from: number;
  /** Stop after so many tracks; without it, go on until killed. */
  readonly tracks?: number;
  readonly uplink?: { readonly url: string; readonly ca: string; readonly password: string };
}

/** What the unit tells: a track begun, a read or hit shown to the officer as recorded. */
export type WriterNews =
  | { readonly kind: "ready" }
  | { readonly kind: "begun"; readonly n: number }
  | {
      readonly kind: "announced";
      readonly readId: string;
      readonly revision: number;
      readonly hits: readonly string[];
    }
  | { readonly kind: "done" };

/** Opens everything as the daemon does and drives until told to stop. */
export async function drive(orders: WriterOrders, tell: (news: WriterNews) => void): Promise<void> {
  const clock = createClock();
  const newId = createNewId(clock);
  const parts = { clock, log: quiet, faults: memoryFaults() };
  const store = await openStore({
    ...parts,
    dir: orders.dir,
    unitKey: Buffer.from(orders.key, "hex"),
    // The drills' disks are small: no space guard.
    config: storeSchema.parse({ space: { pictures: "1k", reads: "1k", hits: "1k" } }),
    unit: testUnit,
    newId,
    ...believed(clock),
  });
  const stopping = new AbortController();
  const services = [store.retention.run(stopping.signal)];
  const uploader = orders.uplink && createUploader(uploaderDeps(orders.uplink, store, parts));
  if (uploader) services.push(uploader.run(stopping.signal));
  let settled: (() => void) | null = null;
  const intake = drillIntake({
    ...parts,
    newId,
    writer: store,
    onAlert: ({ hit, read, recorded }) =>
      recorded && tell({ kind: "announced", readId: read.id, revision: read.revision, hits: [hit.id] }),
    onRead: (outcome) => {
      announce(outcome, tell);
      uploader?.wake();
      settled?.();
    },
  });
  tell({ kind: "ready" });
  await replay(orders, {
    clock,
    intake,
    tell,
    settled: () => new Promise<void>((resolve) => (settled = resolve)),
  });
  await intake.drain();
  stopping.abort();
  await Promise.all(services);
  store.close();
  tell({ kind: "done" });
}

const correctedEvery = 3;
const inFlight = 4;

function announce({ read, changes: news, recorded }: ReadOutcome, tell: (news: WriterNews) => void): void {
  if (!recorded) return;
  const hits = news.hits.map((hit) => hit.id);
  tell({ kind: "announced", readId: read.id, revision: read.revision, hits });
}

/** Tracks settle, are corrected and end, a few at a time, as fast as the disk takes them. */
async function replay(orders: WriterOrders, drivers: Drivers): Promise<void> {
  const { clock, intake, tell, settled } = drivers;
  const until = orders.from + (orders.tracks ?? Infinity);
  for (let n = orders.from; n < until; n++) {
    tell({ kind: "begun", n });
    intake.takeIn(track(n, "settled", clock));
    if (n % correctedEvery === 0) intake.takeIn(track(n, "corrected", clock));
    intake.takeIn(track(n, "ended", clock));
    if (n % inFlight === 0) await settled();
    else await clock.sleep(0);
  }
}

interface Drivers {
  readonly clock: Clock;
  readonly intake: Intake;
  readonly tell: (news: WriterNews) => void;
  /** Resolves at the next outcome. */
  readonly settled: () => Promise<void>;
}

function uploaderDeps(
  uplink: NonNullable<WriterOrders["uplink"]>,
  store: Store,
  parts: Pick<Parameters<typeof createUploader>[0], "clock" | "log" | "faults">,
): Parameters<typeof createUploader>[0] {
  return {
    ...parts,
    unit: testUnit,
    version: "drill",
    outbox: store.outbox,
    pictures: store,
    onTime: () => undefined,
    health: () => ({ head: null, machine: null }),
    random,
    secrets: () => ({ ca: Buffer.from(uplink.ca), password: Buffer.from(uplink.password) }),
    config: uploadSchema.parse({ url: uplink.url, username: "unit", password: "-", retryAtMost: "1s" }),
  };
}
