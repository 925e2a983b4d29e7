// A supervisor who wants to hear of critical faults alone.
import { expect, test } from "vitest";
import type { FaultRecord } from "../../../src/unit/core/upkeep/fault-record.js";
import type { Waiting } from "../../../src/unit/upkeep/notice-queue.js";
import { startUpkeep } from "../../kit/units/upkeep.js";

const hot = { code: "COMPUTER_HOT", subject: "computer", text: "it has 97 °C" } as const;

test("what was told as critical and became a warning before it ended is told over, once", async () => {
  // Nobody listens there: the notices stay in the queue.
  const supervisor = { name: "Smith", tell: "critical", webhook: { url: "http://127.0.0.1:1/" } };
  const { faults, clock, store } = await startUpkeep({ supervisor });
  const kinds = (): readonly string[] =>
    store.upkeep.open("notice").map(({ body }) => (body as Waiting).notice.kind);
  faults.raise({ ...hot, severity: "warning" });
  await clock.advance(15_000);
  expect(kinds()).toEqual([]);
  faults.raise({ ...hot, severity: "critical" });
  await clock.advance(15_000);
  faults.raise({ ...hot, severity: "warning" });
  await clock.advance(15_000);
  faults.clear("COMPUTER_HOT", "computer");
  await clock.advance(70_000);
  expect(kinds()).toEqual(["raised", "over"]);
  // That nobody answers there is a fault of its own.
  const left = store.upkeep.open("fault").map(({ body }) => (body as FaultRecord).fault.code);
  expect(left).not.toContain("COMPUTER_HOT");
});
