import { readdirSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { purge } from "../../../src/unit/store/retention/purge.js";
import { createPace } from "../../../src/unit/store/retention/pace.js";
import { ripeStore } from "../../kit/units/store.js";

test("no picture goes before the deletion of its row is durable", async () => {
  const deps = await ripeStore(5);
  const evidence = deps.currentDb.current();
  const flush = vi.spyOn(evidence, "flush").mockImplementation(() => {
    expect(readdirSync(deps.folder)).toHaveLength(5);
    // What is noted before goes to the disk, too.
    return evidence.reads.get(deps.ids[0])
      ? Promise.resolve()
      : Promise.reject(new Error("the disk is gone"));
  });
  await expect(purge(deps, new AbortController().signal)).rejects.toThrow("the disk is gone");
  expect(readdirSync(deps.folder)).toHaveLength(5);
  flush.mockRestore();
});

test("records are made durable at every commit, also right after a purge", async () => {
  const deps = await ripeStore(3);
  const { db } = deps.currentDb.current();
  const during: unknown[] = [];
  const put = vi.spyOn(deps.currentDb.current().chain, "append").mockImplementation(() => {
    during.push(db.pragma("synchronous", { simple: true }));
    throw new Error("stop here");
  });
  await expect(purge(deps, new AbortController().signal)).rejects.toThrow("stop here");
  put.mockRestore();
  // 1 is NORMAL, 2 is FULL.
  expect(during).toEqual([1]);
  expect(db.pragma("synchronous", { simple: true })).toBe(2);
  expect(readdirSync(deps.folder)).toHaveLength(3);
});

test("the witness follows a purge only once it is durable", async () => {
  const deps = await ripeStore(4);
  const evidence = deps.currentDb.current();
  const before = evidence.anchor.get()?.seq ?? 0;
  evidence.writeUnflushed(() =>
    evidence.audit.append({
      at: 1,
      actor: { name: "x", role: "system", source: "daemon" },
      event: "start",
      outcome: "success",
    }),
  );
  expect(evidence.anchor.get()?.seq).toBe(before);
  await evidence.flush();
  expect(evidence.anchor.get()?.seq).toBe(before + 1);
});

test("batches shrink when they take long, and grow when they are quick", () => {
  let now = 0n;
  const pace = createPace({ monoNs: () => now, now: () => 0, boot: "", sleep: () => Promise.resolve() });
  const first = pace.size();
  pace.measure(() => (now += 40_000_000n));
  expect(pace.size()).toBeLessThan(first);
  for (let i = 0; i < 30; i++) pace.measure(() => (now += 1_000_000n));
  expect(pace.size()).toBeGreaterThan(first);
  expect(pace.size()).toBeLessThanOrEqual(200);
});
