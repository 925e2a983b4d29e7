// The sheet of a package as a person reads it: each hit and each verdict once, however often the read was corrected.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Hit, Read } from "../../../src/shared/domain/types.js";
import { exportPackage } from "../../../src/unit/store/export/export.js";
import { openStoreHandle } from "../../../src/unit/store/offline.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { aDraft, aHit, aRead, aRecord, anEntry, idAt, testTime } from "../../kit/samples/records.js";
import { scratchFolder } from "../../kit/units/scratch.js";
import { testStore, unitKey } from "../../kit/units/store.js";

const actor = { name: "jdoe", role: "officer", source: "10.0.0.2" } as const;

/** The sheet of one read with the hits that each of its revisions had; the first hit is judged. */
async function sheetOf(read: Read, revisions: readonly (readonly Hit[])[]): Promise<string> {
  const { store, dir } = await testStore();
  for (const [n, hits] of revisions.entries())
    await store.record(aRecord({ ...read, revision: n + 1 }, hits));
  const at = testTime;
  const verdict = { id: idAt(), hitId: revisions[0]?.[0]?.id ?? "", note: "", actor: "jdoe", at };
  store.dispose({ ...verdict, verdict: "verified" }, actor, [aDraft("disposition")]);
  store.close();
  const handle = openStoreHandle({ dir, unitKey, now: () => testTime, log: memoryLog() });
  onTestFinished(() => handle.close());
  const out = join(scratchFolder(), "package");
  const order = { caseId: "24-1187", recipient: "Court", madeBy: "sgt", unit: "car-12", out };
  exportPackage(handle, { ...order, readIds: [read.id] });
  return readFileSync(join(out, "sheet.html"), "utf8");
}

const cellsOf = (html: string, name: string): readonly string[] =>
  [...html.matchAll(new RegExp(`<th>${name}</th><td>([^<]*)</td>`, "g"))].map(([, text = ""]) => text);

test("a corrected hit stands once, as it is now, with what it was before; so does its verdict", async () => {
  const read = aRead();
  const entry = anEntry({ state: "KS" });
  const known = aHit(read, { entry });
  const first: Hit = { ...known, match: "likely", probability: 0.71, datesNotChecked: true };
  const now: Hit = { ...known, match: "exact", probability: 0.98, stateMatch: "match" };
  const html = await sheetOf(read, [[first], [now], [now]]);
  expect(cellsOf(html, "Listed plate")).toEqual(["ABC123 (KS), exact, 98.0 %"]);
  expect(cellsOf(html, "Corrected")).toEqual([
    "before: ABC123 (KS), likely, 71.0 %, state: unknown, list&#39;s dates not checked",
  ]);
  expect(cellsOf(html, "Verdict")).toEqual([expect.stringContaining("verified by jdoe")]);
  // Each revision has its section, and the older ones say which of them counts.
  expect(cellsOf(html, "Plate as read")).toHaveLength(3);
  expect(cellsOf(html, "Superseded")).toEqual(
    Array(2).fill("by revision 3 below, where hits and verdicts stand"),
  );
});

test("a hit that a correction took away stands once and says so; one that was never corrected says nothing", async () => {
  const read = aRead();
  const [gone, other] = [aHit(read), aHit(read, { entry: anEntry({ plate: "A8C123" }) })];
  const html = await sheetOf(read, [[gone], [{ ...gone, cancelled: true }, other]]);
  expect(cellsOf(html, "Listed plate")).toEqual(["ABC123, exact, 95.0 %", "A8C123, exact, 95.0 %"]);
  expect(cellsOf(html, "Cancelled")).toEqual(["a correction of the read took this hit away"]);
  expect(cellsOf(html, "Corrected")).toEqual([]);
});
