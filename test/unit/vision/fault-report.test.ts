import sharp from "sharp";
import { expect, it } from "vitest";
import type { FromVision } from "../../../src/unit/vision/messages.js";
import { createFaultReport } from "../../../src/unit/vision/child/fault-report.js";
import { proofPicture } from "../../../src/unit/vision/child/proof-picture.js";
import { createFaultPictures } from "../../../src/unit/upkeep/fault-pictures.js";
import type { UpkeepRow, UpkeepRows } from "../../../src/unit/core/upkeep/rows.js";
import { keepsFromSeeing } from "../../../src/unit/core/watching.js";
import { memoryLog } from "../../kit/doubles/log.js";

it("tells each fault of the picture once, with its own code, and beside what the capture says", () => {
  const told: string[] = [];
  const report = createFaultReport("front", (message: FromVision) => {
    if (message.kind === "fault" || message.kind === "mended") told.push(`${message.kind} ${message.code}`);
  });
  report.camera({ code: "CAMERA_LOST", text: "the stream ended" });
  expect(report.picture({ kind: "dirty", proof: "p" }, 0n)).toBe("CAMERA_DIRTY");
  expect(report.picture({ kind: "dirty", proof: "p" }, 1n)).toBeNull();
  expect(report.picture({ kind: "dark", proof: "p" }, 2n)).toBe("CAMERA_BLIND");
  report.camera(null);
  expect(report.picture(null, 3n)).toBeNull();
  expect(told).toEqual([
    "fault CAMERA_LOST",
    "fault CAMERA_DIRTY",
    "fault CAMERA_BLIND",
    "mended CAMERA_DIRTY",
    "mended CAMERA_LOST",
    "mended CAMERA_BLIND",
  ]);
});

it("asks for one picture an hour of a fault that comes and goes", () => {
  const report = createFaultReport("front", () => undefined);
  const minuteNs = 60_000_000_000n;
  const asked = Array.from({ length: 120 }, (_, i) => {
    const code = report.picture({ kind: "blurred", proof: "p" }, BigInt(i) * minuteNs);
    report.picture(null, BigInt(i) * minuteNs + 1n);
    return code;
  });
  expect(asked.filter((code) => code !== null)).toHaveLength(2);
});

it("counts a camera as blind only where it reads no plates", () => {
  expect(["CAMERA_LOST", "CAMERA_BLIND", "CAMERA_FOCUS", "CAMERA_LAMP"].every(keepsFromSeeing)).toBe(true);
  expect(["CAMERA_DIRTY", "CAMERA_STILL", "GPS_LOST"].some(keepsFromSeeing)).toBe(false);
});

it("keeps a picture that shows the scene, too coarse for a plate, with private places black", async () => {
  const [width, height] = [1920, 1080];
  const plane = (value: number): Uint8Array => new Uint8Array((width * height) / 4).fill(value);
  const colour = { kind: "i420", u: plane(90), v: plane(200), fullRange: false, matrix: "bt709" } as const;
  const picture = { width, height, y: new Uint8Array(width * height).fill(120), colour };
  const jpeg = await proofPicture(picture, [{ x: 0.5, y: 0, w: 0.5, h: 1 }]);
  const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([96, 54]);
  const at = (x: number) => [...data.subarray(3 * (27 * info.width + x), 3 * (27 * info.width + x) + 3)];
  const [red = 0, , blue = 255] = at(20);
  expect(red).toBeGreaterThan(blue + 60);
  expect(Math.max(...at(75))).toBeLessThan(12);
});

it("gives a fault's picture back, and a broken store keeps no fault from being told", () => {
  const rows = new Map<string, UpkeepRow>();
  const table = {
    put: (_kind: string, row: UpkeepRow) => void rows.set(row.id, row),
    get: (_kind: string, id: string) => rows.get(id) ?? null,
  } as unknown as UpkeepRows;
  const pictures = createFaultPictures(table, memoryLog());
  const fault = { id: "f", since: 5, code: "CAMERA_BLIND" };
  pictures.save(fault, new Uint8Array([1, 2, 255]));
  expect([...(pictures.find("f") ?? [])]).toEqual([1, 2, 255]);
  expect(pictures.find("g")).toBeNull();
  const broken = {
    ...table,
    put: () => {
      throw new Error("the disk is full");
    },
  };
  const log = memoryLog();
  createFaultPictures(broken, log).save(fault, new Uint8Array(1));
  expect(log.lines).toMatchObject([{ level: "warn" }]);
});
