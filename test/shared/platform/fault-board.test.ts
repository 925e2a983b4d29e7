import { expect, it } from "vitest";
import type { Severity } from "../../../src/shared/domain/closed-sets.js";
import { createFaults } from "../../../src/shared/platform/fault-board.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { memoryLog } from "../../kit/doubles/log.js";

let ids = 0;

it("tells of beginnings, changes and ends, and keeps the time a fault began", async () => {
  const clock = new FakeClock();
  const log = memoryLog();
  const heard: string[] = [];
  const faults = createFaults({
    newId: () => `f${String(++ids)}`,
    clock,
    log,
    shown: (text) => text,
    onChange: (change, fault) => void heard.push(`${change} ${fault.subject}`),
  });
  const stalled = {
    code: "CAMERA_STALLED",
    subject: "front",
    severity: "critical",
    text: "no frame for 10 s",
  } as const;
  faults.raise(stalled);
  faults.raise(stalled);
  await clock.advance(5_000);
  faults.raise({ ...stalled, text: "no frame for 15 s" });
  faults.raise({ ...stalled, subject: "rear" });
  expect(faults.list().map((fault) => [fault.subject, clock.now() - fault.since])).toEqual([
    ["front", 5_000],
    ["rear", 0],
  ]);
  expect(faults.list()[0]?.hint).toMatch(/cable/);
  faults.clear("CAMERA_STALLED", "front");
  faults.clear("CAMERA_STALLED", "front");
  expect(heard).toEqual(["raised front", "worded front", "raised rear", "cleared front"]);
  expect(log.lines.filter((line) => line.text === "fault")).toHaveLength(2);
});

it("takes secrets out of the words of a fault before anyone hears them", () => {
  const heard: string[] = [];
  const log = memoryLog();
  const shown = (text: string): string => text.replaceAll("s3cret", "***");
  const faults = createFaults({
    newId: () => `f${String(++ids)}`,
    clock: new FakeClock(),
    log,
    shown,
    onChange: (_change, fault) => void heard.push(fault.text),
  });
  faults.raise({
    code: "CAMERA_LOST",
    subject: "front",
    severity: "critical",
    text: "no rtsp://u:s3cret@h/x",
  });
  expect(heard).toEqual(["no rtsp://u:***@h/x"]);
  expect(JSON.stringify([log.lines, faults.list()])).not.toContain("s3cret");
});

const board = () => {
  const deps = { clock: new FakeClock(), log: memoryLog(), shown: (text: string) => text };
  return createFaults({ ...deps, newId: () => `f${String(++ids)}`, onChange: () => undefined });
};
const lost = (severity: Severity) =>
  ({ code: "CAMERA_LOST", subject: "front", severity, text: "gone" }) as const;
const by = { by: "pat", at: 5, way: "page" } as const;

it("does not count a warning's acknowledgement once it is critical, also when it comes back so or after a restart", () => {
  const faults = board();
  faults.raise(lost("warning"));
  faults.acknowledge(faults.list()[0]?.id ?? "", by);
  const asWarning = faults.list();
  const graver = { acknowledged: null, knownAsWarning: { by: "pat" } };
  faults.raise(lost("critical"));
  expect(faults.list()).toMatchObject([graver]);
  faults.raise(lost("warning"));
  expect(faults.list()).toMatchObject([{ acknowledged: { by: "pat", severity: "warning" } }]);
  faults.clear("CAMERA_LOST", "front");
  faults.raise(lost("critical"));
  expect(faults.list()).toMatchObject([graver]);
  const restarted = board();
  restarted.raise(lost("critical"));
  restarted.expect(asWarning);
  expect(restarted.list()).toMatchObject([graver]);
});

it("keeps the acknowledgement of a critical fault that is a warning for a while", () => {
  const faults = board();
  faults.raise(lost("critical"));
  faults.acknowledge(faults.list()[0]?.id ?? "", by);
  faults.raise(lost("warning"));
  faults.raise(lost("critical"));
  expect(faults.list()).toMatchObject([{ acknowledged: { by: "pat", severity: "critical" } }]);
});
