// Who lets the models rest: nobody who did not ask for it, for a plate may be missed by it.
import { expect, it } from "vitest";
import { cameraSchema } from "../../../src/unit/config/schema.js";
import { idleGateOf } from "../../../src/unit/vision/pipeline.js";

const gateWith = (keys: object) =>
  idleGateOf({
    ...cameraSchema.parse({ id: "lane-2", source: "rtsp://10.0.0.8/main", ...keys }),
    moving: false,
  });

it("reads every frame unless the configuration says otherwise", () => {
  expect(gateWith({})).toBeNull();
  expect(gateWith({ restWhenIdle: true })).not.toBeNull();
});

it("never rests over a file that is read without loss", () => {
  expect(gateWith({ source: "clip.mp4", pace: "fast", restWhenIdle: true })).toBeNull();
});
