// npm run -s screens [-- FOLDER [NAME...]]: pictures of the page with made-up plates, by day and by night; without a folder the
// six of docs/operator/console.md, in docs/operator/pictures.
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { buildPage, launchBrowser } from "../test/kit/peers/chromium.js";
import { alertOf, likely, passing, restricted, sighting, stolen } from "../test/kit/samples/sightings.js";
import type { SightingOf } from "../test/kit/samples/sightings.js";
import type { PlateAnswer } from "../src/unit/core/plate-lookup.js";
import { anEntry } from "../test/kit/samples/records.js";
import { onDuty } from "../test/kit/doubles/on-duty.js";
import { openConsole, passwords, type TestConsole } from "../test/kit/units/open-console.js";

const large = { width: 1280, height: 800 };
const small = { width: 800, height: 480 };
const phone = { width: 320, height: 640 };
const wide = { width: 1920, height: 1080 };

interface Screen {
  readonly size: { readonly width: number; readonly height: number };
  readonly theme: "day" | "night";
  /** Whose page it is. */
  readonly person?: string;
  /** Stands in the manual. */
  readonly manual?: true;
  readonly show: (page: Page, unit: TestConsole) => Promise<unknown>;
}

/** A list that holds one plate, for the check by hand. */
const checked = (plate: string): PlateAnswer => {
  const entry = anEntry({ source: "ks-merged", ...stolen.entry });
  const found =
    plate === entry.plate ? [{ entry, exact: true, stateMatch: "match" as const, differs: [] }] : [];
  return { found, lists: ["ks-merged"], notLookedAt: [] };
};

const settled = (page: Page): Promise<unknown> => page.waitForSelector(".verdicts:not(.waiting)");
const tap = (page: Page, what: string): Promise<void> => page.locator(what).first().click();

async function announce(unit: TestConsole, of: SightingOf): Promise<void> {
  const seen = await sighting(of);
  unit.records.add(seen.read, seen.hits, seen.pictures);
  const hit = seen.hits[0];
  if (hit) unit.console.live.alert(alertOf(seen), seen.pictures);
  unit.console.live.read(seen.read);
}

async function alert(page: Page, unit: TestConsole, of: SightingOf = stolen): Promise<void> {
  for (const one of [...passing, { ...likely, at: 400 }]) await announce(unit, one);
  await page.waitForSelector(".card");
  await announce(unit, { ...of, at: 2 });
  const chip = page.locator(".chip", { hasText: of.text });
  await chip
    .or(page.locator(".card .signs", { hasText: of.text }))
    .first()
    .waitFor();
  if (await chip.count()) await chip.click();
  await settled(page);
}

async function asked(page: Page): Promise<void> {
  await tap(page, ".verdict.matches");
  await page.waitForSelector(".verdict.mdc");
  await settled(page);
  await tap(page, ".verdict.communications-unit");
  await page.waitForSelector(".verify.asked");
  await settled(page);
}

async function confirmed(page: Page): Promise<void> {
  await asked(page);
  await tap(page, ".verdict.add-note");
  await page.locator(".short-field input").first().fill("Dispatcher 7");
  await page.locator(".short-field input").last().fill("26-001234");
  await tap(page, ".verdict.confirmed");
  await page.waitForSelector(".stamp");
  await settled(page);
}

async function check(page: Page, unit: TestConsole): Promise<void> {
  await alert(page, unit);
  await tap(page, ".check-key");
  await page.locator(".check-sheet input").first().fill("738RKT");
  await tap(page, ".check-sheet form .button");
  await page.waitForSelector(".check-entry");
}

async function watch(page: Page, unit: TestConsole): Promise<void> {
  await alert(page, unit);
  await tap(page, ".check-key");
  await page.getByText("Watch for", { exact: true }).click();
  await page.locator(".check-sheet .check-plate input").fill("738RK?");
  await page.getByLabel("Why").fill("Robbery at Main St, 2 suspects, one armed");
  await page.locator(".check-sheet").getByText("Dispatch", { exact: true }).click();
  await page.getByLabel("Vehicle, if known").fill("Blue Ford F150");
}

async function watched(page: Page, unit: TestConsole): Promise<void> {
  await watch(page, unit);
  await tap(page, ".watch-form .strong");
  await page.waitForSelector(".in-force");
}

async function watchedList(page: Page, unit: TestConsole): Promise<void> {
  await watched(page, unit);
  await page.getByText("Watched", { exact: true }).click();
  await page.waitForSelector(".watched-row");
}

const locally: SightingOf = {
  ...stolen,
  entry: {
    ...stolen.entry,
    source: "local-watch",
    category: "wanted-person",
    priority: "high",
    expiresAt: Date.UTC(2026, 0, 15, 16),
    record: {
      record: "LW-7KQ2MF",
      remarks: "Robbery at Main St, one armed",
      origin: "Dispatch",
      vehicle: "Blue Ford F150",
      enteredBy: "sam",
    },
  },
};

async function tour(page: Page, unit: TestConsole): Promise<void> {
  await alert(page, unit);
  await tap(page, ".switches button:last-child");
  await page.getByText("Tour of duty").click();
  await page.waitForSelector(".tour-sheet");
}

async function onTour(page: Page, unit: TestConsole): Promise<void> {
  await tour(page, unit);
  await page.locator("[name=badge]").fill("417");
  await tap(page, ".tour-form .strong");
  await page.waitForSelector(".test-checks li");
}

async function tourReport(page: Page, unit: TestConsole): Promise<void> {
  await onTour(page, unit);
  await page.locator(".tour-sheet .segments").getByText("Tour", { exact: true }).click();
  await page.waitForSelector(".tour-report");
}

async function defects(page: Page, unit: TestConsole): Promise<void> {
  await onTour(page, unit);
  await page.locator(".tour-sheet .segments").getByText("Defects", { exact: true }).click();
  await page.waitForSelector(".defects li");
}

const openTab = (page: Page, tab: string): Promise<void> =>
  page.locator(".tabs button", { hasText: tab }).first().click();

async function found(page: Page, unit: TestConsole): Promise<void> {
  await alert(page, unit);
  await openTab(page, "Search");
  await tap(page, ".filters .button.strong");
  await page.waitForSelector(".found-table");
}

async function holding(page: Page, unit: TestConsole): Promise<void> {
  await found(page, unit);
  await tap(page, "td .tick");
  await tap(page, ".found-bar .button:has-text('Hold')");
  await page.waitForSelector(".hand-out");
}

const screens: Readonly<Record<string, Screen>> = {
  "alert-day": { size: large, theme: "day", manual: true, show: (page, unit) => alert(page, unit) },
  "alert-small-night": { size: small, theme: "night", manual: true, show: (page, unit) => alert(page, unit) },
  "asked-small": {
    ...{ size: small, theme: "day" },
    show: async (page, unit) => (await alert(page, unit), await asked(page)),
  },
  "asked-night": {
    ...{ size: large, theme: "night", manual: true },
    show: async (page, unit) => (await alert(page, unit), await asked(page)),
  },
  "confirmed-day": {
    ...{ size: large, theme: "day" },
    show: async (page, unit) => (await alert(page, unit), await confirmed(page)),
  },
  "confirmed-small": {
    ...{ size: small, theme: "day" },
    show: async (page, unit) => (await alert(page, unit), await confirmed(page)),
  },
  "restricted-night": {
    ...{ size: large, theme: "night" },
    show: (page, unit) => alert(page, unit, restricted),
  },
  "hits-day": {
    ...{ size: large, theme: "day", manual: true },
    show: async (page, unit) => (
      await alert(page, unit),
      await openTab(page, "Hits"),
      await page.waitForSelector(".log .row")
    ),
  },
  "check-small": { size: small, theme: "day", show: check },
  "check-night": { size: large, theme: "night", manual: true, show: check },
  "alert-phone": { size: phone, theme: "day", show: (page, unit) => alert(page, unit) },
  "alert-wide": { size: wide, theme: "day", show: (page, unit) => alert(page, unit) },
  "watch-phone": { size: phone, theme: "day", show: watch },
  "screen-night": {
    ...{ size: large, theme: "night" },
    show: async (page, unit) => (await alert(page, unit), await tap(page, "[aria-label^='Light']")),
  },
  "unit-day": {
    ...{ size: large, theme: "day", person: "tess" },
    show: (page) => page.waitForSelector(".tile"),
  },
  "live-day": { size: large, theme: "day", show: (page) => page.waitForSelector(".watching") },
  "sign-in-small": {
    ...{ size: small, theme: "day" },
    show: async (page) => (
      await page.context().clearCookies(),
      await page.reload(),
      await page.waitForSelector(".purposes")
    ),
  },
  "sign-on-small": { size: small, theme: "day", show: tour },
  "self-test-day": { size: large, theme: "day", show: onTour },
  "self-test-small": { size: small, theme: "night", show: onTour },
  "tour-day": { size: large, theme: "day", show: tourReport },
  "defects-night": { size: large, theme: "night", show: defects },
  "defects-small": { size: small, theme: "day", show: defects },
  "watch-day": { size: large, theme: "day", show: watch },
  "watch-small": { size: small, theme: "day", show: watch },
  "watched-night": { size: large, theme: "night", show: watchedList },
  "watched-small": { size: small, theme: "night", show: watchedList },
  "in-force-day": { size: large, theme: "day", show: watched },
  "local-small": { size: small, theme: "day", show: (page, unit) => alert(page, unit, locally) },
  "local-day": { size: large, theme: "day", show: (page, unit) => alert(page, unit, locally) },
  "search-day": {
    ...{ size: large, theme: "day", person: "sam" },
    show: async (page, unit) => {
      await alert(page, unit);
      await openTab(page, "Search");
    },
  },
  "search-small": {
    ...{ size: small, theme: "night", person: "sam" },
    show: async (page, unit) => (await alert(page, unit), await openTab(page, "Search")),
  },
  "found-day": { size: large, theme: "day", manual: true, person: "sam", show: found },
  "found-small": { size: small, theme: "night", person: "sam", show: found },
  "found-open": {
    ...{ size: large, theme: "night", person: "sam" },
    show: async (page, unit) => {
      await found(page, unit);
      await tap(page, "th .button");
      await tap(page, ".open-read");
      await page.waitForSelector(".detail .picture img");
    },
  },
  "hold-day": { size: large, theme: "day", person: "sam", show: holding },
  "hold-small": { size: small, theme: "day", person: "sam", show: holding },
};

async function shoot(browser: Browser, webDir: string, name: string, folder: string): Promise<void> {
  const screen = screens[name];
  if (!screen) throw new Error(`there is no screen ${name}; there are ${Object.keys(screens).join(", ")}`);
  const unit = await openConsole({ webDir, find: checked, upkeep: onDuty() });
  const page = await browser.newPage({ viewport: screen.size, timezoneId: "America/Chicago" });
  try {
    // What tsx wraps around functions is not there in the page.
    await page.addInitScript("globalThis.__name = (value) => value");
    await page.goto(unit.url);
    await page.fill("[name=name]", screen.person ?? "olive");
    await page.fill("[name=password]", passwords);
    await page.fill("[name=purpose]", "Patrol, shift B");
    await tap(page, "form [type=submit]");
    await page.waitForSelector(".shell");
    await page.evaluate(`document.documentElement.dataset.theme = "${screen.theme}"`);
    await screen.show(page, unit);
    await page.evaluate(`document.documentElement.dataset.theme = "${screen.theme}"`);
    await page.mouse.move(0, 0);
    await page.screenshot({ path: `${folder}/${name}.png` });
    console.log(`${folder}/${name}.png`);
  } finally {
    await page.close();
    await unit.stop();
  }
}

const manual = fileURLToPath(new URL("../docs/operator/pictures", import.meta.url));
const [folder = manual, ...wanted] = process.argv.slice(2);
const usual = Object.keys(screens).filter((name) => folder !== manual || screens[name]?.manual);
mkdirSync(folder, { recursive: true });
const web = buildPage();
const browser = await launchBrowser();
try {
  for (const name of wanted.length > 0 ? wanted : usual) await shoot(browser, web.dir, name, folder);
} finally {
  await browser.close();
  web.remove();
}
