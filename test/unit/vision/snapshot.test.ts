import sharp from "sharp";
import { describe, expect, it } from "vitest";
import type { Picture } from "../../../src/shared/domain/types.js";
import { takeSnapshot } from "../../../src/unit/vision/child/snapshot.js";

/** A grey street with a saturated red plate, as a limited-range camera sends it. */
function street(
  width: number,
  height: number,
  plate: { x: number; y: number; w: number; h: number },
): Picture {
  const y = new Uint8Array(width * height).fill(126);
  const u = new Uint8Array((width * height) / 4).fill(128);
  const v = new Uint8Array((width * height) / 4).fill(128);
  for (let row = plate.y; row < plate.y + plate.h; row++) {
    for (let column = plate.x; column < plate.x + plate.w; column++) {
      const half = (row >> 1) * (width / 2) + (column >> 1);
      y[row * width + column] = 81;
      u[half] = 90;
      v[half] = 240;
    }
  }
  return { width, height, y, colour: { kind: "i420", u, v, fullRange: false, matrix: "bt601" } };
}

async function middle(jpeg: Uint8Array): Promise<number[]> {
  const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
  const at = 3 * (Math.floor(info.height / 2) * info.width + Math.floor(info.width / 2));
  return [...data.subarray(at, at + 3)];
}

describe("takeSnapshot", () => {
  const plate = { x: 300, y: 240, w: 60, h: 30 };

  it("shows the plate with its surroundings, in its colours", async () => {
    const { plate: jpeg } = await takeSnapshot(street(640, 480, plate), plate, {
      vehicleJpegWidth: 640,
      masks: [],
    }).jpegs();
    const { width, height } = await sharp(jpeg).metadata();
    expect([width, height]).toEqual([84, 52]);
    const [red, green, blue] = await middle(jpeg);
    expect(red).toBeGreaterThan(220);
    expect(Math.max(green, blue)).toBeLessThan(30);
  });

  it("shows the vehicle six plate widths wide, scaled down to the width asked for", async () => {
    const picture = street(640, 480, plate);
    const { vehicle } = await takeSnapshot(picture, plate, { vehicleJpegWidth: 640, masks: [] }).jpegs();
    expect((await sharp(vehicle).metadata()).width).toBe(360);
    const { vehicle: small } = await takeSnapshot(picture, plate, {
      vehicleJpegWidth: 200,
      masks: [],
    }).jpegs();
    expect((await sharp(small).metadata()).width).toBe(200);
  });

  it("keeps what it saw when the frame's memory is used again", async () => {
    const picture = street(640, 480, plate);
    const snapshot = takeSnapshot(picture, plate, { vehicleJpegWidth: 640, masks: [] });
    picture.y.fill(0);
    const [red] = await middle((await snapshot.jpegs()).plate);
    expect(red).toBeGreaterThan(220);
  });

  it.each(["i420", "rgb"] as const)("blackens a private place, and only that (%s)", async (kind) => {
    const yuv = street(640, 480, plate);
    const rgb = { kind: "rgb", data: new Uint8Array(640 * 480 * 3).fill(126) } as const;
    const picture = kind === "rgb" ? { ...yuv, colour: rgb } : yuv;
    // The left half of the frame is private: the vehicle's picture spans 150 to 510.
    const masks = [{ x: 0, y: 0, w: 0.5, h: 1 }];
    const { vehicle } = await takeSnapshot(picture, plate, { vehicleJpegWidth: 640, masks }).jpegs();
    const { data, info } = await sharp(vehicle).greyscale().raw().toBuffer({ resolveWithObject: true });
    const at = (x: number): number => data[10 * info.width + x] ?? -1;
    expect([at(0), at(150), at(200), at(info.width - 1)].map((luma) => luma > 60)).toEqual([
      false,
      false,
      true,
      true,
    ]);
    expect(Math.max(at(0), at(150))).toBeLessThan(8);
  });

  it.each([
    { x: -10, y: -5, w: 60, h: 30 },
    { x: 620, y: 470, w: 60, h: 30 },
    { x: 900, y: 900, w: 60, h: 30 },
  ])("stays inside the picture for a plate at $x,$y", async (box) => {
    const { plate: jpeg, vehicle } = await takeSnapshot(street(640, 480, plate), box, {
      vehicleJpegWidth: 640,
      masks: [],
    }).jpegs();
    expect((await sharp(jpeg).metadata()).width).toBeGreaterThan(0);
    expect((await sharp(vehicle).metadata()).width).toBeGreaterThan(0);
  });
});
