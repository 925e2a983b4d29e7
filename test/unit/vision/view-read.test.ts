// A region and masks decide what is read; the models are the shipped ones, the picture is of fixtures/eval.
import { expect, it, onTestFinished } from "vitest";
import { createClock } from "../../../src/shared/platform/clock.js";
import type { View } from "../../../src/unit/core/view.js";
import { loadPicture } from "../../../src/unit/vision/plates/image.js";
import { shippedModels } from "../../../src/unit/vision/plates/manifest.js";
import { openModels, readPlates } from "../../../src/unit/vision/plates/read-plates.js";

it("reads no plate outside the region or in a mask", async () => {
  const clock = createClock();
  const models = await openModels(shippedModels, { threads: 1, monoNs: () => clock.monoNs(), tables: null });
  onTestFinished(() => models.close());
  const picture = await loadPicture(
    new URL("../../../fixtures/eval/images/00.jpg", import.meta.url).pathname,
  );
  const places = async (view: View) => {
    const { readings } = await readPlates(models, picture, { characters: false, still: false, view });
    return readings.map(({ detection }) => detection.box);
  };
  const [box] = await places({ region: null, masks: [] });
  if (!box) throw new Error("the picture has no plate");
  const share = {
    x: box.x / picture.width,
    y: box.y / picture.height,
    w: box.w / picture.width,
    h: box.h / picture.height,
  };
  const corners = [
    { x: share.x, y: share.y },
    { x: share.x + share.w, y: share.y },
    { x: share.x + share.w, y: share.y + share.h },
    { x: share.x, y: share.y + share.h },
  ];
  expect(await places({ region: corners, masks: [] })).toEqual([box]);
  const below = corners.map(({ x, y }) => ({ x, y: y + share.h }));
  expect(await places({ region: below, masks: [] })).toEqual([]);
  expect(await places({ region: null, masks: [share] })).toEqual([]);
});
