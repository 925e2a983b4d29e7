// A camera's live picture over the page: who sees which, and what the trail says of it.
import { expect, it } from "vitest";
import type { AimJson } from "../../../src/shared/web/aim-types.js";
import type { AimedPicture, AimWish } from "../../../src/unit/core/aim.js";
import { quietUpkeep } from "../../kit/doubles/upkeep.js";
import { startConsole } from "../../kit/units/console.js";
import { signedIn } from "../../kit/units/console-client.js";

const path = "/api/cameras/front/picture";

/** A unit whose cameras show a picture of two seconds ago; and what was asked for. */
async function open() {
  const asked: AimWish[] = [];
  const aim = (wish: AimWish): AimedPicture | null => {
    asked.push(wish);
    return wish.camera === "rear" ? null : picture(wish, unit.clock.monoNs() - 2_000_000_000n);
  };
  const unit = await startConsole({ upkeep: { ...quietUpkeep, aim } });
  return { unit, asked };
}

const picture = (wish: AimWish, capturedMonoNs: bigint): AimedPicture => ({
  ...wish,
  capturedMonoNs,
  ...{ width: 1920, height: 1080, sharpness: 88, neededPx: 80, leastPx: 40 },
  view: { region: [{ x: 0, y: 0 }], masks: [{ x: 0.5, y: 0, w: 0.1, h: 0.1 }] },
  plates: [{ box: { x: 0.1, y: 0.1, w: 0.1, h: 0.05 }, widthPx: 118, sharpness: 0.7, watched: true }],
  jpeg: Uint8Array.of(0xff, 0xd8, wish.covered ? 1 : 0),
});

it("shows plates to who may see them, and covered ones to the technician", async () => {
  const { unit, asked } = await open();
  for (const [name, covered] of [
    ["olive", false],
    ["sam", false],
    ["tess", true],
    ["max", true],
  ] as const) {
    const { status, body } = await (await signedIn(unit.url, name)).request<AimJson>(path);
    expect([name, status, asked.at(-1)]).toEqual([name, 200, { camera: "front", covered }]);
    expect(body.shown).toMatchObject({ covered, ageMs: 2_000, neededPx: 80, region: [{ x: 0, y: 0 }] });
    expect([...Buffer.from(body.shown?.jpeg ?? "", "base64")]).toEqual([0xff, 0xd8, covered ? 1 : 0]);
  }
  const [ada, tess] = [await signedIn(unit.url, "ada"), await signedIn(unit.url, "tess")];
  expect((await ada.request(path)).status).toBe(403);
  expect((await tess.request("/api/cameras/rear/picture")).body).toEqual({ camera: "rear", shown: null });
  expect((await tess.request("/api/cameras/none/picture")).status).toBe(404);
  expect((await tess.request("/api/cameras/..%2Fx/picture")).status).toBe(400);
});

it("writes each opening into the trail once, and shows nothing without the line", async () => {
  const { unit, asked } = await open();
  const tess = await signedIn(unit.url, "tess");
  const opened = (): readonly string[] =>
    unit.audit.lines.filter(({ event }) => event === "camera.aim").map(({ object }) => object ?? "");
  for (let i = 0; i < 3; i++) await tess.request(path);
  expect(opened()).toEqual(["front"]);
  await tess.request("/api/cameras/rear/picture");
  expect(opened()).toEqual(["front", "rear"]);
  // Another person's, and a page that was closed meanwhile, are openings of their own.
  await (await signedIn(unit.url, "olive")).request(path);
  await unit.clock.advance(16_000);
  await tess.request(path);
  expect(opened()).toEqual(["front", "rear", "front", "front"]);
  expect(unit.audit.lines.at(-1)).toMatchObject({ detail: { plates: "covered" } });
  await unit.clock.advance(16_000);
  unit.audit.broken = true;
  const before = asked.length;
  expect((await tess.request(path)).status).toBe(503);
  expect(asked).toHaveLength(before);
});
