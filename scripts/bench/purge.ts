// Purge of one day out of ninety: builds a store of so many reads over ninety days, then runs the retention's own purge
// over the oldest day while the event loop's pauses are measured.
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { IntervalHistogram } from "node:perf_hooks";
import { storeSchema } from "../../src/config/store-schema.js";
import { createClock } from "../../src/os/clock.js";
import type * as CheckpointerModule from "../../src/store/checkpointer.js";
import type * as KeysModule from "../../src/store/keys.js";
import type * as PathsModule from "../../src/store/paths.js";
import type * as PicturesModule from "../../src/store/pictures.js";
import type * as PurgeModule from "../../src/store/purge.js";
import type { Session } from "../../src/store/session.js";
import type * as SessionsModule from "../../src/store/sessions.js";
import { readMessage } from "../../src/upload/messages.js";
import { faultBoard, quiet } from "../drill/lib/quiet.js";
import { sampleRead } from "../drill/lib/samples.js";

const dist = new URL("../../dist/store/", import.meta.url).href;
const { createCheckpointer } = (await import(`${dist}checkpointer.js`)) as typeof CheckpointerModule;
const { openKeys } = (await import(`${dist}keys.js`)) as typeof KeysModule;
const { storePaths } = (await import(`${dist}paths.js`)) as typeof PathsModule;
const { createPictures } = (await import(`${dist}pictures.js`)) as typeof PicturesModule;
const { purge } = (await import(`${dist}purge.js`)) as typeof PurgeModule;
const { openSessions } = (await import(`${dist}sessions.js`)) as typeof SessionsModule;

const days = 90;
const dayMs = 86_400_000;
const perTransaction = 5_000;

export interface PurgeFigures {
  readonly reads: number;
  readonly purged: number;
  readonly seconds: number;
  readonly longestPauseMs: number;
  readonly p99PauseMs: number;
  readonly databaseGigabytes: number;
}

/** Fills the store with reads, evenly over ninety days up to `now`; pictures of the oldest day are small real files. */
function fill(session: Session, picturesDir: string, reads: number, now: number): number {
  const { db } = session;
  db.pragma("synchronous = OFF");
  const matrix = { steps: 40, symbols: 37, data: new Float32Array(40 * 37).fill(-3) };
  const first = now - days * dayMs;
  const oldest = new Date(first).toISOString().slice(0, 10);
  const vault = `${oldest}.read`;
  mkdirSync(join(picturesDir, vault), { recursive: true });
  let inOldest = 0;
  for (let start = 0; start < reads; start += perTransaction) {
    db.transaction(() => {
      for (let n = start; n < Math.min(reads, start + perTransaction); n++) {
        const at = first + Math.floor((n / reads) * days * dayMs);
        const read = sampleRead(n, { capturedAt: { at, uncertaintyMs: 5, source: "gps" } });
        const old = at < first + dayMs;
        if (old) writeFileSync(join(picturesDir, vault, `${read.id}.1`), "picture");
        inOldest += Number(old);
        // The newest day still waits for upload.
        const messages = session.outbox.put(at > now - dayMs ? [readMessage(read, [])] : [], at);
        session.reads.insert(
          {
            read,
            class: "read",
            keptFrom: at,
            vault: old ? vault : null,
            pictures: null,
            matrices: [matrix, matrix, matrix],
            messages,
          },
          at,
        );
      }
    }).immediate();
  }
  db.pragma("wal_checkpoint(TRUNCATE)");
  db.pragma("synchronous = FULL");
  return inOldest;
}

/** Builds, purges and measures. */
export async function measurePurge(reads: number, delay: IntervalHistogram): Promise<PurgeFigures> {
  const dir = mkdtempSync(join(tmpdir(), "tagwatch-purge-"));
  const real = createClock();
  const paths = storePaths(dir);
  const keys = openKeys(paths, randomBytes(32), quiet);
  mkdirSync(paths.pictures, { recursive: true });
  const sessions = openSessions({ paths, keys, clock: real, log: quiet, faults: faultBoard() });
  const now = real.now();
  const expected = fill(sessions.current(), paths.pictures, reads, now);
  const databaseBytes = sessions
    .current()
    .db.prepare<[], { n: number }>(
      "SELECT page_count * page_size AS n FROM pragma_page_count, pragma_page_size",
    );
  const size = databaseBytes.get()?.n ?? 0;
  const { retention } = storeSchema.parse({ retention: { read: "89d", historicalHit: "89d", hit: "89d" } });
  delay.enable();
  await real.sleep(100);
  delay.reset();
  const started = real.monoNs();
  const report = await purge(
    {
      sessions,
      keys,
      paths,
      pictures: createPictures(paths, keys),
      retention,
      clock: real,
      checkpointer: createCheckpointer(paths.database, keys.database),
    },
    new AbortController().signal,
  );
  const seconds = Number(real.monoNs() - started) / 1e9;
  delay.disable();
  sessions.close();
  rmSync(dir, { recursive: true, force: true });
  if (Math.abs(report.reads - expected) > 50)
    throw new Error(`purged ${String(report.reads)} of ${String(expected)}`);
  return {
    reads,
    purged: report.reads,
    seconds: Math.round(seconds * 10) / 10,
    longestPauseMs: Math.round(delay.max / 1e5) / 10,
    p99PauseMs: Math.round(delay.percentile(99) / 1e5) / 10,
    databaseGigabytes: Math.round(size / 1e8) / 10,
  };
}
