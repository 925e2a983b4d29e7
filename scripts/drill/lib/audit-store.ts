// Looks into a unit's store after an accident: is everything there that was announced, and does everything hold?
import { openStoreHandle, type StoreHandle } from "../../../src/unit/store/offline.js";
import { verifyChain } from "../../../src/unit/store/verify/verify.js";
import { storeSchema } from "../../../src/unit/config/store-schema.js";
import { createClock } from "../../../src/shared/platform/clock.js";
import { createNewId } from "../../../src/shared/platform/new-id.js";
import { openStore } from "../../../src/unit/store/store.js";
import { testUnit } from "../../../test/kit/samples/records.js";
import { believed, quiet } from "../../../test/kit/doubles/quiet.js";
import { nthRead } from "../../../test/kit/samples/numbered.js";
import { memoryFaults } from "../../../test/kit/doubles/faults.js";

/** What was shown to somebody: a revision of a read, or a hit. */
export interface Announced {
  readonly reads: ReadonlySet<string>;
  readonly hits: ReadonlySet<string>;
}

export interface Inspection {
  readonly missing: readonly string[];
  /** Reads of one camera at one time with one text under two ids. */
  readonly doubled: number;
  /** What the verification found, from link `from` on. */
  readonly findings: readonly string[];
  readonly head: number;
  readonly records: number;
}

/** Inspects a store. `from` is the first link to verify; pictures of every record from there are decrypted and hashed. */
export function inspectStore(dir: string, key: Buffer, announced: Announced, from: number): Inspection {
  const handle = openStoreHandle({ dir, unitKey: key, now: () => Date.now(), log: quiet });
  try {
    const report = verifyChain({ ...handle, pictures: true, from });
    return {
      missing: [...absent(handle, announced.reads, hasRead), ...absent(handle, announced.hits, hasHit)],
      doubled: doubled(handle),
      findings: report.findings.map((one) => `${String(one.seq)} ${one.kind} ${one.problem}: ${one.text}`),
      head: report.head.seq,
      records: report.records,
    };
  } finally {
    handle.close();
  }
}

function absent(
  handle: StoreHandle,
  ids: ReadonlySet<string>,
  has: (handle: StoreHandle, id: string) => boolean,
): readonly string[] {
  return [...ids].filter((id) => !has(handle, id));
}

/** `id` is `<readId>.<revision>`. */
function hasRead({ evidence }: StoreHandle, id: string): boolean {
  const [readId = "", revision] = id.split(".");
  return evidence.reads.revisions(readId).some((stored) => stored.revision === Number(revision));
}

const hasHit = ({ evidence }: StoreHandle, id: string): boolean => evidence.hits.view(id) !== null;

function doubled({ evidence }: StoreHandle): number {
  const row = evidence.db
    .prepare<[], { n: number }>(
      "SELECT count(*) AS n FROM (SELECT 1 FROM reads GROUP BY folded, captured_at," +
        " json_extract(body, '$.read.camera'), revision HAVING count(DISTINCT id) > 1)",
    )
    .get();
  return row?.n ?? 0;
}

/** Opens a store as the daemon does after an accident, and writes a read. Returns what it complained of. */
export async function restartStore(dir: string, key: Buffer): Promise<readonly string[]> {
  const clock = createClock();
  const faults = memoryFaults();
  const store = await openStore({
    dir,
    unitKey: key,
    config: storeSchema.parse({ space: { pictures: "1k", reads: "1k", hits: "1k" } }),
    unit: testUnit,
    clock,
    log: quiet,
    faults,
    newId: createNewId(clock),
    ...believed(clock),
  });
  try {
    const capturedAt = { at: clock.now(), uncertaintyMs: 5, source: "ntp" } as const;
    const read = { ...nthRead(1, { capturedAt }), id: createNewId(clock)() };
    const pictures = { plate: Buffer.from("plate"), vehicle: Buffer.from("vehicle") };
    await store.record({ read, hits: [], pictures, matrices: [], outbox: [] });
    const found = store.read(read.id) !== null && (await store.picture(`${read.id}.1.plate`)) !== null;
    return [...faults.course, ...(found ? [] : ["a read written after the restart is not there"])];
  } finally {
    store.close();
  }
}
