// A store of so many reads for the benchmark of searches, 20,000 a day up to now: plates that come again, four cameras, one
// state in most reads and one in few, a hit in two thousand reads. Without pictures and matrices, which no search touches.
import type { Read } from "../../../src/shared/domain/types.js";
import type { StoreHandle } from "../../../src/unit/store/offline.js";
import { nthHit, nthRead } from "../../../test/kit/samples/numbered.js";

export const readEveryMs = 86_400_000 / 20_000;
const perTransaction = 20_000;
const letters = "ABCDEFGHJKLMNPRSTUVWXYZ";
const none = { first: 0, last: -1 };

/** A number from 0 to 1 that looks like chance, the same for the same `n` and `salt`. */
export function chance(n: number, salt: number): number {
  let x = Math.imul(n ^ (salt * 0x9e3779b1), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32;
}

/** The plate of read `n` of `reads`; each vehicle comes by four times on average. */
export function plateOf(n: number, reads: number): string {
  const vehicle = Math.floor((chance(n, 1) * reads) / 4);
  const letter = (salt: number): string => letters[Math.floor(chance(vehicle, salt) * letters.length)] ?? "A";
  return `${letter(2)}${letter(3)}${letter(4)}${String(Math.floor(chance(vehicle, 5) * 1000)).padStart(3, "0")}`;
}

/** The first entry whose share, added up, exceeds `at`. */
function share<T>(at: number, entries: readonly (readonly [T, number])[]): T | undefined {
  let sum = 0;
  return entries.find(([, part]) => (sum += part) > at)?.[0];
}

function readOf(n: number, reads: number, now: number): Read {
  const at = now - Math.floor((reads - n) * readEveryMs);
  const code = share(chance(n, 6), [
    ["KS", 0.7],
    ["MO", 0.2],
    ["OK", 0.06],
    ["WY", 0.001],
  ] as const);
  return nthRead(n, {
    text: plateOf(n, reads),
    camera:
      share(chance(n, 7), [
        ["front", 0.5],
        ["left", 0.3],
        ["right", 0.15],
      ] as const) ?? "rear",
    state: code ? { code, probability: 0.97 } : null,
    capturedAt: { at, uncertaintyMs: 5, source: "gps" },
  });
}

/** Fills an empty store. The rows of searches are made in one go at the end, unless `unbuilt`: then the daemon has to. */
export function fillStore({ evidence }: StoreHandle, reads: number, now: number, unbuilt: boolean): void {
  const { db } = evidence;
  // Nothing here need survive a crash: no journal, no flush.
  db.pragma("journal_mode = OFF");
  db.pragma("synchronous = OFF");
  db.pragma("cache_size = -200000");
  const apart = db
    .prepare<[], { type: string; name: string; sql: string }>(
      "SELECT type, name, sql FROM sqlite_master WHERE name = 'search_added' OR (type = 'index' AND tbl_name = 'search')",
    )
    .all();
  for (const { type, name } of apart) db.exec(`DROP ${type} ${name}`);
  for (let from = 0; from < reads; from += perTransaction)
    db.transaction(() => {
      for (let n = from; n < Math.min(reads, from + perTransaction); n++) {
        const read = readOf(n, reads, now);
        const hit = chance(n, 8) < 1 / 2_000 ? nthHit(n, read) : null;
        const at = read.capturedAt.at;
        const filed = { keptFrom: at, vault: null, pictures: null, matrices: [], messages: none };
        evidence.reads.insert({ read, class: hit ? "hit" : "read", noPictures: "benchmark", ...filed }, at);
        if (hit) evidence.hits.insert(hit, none, at);
      }
    }).immediate();
  if (unbuilt)
    db.exec("UPDATE notes SET value = (SELECT max(seq) + 1 FROM reads) WHERE key = 'searchable from'");
  else db.exec("INSERT INTO search SELECT * FROM searchable");
  for (const { sql } of apart) db.exec(sql);
  db.pragma("journal_mode = WAL");
}
