import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { loadPicture } from "../../../src/unit/vision/plates/image.js";
import { hugePng } from "../../kit/samples/huge-png.js";
import { scratchFolder } from "../../kit/units/scratch.js";

describe("loadPicture", () => {
  it("turns a picture as its EXIF note says", async () => {
    const file = join(scratchFolder(), "turned.jpg");
    // White above black, noted as lying on its side: viewers show black left of white (orientation 6 turns it right).
    const white = await sharp({ create: { width: 40, height: 16, channels: 3, background: "white" } })
      .png()
      .toBuffer();
    await sharp({ create: { width: 40, height: 32, channels: 3, background: "black" } })
      .composite([{ input: white, top: 0, left: 0 }])
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toFile(file);
    const picture = await loadPicture(file);
    expect([picture.width, picture.height]).toEqual([32, 40]);
    expect(picture.y[20 * 32 + 4]).toBeLessThan(10);
    expect(picture.y[20 * 32 + 28]).toBeGreaterThan(245);
  });

  it("refuses a picture that declares too many pixels, before it takes their memory", async () => {
    const before = process.memoryUsage().rss;
    await expect(loadPicture(hugePng(scratchFolder()))).rejects.toThrow(/pixel limit/);
    expect(process.memoryUsage().rss - before).toBeLessThan(200e6);
  });
});
