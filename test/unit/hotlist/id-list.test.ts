import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import {
  createIdCursor,
  createIdList,
  createIdWriter,
  hasId,
  idNumber,
} from "../../../src/unit/hotlist/list-file/id-list.js";
import { createListDb } from "../../../src/unit/hotlist/list-file/list-db.js";
import { readPart } from "../../../src/unit/hotlist/list-file/parts.js";
import { scratchFolder } from "../../kit/units/scratch.js";

const hashOf = (i: number) => ({ high: Math.imul(i, 0x9e3779b1) >>> 0, low: Math.imul(i, 0x85ebca6b) >>> 0 });

// More than one piece of 170,000, so that the seam between pieces is met.
const count = 200_000;

it("identities come back sorted and once, and are found again from pieces of the file", () => {
  const db = createListDb(join(scratchFolder(), "ids.list"), Buffer.alloc(32, 1));
  onTestFinished(() => void db.close());
  const list = createIdList();
  for (let i = 1; i <= count; i++) list.add(hashOf(i));
  list.add(hashOf(7));
  const writer = createIdWriter(db, "ids");
  const seen: number[] = [];
  list.drain((id) => {
    seen.push(id);
    writer.add(id);
  });
  expect(writer.finish()).toBe(count);
  expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b));
  expect(new Set(seen)).toEqual(new Set(Array.from({ length: count }, (_, i) => idNumber(hashOf(i + 1)))));

  const cursor = createIdCursor(db);
  const missed = seen.filter((id, i) => i % 3 !== 0 && !cursor.has(id));
  expect(missed).toEqual([]);
  cursor.close();

  const strangers = createIdCursor(db);
  const known = new Set(seen);
  const foreign = seen.map((id) => id + 1).filter((id) => !known.has(id));
  expect(foreign.some((id) => strangers.has(id))).toBe(false);
  strangers.close();

  const bytes = readPart(db, "ids");
  expect(hasId(bytes, seen[0] ?? 0) && hasId(bytes, seen.at(-1) ?? 0)).toBe(true);
  expect(hasId(bytes, foreign[1] ?? 0)).toBe(false);
});
