// An officer at the page in Debian's Chromium.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { buildPage, launchBrowser } from "../peers/chromium.js";
import { openPage, type OpenPage } from "./browser.js";
import { passwords, startConsole, type TestConsole } from "./console.js";
import { alertOf, sighting, type Sighting, type SightingOf } from "../samples/sightings.js";

/** Milliseconds a test in a browser may take on a busy machine. */
export const patient = 240_000;
/** A tablet and the smallest screen of a car. */
export const sizes = [
  { width: 1280, height: 800 },
  { width: 800, height: 480 },
] as const;

export interface Opened {
  readonly unit: TestConsole;
  readonly opened: OpenPage;
  readonly page: Page;
}

/** Builds the page and starts Chromium for the tests of a file; returns what opens a console of a size. */
export function useConsole() {
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
  return async (
    size: { readonly width: number; readonly height: number },
    over: Parameters<typeof startConsole>[0] = {},
  ): Promise<Opened> => {
    const unit = await startConsole({ webDir: web.dir, ...over });
    const opened = await openPage(browser, size);
    opened.page.setDefaultTimeout(60_000);
    return { unit, opened, page: opened.page };
  };
}

/** Signs in as one of the users of the test console. */
export async function signIn(page: Page, unit: TestConsole, name: string): Promise<void> {
  await page.goto(unit.url);
  await page.fill("[name=name]", name);
  await page.fill("[name=password]", passwords);
  await page.fill("[name=purpose]", "Patrol, shift B");
  await page.locator("form [type=submit]").tap();
  await page.waitForSelector(".shell");
}

/** Remembers the kinds of sound the page plays, from its next start on; the function returns those since its last call. */
export async function listen(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const { value: start } = Object.getOwnPropertyDescriptor(
      Object.getPrototypeOf(OscillatorNode.prototype) as object,
      "start",
    ) as { value: (this: OscillatorNode, when?: number) => void };
    Object.assign(window, { waves: [] as string[] });
    OscillatorNode.prototype.start = function (this: OscillatorNode, when?: number) {
      (window as unknown as { waves: string[] }).waves.push(this.type);
      start.call(this, when);
    };
  });
  return () => page.evaluate(() => (window as unknown as { waves: string[] }).waves.splice(0));
}

/** Announces as intake does: stored first, then told. */
export async function announce(unit: TestConsole, of: SightingOf): Promise<Sighting> {
  const seen = await sighting(of);
  unit.records.add(seen.read, seen.hits, seen.pictures);
  unit.console.live.alert(alertOf(seen), seen.pictures);
  unit.console.live.read(seen.read);
  return seen;
}

/** The card has been in sight long enough to take a verdict. */
export const ready = (page: Page): Promise<unknown> => page.waitForSelector(".verdicts:not(.waiting)");

/** Compares, asks by radio, and takes "confirmed": each step once the row below the card takes taps again. */
export async function confirm(page: Page): Promise<void> {
  for (const button of ["matches", "communications-unit", "confirmed"]) {
    await ready(page);
    await page.locator(`.verdict.${button}`).tap();
    await page.waitForSelector(`.verdict.${button}`, { state: "detached" });
  }
  await page.waitForSelector(".stamp");
}

/** A card is left alone for 1.5 s after it came; nothing on the page tells when that is over. */
export const old = (page: Page): Promise<void> => page.waitForTimeout(1_600);
