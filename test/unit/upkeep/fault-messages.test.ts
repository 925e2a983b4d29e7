// What the receiver is told of faults that come and go, and of those that could not be sent at first.
import { expect, test } from "vitest";
import type { Fault } from "../../../src/shared/domain/faults/fault.js";
import type { UpkeepRow, UpkeepRows } from "../../../src/unit/core/upkeep/rows.js";
import { createFaultMessages } from "../../../src/unit/upkeep/fault-messages.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { startUpkeep } from "../../kit/units/upkeep.js";

const tenMinutes = 600_000;

const lost = {
  code: "CAMERA_LOST",
  subject: "front",
  severity: "warning",
  text: "ABC1234 was there",
} as const;

function aFault(id: string, code = "CAMERA_LOST"): Fault {
  return {
    ...{ id, part: "camera", code, subject: "front", severity: "warning", text: "no frames", hint: "look" },
    ...{ since: 0, acknowledged: null },
  };
}

function made(stored = new Map<string, UpkeepRow>(), clock = new FakeClock()) {
  const disk = { full: false };
  const check = (): void => {
    if (disk.full) throw new Error("ENOSPC");
  };
  const rows: UpkeepRows = {
    put(_kind, row) {
      check();
      stored.set(row.id, row);
    },
    get: () => null,
    remove(_kind, id) {
      check();
      stored.delete(id);
    },
    open: () => [...stored.values()],
    between: () => [],
  };
  const sent: { readonly change: string; readonly id: string; readonly at: number }[] = [];
  const log = memoryLog();
  const messages = createFaultMessages({
    ...{ clock, log, rows: () => rows },
    send(change, { id }, at) {
      check();
      sent.push({ change, id, at });
    },
  });
  const stop = new AbortController();
  const run = () => void messages.service.run(stop.signal);
  /** Ten messages at once, of another fault of the same kind. */
  const spend = (code?: string): void => {
    for (let i = 0; i < 5; i++) {
      messages.tell("raised", aFault("other", code));
      messages.tell("cleared", aFault("other", code));
    }
    sent.length = 0;
  };
  return { stored, clock, disk, sent, log, messages, run, spend, stop };
}

test("what is held back is told as it is in the end, with the time at which it became so", async () => {
  const { clock, sent, messages, run, spend, stored } = made();
  run();
  spend();
  messages.tell("raised", aFault("stays"));
  const at = clock.now();
  await clock.advance(1_000);
  messages.tell("raised", aFault("short"));
  messages.tell("cleared", aFault("short"));
  expect(sent).toEqual([]);
  await clock.advance(tenMinutes);
  expect(sent).toEqual([{ change: "raised", id: "stays", at }]);
  const changes = ["cleared", "raised", "cleared"] as const;
  for (const change of changes) messages.tell(change, aFault("stays"));
  await clock.advance(tenMinutes);
  expect(sent.slice(1)).toMatchObject([{ change: "cleared", id: "stays" }]);
  expect(stored.size).toBe(0);
});

test("the end of a fault that the receiver knows from an earlier run is told, whatever it did before", async () => {
  const { clock, sent, messages, run, spend } = made();
  run();
  spend("CAMERA_BLIND");
  // Another code of the same fault has used up what is told at once.
  for (const change of ["changed", "cleared", "raised", "cleared"] as const)
    messages.tell(change, aFault("earlier", "CAMERA_BLIND"));
  await clock.advance(tenMinutes);
  expect(sent).toMatchObject([{ change: "cleared", id: "earlier" }]);
});

test("what could not be sent is tried again until it is, and what is held back outlives a restart", async () => {
  const { clock, disk, sent, log, messages, run, spend, stored, stop } = made();
  run();
  messages.tell("raised", aFault("a"));
  disk.full = true;
  messages.tell("cleared", aFault("a"));
  expect(log.lines.at(-1)?.fields).toMatchObject({ code: "CAMERA_LOST", reason: "ENOSPC" });
  await clock.advance(tenMinutes);
  expect(log.lines.at(-1)?.text).toContain("tried again");
  disk.full = false;
  await clock.advance(tenMinutes);
  expect(sent.map(({ change }) => change)).toEqual(["raised", "cleared"]);
  spend();
  messages.tell("raised", aFault("b"));
  stop.abort();
  stored.set("broken", { id: "broken", at: 0, open: true, body: { change: "melted" } });
  const next = made(stored, clock);
  next.run();
  expect(next.sent).toMatchObject([{ change: "raised", id: "b" }]);
  expect(next.log.lines).toMatchObject([{ level: "warn", fields: { id: "broken" } }]);
  await clock.advance(3 * tenMinutes);
  expect(next.sent).toHaveLength(1);
});

test("what began and ended while the disk took nothing is told soon after", async () => {
  const { clock, sent, messages, run, disk, stored, stop } = made();
  run();
  disk.full = true;
  messages.tell("raised", aFault("floor", "DISK_FLOOR"));
  await clock.advance(60_000);
  messages.tell("cleared", aFault("floor", "DISK_FLOOR"));
  await clock.advance(20_000);
  expect(sent).toEqual([]);
  disk.full = false;
  await clock.advance(10_000);
  expect(sent.map(({ change, id, at }) => [change, id, at > 0])).toEqual([
    ["raised", "floor", true],
    ["cleared", "floor", true],
  ]);
  expect(stored.size).toBe(0);
  await clock.advance(tenMinutes);
  expect(sent).toHaveLength(2);
  messages.tell("raised", aFault("again", "DISK_FLOOR"));
  expect(sent.at(-1)).toMatchObject({ change: "raised", id: "again" });
  stop.abort();
});

test("a fault that comes and goes fills no outbox, and the receiver knows in the end what stands, over a restart too", async () => {
  const first = await startUpkeep({});
  for (let i = 0; i < 120; i++) {
    first.faults.raise(lost);
    await first.clock.advance(10_000);
    first.faults.clear("CAMERA_LOST", "front");
    await first.clock.advance(i % 2 === 0 ? 10_000 : 70_000);
  }
  // An hour and forty minutes: ten at once in each hour, then what is due every ten minutes.
  const count = first.messages().length;
  expect(count).toBeGreaterThanOrEqual(20);
  expect(count).toBeLessThan(45);
  first.faults.raise({ ...lost, severity: "critical" });
  expect(first.messages()).toHaveLength(count + 1);
  first.faults.clear("CAMERA_LOST", "front");
  first.faults.raise(lost);
  await first.end();
  const second = await startUpkeep({ dir: first.dir, clock: first.clock });
  second.faults.raise(lost);
  await second.clock.advance(600_000);
  const last = new Map(second.messages().map(({ faultId, change }) => [faultId, change]));
  const [standing] = second.faults.list();
  expect(last.get(standing?.id)).not.toBe("cleared");
  expect([...last].filter(([, change]) => change !== "cleared").map(([id]) => id)).toEqual([standing?.id]);
});
