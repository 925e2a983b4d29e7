import { expect, it } from "vitest";
import { createStatusLine, statusLine } from "../../../src/unit/health/status-line.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { memoryFaults } from "../../kit/doubles/faults.js";
import { someStatus } from "../../kit/units/console.js";

it("says in one line what cameras, uplink and GPS do", () => {
  const status = someStatus();
  expect(statusLine(status, [])).toBe(
    "front live 14.9 fps; rear lost; no uplink, 17 waiting; position 3d; 61 °C",
  );
  const down = { ...status, vision: { ...status.vision, running: false }, upload: null, position: null };
  expect(statusLine(down, [])).toBe(
    "NOT WATCHING; vision is down; front live 14.9 fps; rear lost; no uplink set up; no position; 61 °C",
  );
  const blind = { ...status, cameras: status.cameras.filter(({ state }) => state === "lost") };
  expect(statusLine(blind, [])).toBe("NOT WATCHING; rear lost; no uplink, 17 waiting; position 3d; 61 °C");
  const covered = { ...status, cameras: status.cameras.map((camera) => ({ ...camera, seeing: false })) };
  expect(statusLine(covered, [])).toMatch(/^NOT WATCHING; front live 14.9 fps, sees nothing; rear lost;/);
});

it("names faults, the critical ones first, and no more than three", () => {
  const status = { ...someStatus(), machine: null };
  const faults = memoryFaults();
  for (const subject of ["a", "b", "c"])
    faults.raise({ code: "CAMERA_LOST", subject, severity: "warning", text: "" });
  faults.raise({ code: "EVIDENCE_WRITE", subject: "store", severity: "critical", text: "" });
  expect(statusLine(status, faults.list())).toMatch(
    /; faults: EVIDENCE_WRITE store, CAMERA_LOST a, CAMERA_LOST b and 1 more$/,
  );
});

it("tells systemd every ten seconds until it is stopped", async () => {
  const clock = new FakeClock();
  const sent: string[] = [];
  const stop = new AbortController();
  const done = createStatusLine({
    clock,
    status: someStatus,
    faults: () => [],
    send: (state) => void sent.push(state),
  }).run(stop.signal);
  await clock.advance(25_000);
  expect(sent).toHaveLength(3);
  expect(sent[0]).toMatch(/^STATUS=front live/);
  stop.abort();
  await done;
});
