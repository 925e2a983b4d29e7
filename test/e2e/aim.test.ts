// A camera is aimed on the page: the built daemon reads a real RTSP camera, in Debian's Chromium; build first.
import type { Page } from "playwright-core";
import sharp from "sharp";
import { expect, it, onTestFinished } from "vitest";
import type { AimJson } from "../../src/shared/web/aim-types.js";
import { lumaOfRgb } from "../../src/unit/vision/plates/image.js";
import { shippedModels } from "../../src/unit/vision/plates/manifest.js";
import { isAsserted, openModels, readPlates, type Models } from "../../src/unit/vision/plates/read-plates.js";
import { launchBrowser } from "../kit/peers/chromium.js";
import { startRtspServer } from "../kit/peers/rtsp.js";
import { barriers, smallTargets } from "../kit/units/barriers.js";
import { openPage } from "../kit/units/browser.js";
import { passwords } from "../kit/units/console.js";
import { startDaemon, tagwatch, unitFolder, writeUnitConfig } from "../kit/units/daemon.js";
import { patient, sizes } from "../kit/units/officer.js";

const [large, small] = sizes;
const clip = new URL("../../fixtures/clips/front.mp4", import.meta.url).pathname;

/** A daemon before an RTSP camera, with an officer and a technician; its page's address. */
async function startUnit(): Promise<string> {
  const camera = await startRtspServer({ lane: clip });
  const folder = unitFolder();
  onTestFinished(() => folder.remove());
  const config = writeUnitConfig(folder, {
    cameras: [
      {
        ...{ id: "lane", name: "Lane 2", source: camera.address("lane") },
        region: [
          [0, 0.2],
          [1, 0.2],
          [1, 1],
          [0, 1],
        ],
      },
    ],
    console: { port: 0 },
  });
  const password = folder.secret("password", passwords);
  for (const [name, role] of [
    ["olive", "officer"],
    ["tess", "technician"],
  ]) {
    const added = tagwatch([
      ...["user", "add", name, "--role", role],
      ...["--password-file", password, "--config", config],
    ]);
    expect(added.status, added.stderr).toBe(0);
  }
  const daemon = startDaemon(config);
  onTestFinished(() => void daemon.child.kill("SIGKILL"));
  const line = await daemon.line(/console listens/);
  return /http:\/\/[\d.:]+/.exec(line)?.[0] ?? "";
}

async function signIn(page: Page, url: string, name: string): Promise<void> {
  await page.goto(`${url}/#/unit`);
  await page.fill("[name=name]", name);
  await page.fill("[name=password]", passwords);
  await page.fill("[name=purpose]", "Training");
  await page.locator("form [type=submit]").tap();
  await page.waitForSelector(".unit-page");
}

type Shown = NonNullable<AimJson["shown"]>;

/** Opens the live picture and waits until a plate that is wide enough was measured; what the unit answered, growing. */
async function aim(page: Page): Promise<readonly Shown[]> {
  const answers: Shown[] = [];
  page.on("response", (response) => {
    if (!response.url().endsWith("/api/cameras/lane/picture")) return;
    response.json().then(
      ({ shown }: AimJson) => shown && answers.push(shown),
      () => undefined,
    );
  });
  await page.getByLabel("Live picture of Lane 2").tap();
  await page.locator(".aim-figures li.good").first().waitFor({ timeout: 120_000 });
  return answers;
}

/** Texts that the shipped models would assert in a picture. */
async function textsIn(models: Models, jpeg: string): Promise<readonly string[]> {
  const { data, info } = await sharp(Buffer.from(jpeg, "base64")).raw().toBuffer({ resolveWithObject: true });
  const y = lumaOfRgb(data, info.width * info.height);
  const { readings } = await readPlates(models, {
    ...{ width: info.width, height: info.height, y },
    colour: { kind: "rgb", data },
  });
  return readings
    .filter((reading) => isAsserted(reading, models.manifest, 0.5))
    .map(({ candidates }) => candidates[0]?.text ?? "");
}

it(
  "shows an officer the plates and their width, and a technician the numbers alone",
  async () => {
    const url = await startUnit();
    const browser = await launchBrowser();
    onTestFinished(() => browser.close());
    const monoNs = (): bigint => process.hrtime.bigint();
    const models = await openModels(shippedModels, { threads: 1, monoNs, tables: null });
    onTestFinished(() => models.close());

    const { page } = await openPage(browser, large);
    page.setDefaultTimeout(60_000);
    await signIn(page, url, "olive");
    const seen = await aim(page);
    expect(seen[0]).toMatchObject({ covered: false, width: 1280, neededPx: 80, leastPx: 40 });
    const sharpest = Math.max(...seen.flatMap(({ plates }) => plates).map(({ sharpness }) => sharpness));
    expect(sharpest).toBeGreaterThan(0.3);
    // What an officer sees can be read.
    let next = 0;
    const read = async (): Promise<string> =>
      next < seen.length ? (await textsIn(models, seen[next++]?.jpeg ?? "")).join() : "";
    await expect.poll(read, { timeout: 60_000 }).toMatch(/^[A-Z0-9,]{6,}$/);
    // Vehicles come and go: one of them is near enough.
    await expect
      .poll(() => page.locator(".aim-figures").innerText(), { timeout: 60_000 })
      .toMatch(/\d+ px wide\s+Wide enough\.[\s\S]*Sharpness \d/);
    // Something is drawn: the picture, and boxes in the green of "wide enough".
    const greens = (): Promise<number> =>
      page.evaluate(() => {
        const canvas = document.querySelector<HTMLCanvasElement>(".aim-picture canvas");
        const pen = canvas?.getContext("2d");
        if (!canvas || !pen) return 0;
        const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
        let green = 0;
        for (let at = 0; at < data.length; at += 4)
          if (data[at] === 0x3d && data[at + 1] === 0xdc && data[at + 2] === 0x84) green++;
        return green;
      });
    await expect.poll(greens, { timeout: 60_000 }).toBeGreaterThan(50);
    expect.soft(await barriers(page), "live picture").toEqual([]);
    await page.goBack();
    await page.waitForSelector(".unit-page");
    await page.close();

    const { page: narrow } = await openPage(browser, small);
    narrow.setDefaultTimeout(60_000);
    await signIn(narrow, url, "tess");
    const covered = await aim(narrow);
    expect(covered.every((one) => one.covered)).toBe(true);
    expect(covered.some(({ plates }) => plates.length > 0)).toBe(true);
    for (const { jpeg } of covered) expect(await textsIn(models, jpeg)).toEqual([]);
    expect(await narrow.locator(".aim-page").innerText()).toMatch(/plates are covered[\s\S]*\d+ px wide/);
    expect(await narrow.content()).not.toMatch(/483KTR|SB8E4K|917HLM|7214AWD/);
    expect(await smallTargets(narrow, ".aim-page")).toEqual([]);
    expect.soft(await barriers(narrow), "covered").toEqual([]);
  },
  2 * patient,
);
