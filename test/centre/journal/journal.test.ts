// The journal of receipts: what a full disk, a torn line and a leap of the clock leave of it.
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Receipted } from "../../../src/centre/journal/lines.js";
import { readJournal, type JournalFindings } from "../../../src/centre/journal/read.js";
import { openJournal } from "../../../src/centre/journal/write.js";
import { memoryFaults } from "../../kit/doubles/faults.js";
import { scratchFolder } from "../../kit/units/scratch.js";

const dayMs = 86_400_000;
const start = Date.UTC(2026, 0, 15, 12);

async function all(dir: string) {
  const found: JournalFindings = { gaps: [], damaged: 0 };
  const receipts: Receipted[] = [];
  for await (const some of readJournal(dir, found)) receipts.push(...some);
  return { ...found, receipts };
}

function aJournal(days = 3) {
  const [dir, faults] = [join(scratchFolder(), "receipts"), memoryFaults()];
  return { dir, faults, journal: openJournal({ dir, name: "centre-1", days }, faults) };
}

it("gives back what was receipted, leaves out what was refused, and goes on behind a torn line", async () => {
  const { dir, journal } = aJournal();
  const answers = [
    { unit: "car-12", id: "a.1", kind: "read" },
    { unit: "car-13", id: "b", kind: "hit" },
    { unit: "car-12", id: "c.1", refused: "no" },
  ] as const;
  await journal.write(answers, start);
  await journal.close();
  const [name = ""] = readdirSync(dir);
  appendFileSync(join(dir, name), "17684");
  writeFileSync(join(dir, name), readFileSync(join(dir, name), "utf8") + "\n");
  await journal.write([answers[0]], start + 1);
  await journal.close();
  const { receipts, damaged } = await all(dir);
  expect(receipts).toEqual([
    { at: start, unit: "car-12", kind: "read", id: "a.1" },
    { at: start + 1, unit: "car-12", kind: "read", id: "a.1" },
    { at: start, unit: "car-13", kind: "hit", id: "b" },
  ]);
  expect(damaged).toBe(1);
});

it("says that it cannot write, and afterwards from when to when nothing was written down", async () => {
  const { dir, faults, journal } = aJournal();
  mkdirSync(join(dir, ".."), { recursive: true });
  writeFileSync(dir, "a file where the folder has to be");
  await journal.write([{ unit: "car-12", id: "a.1", kind: "read" }], start);
  expect([...faults.standing.keys()]).toEqual(["RECEIPTS_UNWRITTEN receipts"]);
  rmSync(dir);
  await journal.write([{ unit: "car-12", id: "b.1", kind: "read" }], start + 5_000);
  expect([...faults.standing.keys()]).toEqual([]);
  await journal.close();
  const { receipts, gaps, damaged } = await all(dir);
  expect(receipts.map(({ id }) => id)).toEqual(["b.1"]);
  expect({ gaps, damaged }).toEqual({ gaps: [{ from: start, to: start + 5_000 }], damaged: 0 });
});

it("keeps so many days with receipts, however far the clock leaps", async () => {
  const { dir, journal } = aJournal(3);
  const days = [0, 1, 2, 3, 4_000, 5].map((n) => start + n * dayMs);
  for (const at of days) await journal.write([{ unit: "car-12", id: `${String(at)}.1`, kind: "read" }], at);
  await journal.close();
  expect(
    readdirSync(dir)
      .sort()
      .map((name) => name.slice(0, 10)),
  ).toEqual(["2026-01-17", "2026-01-18", "2026-01-20", "2036-12-28"]);
});
