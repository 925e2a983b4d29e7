// The unit of the outage drill, in a process of its own: a real store that fills while the uplink is cut, and the uploader.
import { believed, quiet } from "../../../test/kit/doubles/quiet.js";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { storeSchema } from "../../../src/unit/config/store-schema.js";
import { uploadSchema } from "../../../src/unit/config/upload-schema.js";
import { createClock } from "../../../src/shared/platform/clock.js";
import { createNewId } from "../../../src/shared/platform/new-id.js";
import { openStore, type Store } from "../../../src/unit/store/store.js";
import { recordMessages } from "../../../src/unit/upload/messages.js";
import { random } from "../../../src/shared/platform/random.js";
import { createUploader } from "../../../src/unit/upload/uploader.js";
import { nthHit, nthRead } from "../../../test/kit/samples/numbered.js";
import { testUnit } from "../../../test/kit/samples/records.js";
import { memoryFaults } from "../../../test/kit/doubles/faults.js";

/** What the drill tells the unit at its start. */
export interface UnitOrders {
  readonly url: string;
  readonly caFile: string;
  readonly password: string;
  readonly reads: number;
  /** Every so many-th read has a hit. */
  readonly hitEvery: number;
  readonly plateBytes: number;
  readonly vehicleBytes: number;
}

/** What the unit tells the drill. */
export type UnitNews =
  | { readonly kind: "seeded" }
  | { readonly kind: "calm" }
  | { readonly kind: "live"; readonly n: number; readonly at: number }
  | {
      readonly kind: "state";
      readonly waiting: number;
      readonly rssMb: number;
      readonly connections: number;
    };

/** Numbers of live reads begin here. */
export const liveFrom = 5_000_000;
const liveEveryMs = 300;

const tell = (news: UnitNews): void => void process.send?.(news);

/** Records read `n` with pictures cut out of a pool, as intake does. */
function recorder(store: Store, orders: UnitOrders): (n: number, hit: boolean) => Promise<void> {
  const pool = randomBytes(1_000_000);
  const cut = (n: number, bytes: number): Buffer => {
    const at = (n * 8_191) % (pool.length - bytes);
    return pool.subarray(at, at + bytes);
  };
  const matrix = { steps: 8, symbols: 37, data: new Float32Array(8 * 37).fill(-3) };
  return async (n, hit) => {
    const read = nthRead(n);
    const hits = hit ? [nthHit(n, read)] : [];
    const pictures = { plate: cut(n, orders.plateBytes), vehicle: cut(n + 7, orders.vehicleBytes) };
    const outbox = recordMessages(read, hits, pictures);
    await store.record({ read, hits, pictures, matrices: [matrix], outbox });
  };
}

async function run(orders: UnitOrders): Promise<void> {
  const clock = createClock();
  const dir = mkdtempSync(join(tmpdir(), "tagwatch-outage-"));
  const parts = { clock, log: quiet, faults: memoryFaults() };
  const store = await openStore({
    ...parts,
    dir,
    unitKey: randomBytes(32),
    config: storeSchema.parse({}),
    unit: testUnit,
    newId: createNewId(clock),
    ...believed(clock),
  });
  const uploader = createUploader({
    ...parts,
    unit: testUnit,
    version: "drill",
    outbox: store.outbox,
    pictures: store,
    onTime: () => undefined,
    health: () => ({ head: null, machine: null }),
    random,
    secrets: () => ({ ca: readFileSync(orders.caFile), password: Buffer.from(orders.password) }),
    config: uploadSchema.parse({ url: orders.url, username: "unit", password: "-", retryAtMost: "1s" }),
  });
  const stopping = new AbortController();
  const uploading = uploader.run(stopping.signal);
  const report = setInterval(() => {
    const rssMb = process.memoryUsage.rss() / 1e6;
    const { outbox, connections } = uploader.status();
    tell({ kind: "state", waiting: outbox.waiting, rssMb, connections });
  }, 250);
  const record = recorder(store, orders);
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < orders.reads) {
      const n = next++;
      await record(n, n % orders.hitEvery === 0);
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  tell({ kind: "seeded" });

  const calm = new AbortController();
  process.on("message", (order) => {
    if (order === "calm") calm.abort();
    if (order === "stop") stopping.abort();
  });
  for (let n = liveFrom; !calm.signal.aborted; n++) {
    await record(n, true);
    tell({ kind: "live", n, at: Date.now() });
    uploader.wake();
    await clock.sleep(liveEveryMs, calm.signal);
  }
  tell({ kind: "calm" });
  await uploading;
  clearInterval(report);
  store.close();
  rmSync(dir, { recursive: true, force: true });
  process.disconnect();
}

process.once("message", (orders) => void run(orders as UnitOrders));
