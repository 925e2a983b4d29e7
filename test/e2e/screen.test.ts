// What belongs to the screen and not to the person: letters, light, sound, notices, and words for a unit that is away.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildPage, launchBrowser } from "../kit/peers/chromium.js";
import { stolen } from "../kit/samples/sightings.js";
import { barriers } from "../kit/units/barriers.js";
import { openPage } from "../kit/units/browser.js";
import { startConsole } from "../kit/units/console.js";
import { announce, patient, signIn, sizes } from "../kit/units/officer.js";

let browser: Browser;
let web: ReturnType<typeof buildPage>;
beforeAll(async () => {
  web = buildPage();
  browser = await launchBrowser();
}, patient);
afterAll(async () => {
  await browser.close();
  web.remove();
}, patient);

const [large, small] = sizes;

describe("the screen", { timeout: patient }, () => {
  it("has its letters before its first words, and nothing moves for them", async () => {
    const unit = await startConsole({ webDir: web.dir });
    const { page, complaints } = await openPage(browser, large);
    await page.addInitScript(() => {
      Object.assign(window, { moved: 0 });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries())
          (window as unknown as { moved: number }).moved += (entry as unknown as { value: number }).value;
      }).observe({ type: "layout-shift", buffered: true });
    });
    await signIn(page, unit, "olive");
    await announce(unit, stolen);
    await page.waitForSelector(".card .signs");
    const faces = await page.evaluate(() =>
      [...document.fonts].map(({ family, status }) => `${family} ${status}`),
    );
    expect(faces.toSorted()).toEqual(["Atkinson loaded", "Plate loaded"]);
    expect(await page.evaluate(() => getComputedStyle(document.body).fontFamily)).toMatch(/^Atkinson/);
    await page.reload();
    await page.waitForSelector(".card .signs");
    expect(await page.evaluate(() => (window as unknown as { moved: number }).moved)).toBeLessThan(0.01);
    expect(complaints.filter((words) => !words.includes("401"))).toEqual([]);
  });

  it.each(sizes)("keeps light and loudness over a reload at $width x $height", async (size) => {
    const unit = await startConsole({ webDir: web.dir });
    const { page } = await openPage(browser, size);
    await signIn(page, unit, "olive");
    const open = () => page.getByLabel(/^Light and sound/).tap();
    await open();
    await page.waitForSelector(".screen-sheet");
    for (const choice of ["Night", "60 %", "High"])
      await page.locator(".screen-sheet .segments button", { hasText: choice }).tap();
    expect(await barriers(page)).toEqual([]);
    const dim = () => page.evaluate(() => getComputedStyle(document.getElementById("app") as Element).filter);
    expect(await dim()).toBe("brightness(0.6)");
    await page.reload();
    await page.waitForSelector(".shell");
    expect(await dim()).toBe("brightness(0.6)");
    await open();
    const chosen = page.locator(".screen-sheet [aria-pressed=true]");
    await expect.poll(() => chosen.allInnerTexts()).toEqual(["Night", "60 %", "English", "High"]);
    // By day a dark screen would hide the alert.
    await page.locator(".screen-sheet .segments button", { hasText: "Day" }).tap();
    await expect.poll(dim).toBe("none");
  });

  it("is louder where it was set so, and never silent", async () => {
    const unit = await startConsole({ webDir: web.dir });
    const { page } = await openPage(browser, small);
    await page.addInitScript(() => {
      Object.assign(window, { levels: [] as number[] });
      const { value: ramp } = Object.getOwnPropertyDescriptor(
        AudioParam.prototype,
        "linearRampToValueAtTime",
      ) as { value: (this: AudioParam, value: number, at: number) => AudioParam };
      AudioParam.prototype.linearRampToValueAtTime = function (value, at) {
        if (value > 0) (window as unknown as { levels: number[] }).levels.push(value);
        return ramp.call(this, value, at);
      };
    });
    await signIn(page, unit, "olive");
    await page.getByLabel(/^Light and sound/).tap();
    const loudest = async (choice: string): Promise<number> => {
      await page.locator(".screen-sheet .segments button", { hasText: choice }).last().tap();
      return page.evaluate(() => Math.max(...(window as unknown as { levels: number[] }).levels.splice(0)));
    };
    const [low, middle, high] = [await loudest("Low"), await loudest("Middle"), await loudest("High")];
    expect(low).toBeGreaterThan(0.1);
    expect(middle).toBeGreaterThan(low);
    expect(high).toBeGreaterThan(middle);
  });

  it("tells of an alert behind another window, without plate, category or record", async () => {
    const unit = await startConsole({ webDir: web.dir });
    const { page } = await openPage(browser, large);
    await page.addInitScript(() => {
      const told: string[] = [];
      class Notice {
        static permission = "granted";
        onclick = null;
        constructor(title: string, options: object) {
          told.push(JSON.stringify({ title, ...options }));
        }
        close(): void {
          told.push("closed");
        }
      }
      Object.assign(window, { told, Notification: Notice });
    });
    const told = () => page.evaluate(() => (window as unknown as { told: string[] }).told);
    const hide = (state: string) =>
      page.evaluate((now) => {
        Object.defineProperty(document, "visibilityState", { configurable: true, value: now });
        document.dispatchEvent(new Event("visibilitychange"));
      }, state);
    await signIn(page, unit, "olive");
    await announce(unit, { ...stolen, text: "529BHN" });
    await page.waitForSelector(".card");
    expect(await told()).toEqual([]);
    await hide("hidden");
    await announce(unit, stolen);
    await expect.poll(told).toHaveLength(1);
    const [notice = ""] = await told();
    expect(notice).toContain("High priority alert");
    expect(notice).not.toMatch(/738|RKT|stolen|vehicle|ford/i);
    await hide("visible");
    expect(await told()).toContain("closed");
  });

  it("asks for notices when told to, and not before", async () => {
    const unit = await startConsole({ webDir: web.dir });
    const { page } = await openPage(browser, large);
    await page.addInitScript(() => {
      class Notice {
        static permission = "default";
        static requestPermission(): Promise<string> {
          Notice.permission = "granted";
          return Promise.resolve("granted");
        }
      }
      Object.assign(window, { Notification: Notice });
    });
    await signIn(page, unit, "olive");
    await page.locator("[aria-label^='Light']").tap();
    expect(await page.evaluate(() => Notification.permission)).toBe("default");
    await page.locator("text=Show a notice when an alert comes").tap();
    await page.waitForSelector("text=A notice without plate or record is shown");
    expect(await page.evaluate(() => Notification.permission)).toBe("granted");
  });

  it("has words of its own for a unit that does not answer, keeps nothing, and comes back by itself", async () => {
    const first = await startConsole({ webDir: web.dir });
    const { page, complaints } = await openPage(browser, small, { serviceWorkers: "allow" });
    await page.goto(first.url);
    await page.waitForSelector(".sign-in");
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
    expect(complaints.filter((words) => !words.includes("401"))).toEqual([]);
    const { port } = new URL(first.url);
    await first.stop();
    await page.reload();
    await page.waitForSelector("text=The unit does not answer");
    expect(await page.locator(".alarm").innerText()).toMatch(/^Since \d\d:\d\d\. Alerts are NOT shown/);
    expect(await page.evaluate(() => caches.keys())).toEqual([]);
    await startConsole({ webDir: web.dir, yaml: { port: Number(port) } });
    await page.waitForSelector(".sign-in");
  });
});
