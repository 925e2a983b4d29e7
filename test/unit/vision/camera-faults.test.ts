import { expect, it } from "vitest";
import { createFaults } from "../../../src/shared/platform/fault-board.js";
import { createCameraFaults } from "../../../src/unit/vision/link/camera-faults.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { memoryLog } from "../../kit/doubles/log.js";

let ids = 0;

function setUp() {
  const clock = new FakeClock();
  const heard: string[] = [];
  const log = memoryLog();
  const faults = createFaults({
    newId: () => `f${String(++ids)}`,
    clock,
    log,
    shown: (text) => text,
    onChange: (change, { code, since }) =>
      void heard.push(`${change} ${code} ${String(clock.now() - since)}`),
  });
  const cameras = createCameraFaults(faults);
  const see = async (state: "live" | "lost" | "starting", seconds: number): Promise<void> => {
    for (let i = 0; i < seconds; i++) {
      cameras.saw([{ id: "front", state }], clock.monoNs());
      await clock.advance(1_000);
    }
  };
  return { faults, heard, log, cameras, see };
}

it("a camera whose frames come for a moment stays lost, since the beginning, and another code replaces it", async () => {
  const { faults, heard, log, cameras, see } = setUp();
  cameras.raise("front", "CAMERA_LOST", { text: "the stream ended" });
  await see("lost", 2);
  cameras.mended("front", "CAMERA_LOST");
  await see("live", 2);
  cameras.raise("front", "CAMERA_REFUSED", { text: "no picture came" });
  expect(faults.list()).toMatchObject([{ code: "CAMERA_REFUSED" }]);
  expect(heard).toEqual(["raised CAMERA_LOST 0", "changed CAMERA_REFUSED 4000"]);
  // Or the journal would show a fault that never ended.
  expect(log.lines.at(-1)?.fields).toMatchObject({ code: "CAMERA_REFUSED", replaces: "CAMERA_LOST" });
  cameras.mended("front", "CAMERA_REFUSED");
  await see("live", 3);
  expect(faults.list()).toHaveLength(1);
  await see("live", 1);
  expect(faults.list()).toEqual([]);
});

it("the end of the vision process mends no camera", async () => {
  const { faults, cameras, see } = setUp();
  cameras.raise("front", "CAMERA_LOST", { text: "the stream ended" });
  cameras.raise("front", "CAMERA_BLIND", { text: "the picture is black" });
  cameras.orphaned();
  await see("starting", 3);
  expect(faults.list()).toHaveLength(2);
  await see("live", 6);
  expect(faults.list()).toMatchObject([{ code: "CAMERA_BLIND" }]);
  await see("live", 90);
  expect(faults.list()).toEqual([]);
});

it("what only the process can see is over when it says so", async () => {
  const { faults, cameras, see } = setUp();
  cameras.raise("front", "CAMERA_BLIND", { text: "the picture is black" });
  await see("live", 10);
  expect(faults.list()).toHaveLength(1);
  cameras.mended("front", "CAMERA_BLIND");
  expect(faults.list()).toEqual([]);
});
