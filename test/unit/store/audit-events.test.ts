import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { auditReport } from "../../../src/unit/store/audit-report.js";
import { connect } from "../../../src/unit/store/database/db.js";
import { openStoreHandle } from "../../../src/unit/store/offline.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { testStore, unitKey, type TestStore } from "../../kit/units/store.js";

const hourMs = 3_600_000;

it("shows the newest audit lines first, in pages", async () => {
  const { store } = await testStore();
  const actor = { name: "ada", role: "auditor", source: "127.0.0.1" } as const;
  for (let n = 1; n <= 5; n++) {
    store.append({ at: n * 1_000, actor, event: "start", object: String(n), outcome: "success" });
  }
  const objects = (before: number | null) => store.auditEvents(2, before).map(({ object }) => object);
  expect(objects(6_000)).toEqual(["5", "4"]);
  expect(objects(4_000)).toEqual(["3", "2"]);
});

/** Turns the clock in small steps until something holds; the disk needs real time in between. */
async function turnUntil({ clock }: TestStore, holds: () => boolean): Promise<void> {
  while (!holds()) {
    await clock.advance(1);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

it("writes a line and signs the chain every hour, also when nothing happens, so that a silence means something", async () => {
  const made = await testStore();
  const start = made.clock.now();
  const handle = openStoreHandle({ dir: made.dir, unitKey, now: () => made.clock.now(), log: memoryLog() });
  onTestFinished(() => handle.close());
  const count = (sql: string): number => (handle.evidence.db.prepare(sql).get() as { n: number }).n;
  const lines = (): number => count("SELECT count(*) AS n FROM audit WHERE event = 'audit.hourly'");
  const heads = (): number => count("SELECT count(*) AS n FROM heads");
  const stop = new AbortController();
  const running = made.store.retention.run(stop.signal);
  await turnUntil(made, () => heads() === 1);
  for (let hour = 1; hour <= 4; hour++) {
    await made.clock.advance(hourMs);
    await turnUntil(made, () => heads() === hour + 1);
    expect(lines()).toBe(hour);
  }
  stop.abort();
  await running;
  expect(auditReport(handle.evidence, start, made.clock.now() + 1).silences).toEqual([]);
});

it(
  "raises AUDIT_WRITE within the hour when nothing can be written, and clears it when it can again",
  { timeout: 60_000 },
  async () => {
    const made = await testStore();
    const handle = openStoreHandle({ dir: made.dir, unitKey, now: () => made.clock.now(), log: memoryLog() });
    const blocker = connect(join(made.dir, "tagwatch.db"), handle.keys.database);
    handle.close();
    onTestFinished(() => void blocker.close());
    const stands = (): boolean => made.faults.list().some((fault) => fault.code === "AUDIT_WRITE");
    const stop = new AbortController();
    // As supervise does: a service that broke is started again.
    const keepRunning = async (): Promise<void> => {
      while (!stop.signal.aborted) {
        await made.store.retention.run(stop.signal).catch(() => undefined);
        await made.clock.sleep(1_000, stop.signal);
      }
    };
    const running = keepRunning();
    try {
      const heads = blocker.prepare("SELECT count(*) AS n FROM heads");
      await turnUntil(made, () => (heads.get() as { n: number }).n === 1);
      expect(stands()).toBe(false);
      blocker.exec("BEGIN IMMEDIATE");
      await made.clock.advance(hourMs);
      await turnUntil(made, stands);
      blocker.exec("ROLLBACK");
      // Not first at the next hour's proof.
      const mended = made.clock.now();
      await made.clock.advance(20_000);
      await turnUntil(made, () => !stands());
      expect(made.clock.now() - mended).toBeLessThan(60_000);
    } finally {
      stop.abort();
      await running;
    }
  },
);
