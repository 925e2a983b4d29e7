// A region and private places are drawn on the page by mouse, finger and keys; the lines go through `tagwatch config apply`.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import sharp from "sharp";
import { expect, it } from "vitest";
import { loadConfig } from "../../src/unit/config/load.js";
import type { AimedPicture, AimWish } from "../../src/unit/core/aim.js";
import type { View } from "../../src/unit/core/view.js";
import { quietUpkeep } from "../kit/doubles/upkeep.js";
import { barriers, smallTargets } from "../kit/units/barriers.js";
import { patient, signIn, sizes, useConsole } from "../kit/units/officer.js";
import { runTagwatch } from "../kit/units/program.js";
import { scratchFolder } from "../kit/units/scratch.js";

const [large, small] = sizes;
const open = useConsole();

const present: View = {
  region: [
    { x: 0.1, y: 0.4 },
    { x: 0.9, y: 0.4 },
    { x: 0.9, y: 0.9 },
    { x: 0.1, y: 0.9 },
  ],
  masks: [],
};

/** A unit whose camera shows grey with one plate in the lower half. */
async function unitThatSees(view: View) {
  const grey = { width: 640, height: 360, channels: 3, background: "#888" } as const;
  const jpeg = await sharp({ create: grey }).jpeg().toBuffer();
  const aim = ({ camera, covered }: AimWish): AimedPicture => ({
    ...{ camera, covered, capturedMonoNs: 0n, width: 1280, height: 720 },
    ...{ sharpness: 88, neededPx: 80, leastPx: 40, view, jpeg },
    plates: [{ box: { x: 0.7, y: 0.7, w: 0.1, h: 0.05 }, widthPx: 128, sharpness: 0.7, watched: true }],
  });
  return { upkeep: { ...quietUpkeep, aim } };
}

async function openDrawing(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Unit" }).tap();
  await page.getByLabel("Live picture of Front left").tap();
  await page.getByRole("button", { name: "Draw region and private places" }).tap();
  await page.waitForSelector(".draw-stage");
}

/** Where a fraction of the picture is on the screen. */
async function on(page: Page, x: number, y: number): Promise<{ x: number; y: number }> {
  const box = await page.locator(".draw-stage").boundingBox();
  if (!box) throw new Error("no stage");
  return { x: box.x + x * box.width, y: box.y + y * box.height };
}

async function drag(
  page: Page,
  from: readonly [number, number],
  to: readonly [number, number],
): Promise<void> {
  const [a, b] = [await on(page, ...from), await on(page, ...to)];
  await page.mouse.move(a.x, a.y);
  await page.mouse.down();
  await page.mouse.move((a.x + b.x) / 2, (a.y + b.y) / 2);
  await page.mouse.move(b.x, b.y);
  await page.mouse.up();
}

async function tapOn(page: Page, x: number, y: number): Promise<void> {
  const at = await on(page, x, y);
  await page.touchscreen.tap(at.x, at.y);
}

const lines = (page: Page): Promise<string> => page.locator(".draw-yaml").inputValue();

/** What the real command makes of lines, in a configuration with another region. */
async function applied(yaml: string) {
  const dir = scratchFolder();
  const file = join(dir, "tagwatch.yaml");
  const before = [
    "unit: { id: p, kind: pole, name: P, watchedBy: Desk }",
    "cameras: [{ id: front, source: rtsp://10.0.0.8/main, region: [[0, 0], [1, 0], [0, 1]] }]",
    "gps: { kind: fixed, lat: 38.8, lon: -94.8 }",
    "store: { key: /etc/tagwatch/unit.key }",
  ];
  writeFileSync(file, before.join("\n"));
  writeFileSync(join(dir, "front.yaml"), yaml);
  const { status, text } = await runTagwatch("config", "apply", join(dir, "front.yaml"), "--config", file);
  expect([status, text]).toEqual([0, expect.stringContaining("is changed")]);
  return loadConfig(file).cameras[0];
}

it(
  "by mouse and keys: corners and a private place, undone and given as lines",
  async () => {
    const { unit, page, opened } = await open(large, await unitThatSees(present));
    await signIn(page, unit, "tess");
    await openDrawing(page);
    const panel = page.locator(".draw-panel");
    expect(await panel.innerText()).toMatch(/1 of 1 plates[\s\S]*Nothing is changed/);

    await drag(page, [0.9, 0.9], [0.5, 0.8]);
    // The plate stands to the right of the new corner.
    await expect.poll(() => panel.innerText()).toContain("0 of 1 plates in this picture would be read.");
    await expect.poll(() => lines(page)).toContain("[[0.1, 0.4], [0.9, 0.4], [0.");
    await page.keyboard.press("Control+z");
    await expect.poll(() => panel.innerText()).toContain("Nothing is changed");

    // Over the bare picture: a private place.
    await drag(page, [0.2, 0.05], [0.4, 0.3]);
    await expect.poll(() => page.locator(".draw-mask").count()).toBe(1);

    // Keys alone: the first corner to the left, a step of a hundredth and one of a thousandth.
    await page.getByLabel("Corner 1 of the region").focus();
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Shift+ArrowUp");
    await expect
      .poll(() => page.locator(".draw-held").innerText())
      .toContain("9.0 % from the left, 39.9 % from the top");

    const yaml = await lines(page);
    const camera = await applied(yaml);
    expect(camera?.region).toEqual([
      [0.09, 0.399],
      [0.9, 0.4],
      [0.9, 0.9],
      [0.1, 0.9],
    ]);
    const [mask] = camera?.masks ?? [];
    for (const [value, drawn] of [
      [mask?.x, 0.2],
      [mask?.y, 0.05],
      [mask?.w, 0.2],
      [mask?.h, 0.25],
    ])
      expect(value).toBeCloseTo(drawn ?? NaN, 2);

    const saving = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download" }).tap();
    const download = await saving;
    expect(download.suggestedFilename()).toBe("front.yaml");
    expect(readFileSync(await download.path(), "utf8")).toBe(yaml);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("button", { name: "Copy" }).tap();
    await page.getByText("Copied.").waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(yaml);
    expect(await panel.innerText()).toContain("sudo tagwatch config apply ./front.yaml");
    expect.soft(await barriers(page), "drawing").toEqual([]);
    // The first question of a page is who is signed in.
    expect(opened.complaints.filter((text) => !text.includes("401"))).toEqual([]);
  },
  patient,
);

it(
  "by touch alone, without a drag; what is wrong is said instead of lines",
  async () => {
    const { unit, page } = await open(small, await unitThatSees({ ...present, region: null }));
    await signIn(page, unit, "olive");
    await openDrawing(page);
    const button = (name: string) => page.getByRole("button", { name, exact: true });
    await button("Draw a region").tap();
    await page.locator(".draw-handle").nth(3).waitFor();
    expect(await smallTargets(page, ".aim-page")).toEqual([]);

    // The first corner is held; touched is where it is to be: beyond the edge on the other side, so that edges cross.
    await tapOn(page, 0.97, 0.6);
    await page.getByText(/The edges after corner \d and after corner \d meet or cross/).waitFor();
    expect(await page.locator(".draw-yaml").count()).toBe(0);
    expect.soft(await barriers(page), "faults").toEqual([]);
    await button("Undo").tap();
    await page.locator(".draw-yaml").waitFor();

    await button("Add a corner").tap();
    await expect.poll(() => page.locator(".draw-handle").count()).toBe(5);
    await button("Remove").tap();
    await button("Add a private place").tap();
    await button("Move right").tap();
    await expect
      .poll(() => page.locator(".draw-held").innerText())
      .toContain("51.0 % from the left, 50.0 % from the top");
    const camera = await applied(await lines(page));
    expect(camera?.region).toHaveLength(4);
    expect(camera?.masks).toEqual([{ x: 0.41, y: 0.4, w: 0.2, h: 0.2 }]);

    await button("Remove").tap();
    await button("Read everywhere").tap();
    await page.getByText("Nothing is changed").waitFor();

    // One way back at a time, and it says where to.
    const head = page.locator(".aim-head button");
    expect(await head.allInnerTexts()).toEqual(["Back to measuring"]);
    await head.tap();
    await page.locator(".aim-figures").waitFor();
    expect(await head.allInnerTexts()).toEqual(["Back to Unit", "Draw region and private places"]);
    await button("Back to Unit").tap();
    await page.locator(".unit-page").waitFor();
  },
  patient,
);
