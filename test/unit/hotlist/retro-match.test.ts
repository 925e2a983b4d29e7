import { expect, it } from "vitest";
import { beamSearch } from "../../../src/unit/core/ctc/ctc.js";
import type { PastRead, ReadArchive } from "../../../src/unit/core/ports.js";
import type { Hit, Read } from "../../../src/shared/domain/types.js";
import type { EarlierReads } from "../../../src/unit/core/lookouts.js";
import { createRetroMatcher, type RetroMatchDeps } from "../../../src/unit/hotlist/retro-match.js";
import { createPastTally, sumOf } from "../../../src/unit/hotlist/past-tally.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { hotlistConfig } from "../../kit/units/hotlist-config.js";
import { memoryIndex, testMatchSettings } from "../../kit/doubles/hotlist.js";
import { anEntry } from "../../kit/samples/records.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { matrixOfText } from "../../kit/samples/matrices.js";
import { exactly } from "../../../src/unit/core/when.js";

function pastRead(id: string, text: string): PastRead {
  const matrix = matrixOfText(text, { sure: 0.998 });
  const read = {
    id,
    text,
    candidates: beamSearch(matrix, { nBest: 5, beams: 10 }),
    state: null,
  } as unknown as Read;
  return { read, matrices: [matrix] };
}

/** Runs the matcher over these reads, newest first, until it has been through the list once. */
async function run(
  reads: readonly PastRead[],
  deps: Partial<RetroMatchDeps> = {},
  entries = [
    anEntry({ plate: "NEW123", priority: "medium", id: "new" }),
    anEntry({ plate: "OLD123", priority: "medium", id: "old" }),
  ],
) {
  const written: Hit[] = [];
  const clock = new FakeClock();
  const archive: ReadArchive = {
    pastReads: (_from, _to, after, limit) => {
      const from = after === null ? 0 : reads.findIndex(({ read }) => read.id === after) + 1;
      return reads.slice(from, from + limit);
    },
    recordHistoricalHit(_read, hit) {
      written.push(hit);
      return Promise.resolve();
    },
  };
  const change = { source: "demo", loadId: "load", isNew: (entry: Hit["entry"]) => entry.id === "new" };
  const matched: string[] = [];
  let found: ReadonlyMap<string, EarlierReads> = new Map();
  const log = memoryLog();
  const stop = new AbortController();
  let n = 0;
  const matcher = createRetroMatcher({
    config: hotlistConfig({ sources: [{ id: "demo", format: "csv" }] }),
    library: {
      ...memoryIndex(entries),
      status: () => [],
      unmatched: () => (matched.length === 0 ? [change] : []),
      matched: ({ loadId }, ofEntries) => {
        matched.push(loadId);
        found = ofEntries;
      },
    },
    archive,
    hitsOf: () => [],
    settings: testMatchSettings,
    messages: () => [],
    onHit: () => undefined,
    present: () => exactly(clock.now()),
    clock,
    log,
    newId: () => `id-${String(++n)}`,
    ...deps,
  });
  const running = matcher.run(stop.signal);
  while (matched.length === 0) await new Promise((resolve) => setImmediate(resolve));
  stop.abort();
  await running;
  return { written, matched, found, log };
}

it("earlier reads meet new entries only, over all pages, and are marked historical", async () => {
  const reads = Array.from({ length: 45 }, (_, i) =>
    pastRead(`read-${String(i)}`, ["NEW123", "OLD123", "XYZ789"][i % 3] ?? ""),
  );
  const { written, matched } = await run(reads);
  expect(written).toHaveLength(15);
  expect(written.every((hit) => hit.historical && hit.entry.id === "new" && hit.match === "exact")).toBe(
    true,
  );
  expect(matched).toEqual(["load"]);
});

it("a hit the read already has is not written again", async () => {
  const known = [{ entry: anEntry({ plate: "NEW123", priority: "medium", id: "new" }) } as unknown as Hit];
  expect((await run([pastRead("r", "NEW123")], { hitsOf: () => known })).written).toEqual([]);
});

it("a source that does not want it is left out", async () => {
  const config = hotlistConfig({ sources: [{ id: "demo", format: "csv", pastReads: false }] });
  expect((await run([pastRead("r", "NEW123")], { config })).written).toEqual([]);
});

it("a pattern that fits thousands of reads hits the newest, and says how many it fits", async () => {
  const reads = Array.from({ length: 90 }, (_, i) =>
    pastRead(`read-${String(i)}`, i < 30 ? "XYZ789" : "NEW123"),
  );
  const entries = [anEntry({ plate: "NEW*", priority: "medium", id: "new" })];
  const config = hotlistConfig({ sources: [{ id: "demo", format: "csv" }], past: { most: 7 } });
  // Two of them are hits from before the daemon was started again.
  const known = [{ entry: entries[0] } as unknown as Hit];
  const hitsOf = (id: string): readonly Hit[] => (["read-30", "read-33"].includes(id) ? known : []);
  const { written, found, log } = await run(reads, { config, hitsOf }, entries);
  expect(written.map(({ readId }) => readId)).toEqual([
    "read-31",
    "read-32",
    "read-34",
    "read-35",
    "read-36",
  ]);
  expect([...found]).toEqual([["new", { found: 60, written: 7 }]]);
  expect(log.lines.map(({ fields }) => fields)).toMatchObject([
    { source: "demo", reads: 90, found: 60, hits: 7 },
    { source: "demo", found: 60, hits: 7, most: 7, cut: 1, entries: "new" },
  ]);
});

it("patterns of a list hit ten times as many together as one, and plates written out are not counted with them", () => {
  const tally = createPastTally(2);
  const take = (plate: string): boolean => tally.take(anEntry({ plate, id: plate }), false);
  const patterns = Array.from({ length: 30 }, (_, n) => `AB${String(n)}*`);
  expect(patterns.flatMap((plate) => [take(plate), take(plate), take(plate)]).filter(Boolean)).toHaveLength(
    20,
  );
  expect([take("ABC123"), take("ABC123"), take("ABC123")]).toEqual([true, true, false]);
  expect(sumOf(tally)).toMatchObject({ found: 93, written: 22, cut: { length: 31 } });
});

it("lets the event loop turn after every five milliseconds of work", async () => {
  const reads = Array.from({ length: 60 }, (_, i) => pastRead(`read-${String(i)}`, "NEW123"));
  const clock = new FakeClock();
  let workedNs = 0n;
  // Each look at the clock finds three milliseconds gone.
  clock.monoNs = () => (workedNs += 3_000_000n);
  let turns = 0;
  let over = false;
  const hitsPerTurn = new Map<number, number>();
  const turn = (): void => {
    turns++;
    if (!over) setImmediate(turn);
  };
  setImmediate(turn);
  await run(reads, { clock, onHit: () => void hitsPerTurn.set(turns, (hitsPerTurn.get(turns) ?? 0) + 1) });
  over = true;
  expect([...hitsPerTurn.values()].reduce((sum, count) => sum + count, 0)).toBe(60);
  expect(Math.max(...hitsPerTurn.values())).toBeLessThanOrEqual(3);
});

it("a read that is there for a covert hit alone meets covert entries alone: another hit would tell of that one", async () => {
  const reads = [{ ...pastRead("kept", "NEW123"), covertly: true }, pastRead("open", "NEW123")];
  const entry = anEntry({ plate: "NEW123", priority: "medium", id: "new" });
  const open = await run(reads, {}, [entry]);
  expect(open.written.map(({ readId }) => readId)).toEqual(["open"]);
  const covert = await run(reads, {}, [{ ...entry, covert: true }]);
  expect(covert.written.map(({ readId }) => readId)).toEqual(["kept", "open"]);
});
