// What a batch may not stop, and what one unit may leave at the centre: on a real PostgreSQL and real files.
import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { take } from "../../../src/centre/collect/take.js";
import type { Arrival } from "../../../src/centre/core/arrivals.js";
import { openPictures } from "../../../src/centre/pictures/files.js";
import { encodeChunk } from "../../../src/shared/protocol/chunks.js";
import { hitMessage, readMessage } from "../../../src/unit/upload/messages.js";
import { startArchive, type TestArchive } from "../../kit/peers/archive.js";
import { aHit, aRead, idAt, testUnit } from "../../kit/samples/records.js";
import { testKeeping } from "../../kit/units/centre.js";
import { scratchFolder } from "../../kit/units/scratch.js";

let archive: TestArchive;
beforeAll(async () => {
  archive = await startArchive();
});
afterAll(() => archive.stop());

const arrival = (topic: string, body: Uint8Array, unit = "car-12"): Arrival =>
  take({ unit, topic, body: Buffer.from(body), packed: false, receivedAt: Date.now() });

/** Pieces of one picture, by offset and length. */
function aPicture(bytes: number, unit = "car-12") {
  const [jpeg, readId] = [randomBytes(bytes), idAt()];
  const header = {
    ...({ v: 1, type: "picture", id: `${readId}.1.plate`, kind: "plate", bytes } as const),
    ...{ sha256: createHash("sha256").update(jpeg).digest("hex"), unit, readId, hit: true },
  };
  const piece = (offset = 0, length = bytes): Arrival =>
    arrival("pictures", encodeChunk(header, jpeg, offset, length), unit);
  return { id: header.id, jpeg, piece };
}

it("takes the last word of a unit by whoever hears it, also after a collector whose clock was ahead", async () => {
  const { keeping, as } = await testKeeping(archive);
  const said = (version: string, receivedAt: number): Arrival => {
    const at = new Date(receivedAt).toISOString();
    const status = { v: 1, type: "status", unit: testUnit, state: "online", reason: "running", version, at };
    return take({
      unit: "car-12",
      topic: "status",
      body: Buffer.from(JSON.stringify(status)),
      packed: false,
      receivedAt,
    });
  };
  const last = async () =>
    (await as("owner").rows<{ version: string }>("SELECT body->>'version' AS version FROM unit_status"))[0]
      ?.version;
  const now = Date.now();
  for (const [version, at] of [
    ["1", now],
    ["2", now + 3_600_000],
    ["3", now],
    ["4", now - 5_000],
  ] as const)
    await keeping.keep([said(version, at)]);
  expect(await last()).toBe("3");
});

it("keeps and receipts reads and hits while pictures cannot be written, and says so; the pictures come again", async () => {
  const { keeping, faults, dir, as, pictures } = await testKeeping(archive);
  const read = aRead();
  const hit = aHit(read);
  const [one, two] = [aPicture(500), aPicture(900)];
  const batch = [
    one.piece(),
    arrival("reads", readMessage(read, []).body),
    two.piece(0, 400),
    two.piece(400, 500),
  ];
  // A file where the day's folder has to be.
  writeFileSync(join(dir, "files", "2026-01-15"), "");
  const answers = await keeping.keep([...batch, arrival("hits", hitMessage(hit, read).body)]);
  expect(answers.map(({ id }) => id)).toEqual([`${read.id}.1`, hit.id]);
  expect([...faults.standing.keys()]).toEqual(["PICTURES_UNWRITABLE pictures"]);
  expect(await as("owner").rows("SELECT 1 FROM pictures")).toEqual([]);
  expect(readdirSync(join(dir, "files", "drafts"))).toEqual([]);
  rmSync(join(dir, "files", "2026-01-15"));
  const again = await keeping.keep([one.piece(), one.piece(), two.piece(400, 500)]);
  expect(again.map(({ id }) => id).sort()).toEqual([one.id, one.id, two.id].sort());
  expect([...faults.standing.keys()]).toEqual([]);
  expect(await pictures.read({ id: two.id, day: "2026-01-15", class: "hit" })).toEqual(two.jpeg);
  expect(await as("owner").rows("SELECT 1 FROM picture_pieces")).toEqual([]);
});

it("writes no row for a picture whose name is not safe on the disk", async () => {
  const { keeping, faults, as, pictures } = await testKeeping(archive);
  const picture = aPicture(500);
  const flush = pictures.flush.bind(pictures);
  pictures.flush = () => Promise.reject(new Error("ENOSPC"));
  expect(await keeping.keep([picture.piece()])).toEqual([]);
  expect([...faults.standing.values()].join()).toContain("ENOSPC");
  expect(await as("owner").rows("SELECT 1 FROM pictures")).toEqual([]);
  pictures.flush = flush;
  expect((await keeping.keep([picture.piece()])).map(({ id }) => id)).toEqual([picture.id]);
});

it("keeps a unit's pieces apart from those of others under the same id, and drops them beyond a bound", async () => {
  const { keeping, faults, as } = await testKeeping(archive);
  const db = as("owner");
  const picture = aPicture(40);
  await keeping.keep([picture.piece(0, 20)]);
  const [row] = await db.rows<{ unit: number }>("SELECT unit FROM units");
  // Another unit's bytes for the rest: they are not this picture's.
  await db.change(
    "INSERT INTO picture_pieces SELECT unit + 1, picture_id, 20, 20, now(), content FROM picture_pieces",
  );
  expect((await keeping.keep([picture.piece(20, 20)])).map(({ id }) => id)).toEqual([picture.id]);
  await db.change(
    "INSERT INTO picture_pieces SELECT $1, 'x' || i, 0, 1, now(), '' FROM generate_series(1, 2000) AS g (i)",
    [row?.unit],
  );
  expect(await keeping.keep([aPicture(40).piece(0, 20)])).toEqual([]);
  expect(await db.rows("SELECT 1 FROM picture_pieces WHERE unit = $1", [row?.unit])).toEqual([]);
  expect([...faults.standing.keys()]).toEqual(["UNIT_BOUND car-12"]);
});

it("refuses what a unit sends beyond the bound without keeping it, and says so", async () => {
  const { keeping, faults, as } = await testKeeping(archive);
  const nonsense = (from: number, unit?: string): readonly Arrival[] =>
    Array.from({ length: 400 }, (_, i) =>
      arrival("reads", Buffer.from(JSON.stringify({ id: `n${String(from + i)}` })), unit),
    );
  for (const from of [0, 400]) await keeping.keep(nonsense(from));
  expect([...faults.standing.keys()]).toEqual([]);
  const answers = await keeping.keep([...nonsense(800), ...nonsense(0, "car-13")]);
  expect(answers.filter(({ refused }) => refused !== undefined)).toHaveLength(800);
  const kept = "SELECT unit, count(*)::int AS n FROM messages_refused GROUP BY unit ORDER BY unit";
  expect(await as("owner").rows(kept)).toEqual([
    { unit: "car-12", n: 1000 },
    { unit: "car-13", n: 400 },
  ]);
  expect([...faults.standing.keys()]).toEqual(["UNIT_BOUND car-12"]);
});

it("removes drafts that a crash left, and none that is being written", () => {
  const dir = scratchFolder();
  const now = Date.now();
  const folders = { dir: join(dir, "files"), keys: join(dir, "keys") };
  for (const folder of [join(folders.dir, "drafts"), folders.keys]) mkdirSync(folder, { recursive: true });
  const [old, fresh] = ["0123456789ab", "ba9876543210"].map((tail) => [
    join(folders.dir, "drafts", `x.1.plate.${tail}`),
    join(folders.keys, `2026-01-15.hit.key.${tail}`),
  ]) as [string[], string[]];
  const key = join(folders.keys, "2026-01-14.hit.key");
  for (const file of [...old, ...fresh, key]) writeFileSync(file, "");
  for (const file of [...old, key]) utimesSync(file, new Date(now - 7_200_000), new Date(now - 7_200_000));
  openPictures(folders, randomBytes(32), now);
  expect(old.map((file) => existsSync(file))).toEqual([false, false]);
  expect([...fresh, key].map((file) => existsSync(file))).toEqual([true, true, true]);
});

it("copies of a day that goes what each kind of hold names, and nothing else", async () => {
  const { as } = await testKeeping(archive);
  const owner = as("owner");
  await owner.rows("SELECT ensure_day('2026-01-15')");
  const ids = Array.from({ length: 24 }, (_, hour) => idAt(Date.UTC(2026, 0, 15, hour)));
  await owner.change(
    `INSERT INTO reads SELECT '2026-01-15Z'::timestamptz + (i - 1) * interval '1 hour', now(), id, 1, 1, 0, 0, 0.9, 1, false, 'front',
       'K' || (i % 3), 'K' || (i % 3), 'KS', '\\x00' FROM unnest($1::uuid[]) WITH ORDINALITY AS r (id, i)`,
    [ids],
  );
  // Set behind the site's back, so that only the day's end copies.
  const hold = (name: string, more: Readonly<Record<string, unknown>>, until = "2027-01-01Z") =>
    owner.change(
      `INSERT INTO holds (hold_id, case_number, reason, made_by, until, key, from_at, to_at, read_ids)
       VALUES (gen_random_uuid(), $1, 'trial', 'x', $2, $3, $4, $5, $6)`,
      [name, until, more["key"] ?? null, more["from"] ?? null, more["to"] ?? null, more["ids"] ?? null],
    );
  await hold("plate", { key: "K1" });
  await hold("plate by noon", { key: "K2", to: "2026-01-15 12:00Z" });
  await hold("reads", { ids: [ids[3], ids[3], ids[5], idAt()] });
  await hold("reads of a plate", { key: "K0", ids: [ids[2], ids[3]] });
  await hold("an hour", { from: "2026-01-15 07:00Z", to: "2026-01-15 08:00Z" });
  await hold("another day", { from: "2026-01-16Z" });
  await hold("over", { key: "K1" }, "2026-02-01Z");
  const [gone] = await owner.rows(
    "SELECT reads::int, held::int FROM drop_day('2026-01-15', '2026-03-01Z', '1 day')",
  );
  // Two of the reads are named twice.
  expect(gone).toEqual({ reads: 24, held: 14 });
  expect(
    await owner.rows(
      `SELECT case_number AS name, count(*)::int AS n FROM reads_held JOIN holds USING (hold_id) GROUP BY 1 ORDER BY 1`,
    ),
  ).toEqual([
    { name: "an hour", n: 1 },
    { name: "plate", n: 8 },
    { name: "plate by noon", n: 4 },
    { name: "reads", n: 2 },
    { name: "reads of a plate", n: 1 },
  ]);
});
