// What a batch or a search costs may not grow with what is kept already: rows that PostgreSQL read, and days it looked into.
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Database } from "../../../src/centre/archive/database.js";
import { searchArchiveReads } from "../../../src/centre/archive/search.js";
import { take } from "../../../src/centre/collect/take.js";
import { hitMessage, readMessage } from "../../../src/unit/upload/messages.js";
import { startArchive, type TestArchive } from "../../kit/peers/archive.js";
import { aHit, aRead, idAt } from "../../kit/samples/records.js";
import { testKeeping } from "../../kit/units/centre.js";

const many = 5_000;
const few = 500;

let archive: TestArchive;
beforeAll(async () => {
  archive = await startArchive();
});
afterAll(() => archive.stop());

const arrival = (topic: string, { body }: { readonly body: Uint8Array }) =>
  take({ unit: "car-12", topic, body: Buffer.from(body), packed: false, receivedAt: Date.now() });

/** Rows of a table that the collector's connections read; they are counted for certain once those have ended. */
async function readOf(owner: Database, table: string): Promise<number> {
  await owner.rows(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'tagwatch_collector' AND datname = current_database()",
  );
  await expect
    .poll(() =>
      owner.rows(
        "SELECT FROM pg_stat_activity WHERE usename = 'tagwatch_collector' AND datname = current_database()",
      ),
    )
    .toEqual([]);
  const [row] = await owner.rows<{ readonly n: number }>(
    "SELECT (seq_tup_read + coalesce(idx_tup_fetch, 0))::int AS n FROM pg_stat_user_tables WHERE relname = $1",
    [table],
  );
  return row?.n ?? Number.NaN;
}

it("reads no more of a day than a batch's own reads", async () => {
  const { keeping, as } = await testKeeping(archive);
  const owner = as("owner");
  const at = Date.now() - 1_000;
  const day = new Date(at).toISOString().slice(0, 10);
  await owner.rows("SELECT ensure_day($1)", [day]);
  await owner.change(
    `INSERT INTO reads SELECT $1, $1, gen_random_uuid(), 1, 1, 0, 0, 0.9, 1, false, 'front', 'K' || i, 'K' || i, 'KS', '\\x00'
     FROM generate_series(1, $2) AS g (i)`,
    [new Date(at).toISOString(), many],
  );
  const reads = Array.from({ length: 20 }, () =>
    aRead({ id: idAt(at), capturedAt: { at, uncertaintyMs: 5, source: "gps" } }),
  );
  const answers = await keeping.keep(reads.map((read) => arrival("reads", readMessage(read, []))));
  expect(answers).toHaveLength(20);
  expect(await readOf(owner, `reads_${day.replaceAll("-", "")}`)).toBeLessThan(few);
});

it("finds what is kept of a hit that comes again by its id", async () => {
  const { keeping, as } = await testKeeping(archive);
  const owner = as("owner");
  await owner.change(
    `INSERT INTO hits SELECT gen_random_uuid(), gen_random_uuid(), 1, 1, now(), now(), 'x', 'x', 'high', false, false, 'KAA001', false, '\\x00'
     FROM generate_series(1, $1)`,
    [many],
  );
  const hit = aHit(aRead());
  const message = arrival("hits", hitMessage(hit, aRead({ id: hit.readId })));
  for (let n = 0; n < 2; n++) expect((await keeping.keep([message])).map(({ id }) => id)).toEqual([hit.id]);
  expect(await readOf(owner, "hits")).toBeLessThan(few);
});

it("looks for a plate into its day and those beside it only", async () => {
  const { keeping, as } = await testKeeping(archive);
  const owner = as("owner");
  const at = Date.now() - 15 * 86_400_000;
  await owner.rows("SELECT ensure_day($1::date + i) FROM generate_series(-10, 10) AS g (i)", [
    new Date(at).toISOString(),
  ]);
  const read = aRead({ id: idAt(at), capturedAt: { at, uncertaintyMs: 5, source: "gps" } });
  await keeping.keep([arrival("reads", readMessage(read, []))]);
  const days = await as("site").transaction(async (asking) => {
    const { reads } = await searchArchiveReads(asking, { plate: read.text, limit: 10 }, true);
    expect(reads.map(({ readId }) => readId)).toEqual([read.id]);
    const locked = await asking.rows<{ readonly day: string }>(
      "SELECT DISTINCT relname AS day FROM pg_locks l JOIN pg_class c ON c.oid = l.relation WHERE l.pid = pg_backend_pid() AND relname ~ '^reads_[0-9]{8}$'",
    );
    return locked.map(({ day }) => day);
  });
  expect(days.length).toBeLessThanOrEqual(3);
});
