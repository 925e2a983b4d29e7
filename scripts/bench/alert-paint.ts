// npm run -s bench -- alert-paint [--alerts N] [--json]: from the moment the page's server is told of an alert until its card
// is painted, and until its pictures are decoded too; milliseconds. The console of the tests (records in memory), an
// officer's page in Debian's Chromium, an alert every 1.7 s, so that each takes the card.
import { loadavg } from "node:os";
import { performance } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import type { Page } from "playwright-core";
import { createClock } from "../../src/shared/platform/clock.js";
import { createNewId } from "../../src/shared/platform/new-id.js";
import { buildPage, launchBrowser } from "../../test/kit/peers/chromium.js";
import { alertOf, sighting, stolen } from "../../test/kit/samples/sightings.js";
import { openConsole, passwords, type TestConsole } from "../../test/kit/units/open-console.js";
import { option } from "./option.js";
import { percentiles } from "./pipeline/percentiles.js";

const everyMs = 1_700;
const clock = createClock();
const newId = createNewId(clock);

/** When a card was painted, and its pictures with it: milliseconds since 1970 on the machine's clock. */
interface Painted {
  readonly card: number;
  readonly pictures: number;
}

type Watching = Window & { painted?: Promise<Painted> };

/** Prints the figures. */
export async function run(args: readonly string[]): Promise<void> {
  const alerts = option(args, "alerts", 60);
  const load = loadavg()[0] ?? 0;
  const web = buildPage();
  const browser = await launchBrowser();
  const unit = await openConsole({ webDir: web.dir, clock });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    // What tsx wraps around functions is not there in the page.
    await page.addInitScript("globalThis.__name = (value) => value");
    await signIn(page, unit);
    const card: number[] = [];
    const pictures: number[] = [];
    for (let n = 0; n < alerts; n++) {
      await wait(everyMs);
      const told = await alert(page, unit, `${String(100 + n)}TST`);
      card.push(told.card);
      pictures.push(told.pictures);
    }
    const figures = { card: percentiles(card), pictures: percentiles(pictures) };
    if (args.includes("--json")) console.log(JSON.stringify({ alerts, load, ...figures }));
    else {
      console.log(`${String(alerts)} alerts, load ${load.toFixed(1)} at the start`);
      console.table(figures);
    }
  } finally {
    await browser.close();
    await unit.stop();
    web.remove();
  }
}

async function signIn(page: Page, unit: TestConsole): Promise<void> {
  await page.goto(unit.url);
  await page.fill("[name=name]", "olive");
  await page.fill("[name=password]", passwords);
  await page.fill("[name=purpose]", "benchmark");
  await page.locator("form [type=submit]").click();
  await page.waitForSelector(".shell");
}

/** Announces as intake does; milliseconds until the page showed it. */
async function alert(page: Page, unit: TestConsole, text: string): Promise<Painted> {
  const seen = await sighting({ ...stolen, at: 0, text, entry: { ...stolen.entry, plate: text } });
  const now = clock.now();
  const read = { ...seen.read, id: newId(), capturedAt: { ...seen.read.capturedAt, at: now } };
  const hits = seen.hits.map((hit) => ({ ...hit, id: newId(), encounterId: newId(), readId: read.id }));
  await page.evaluate(watchFor, text);
  const toldAt = performance.timeOrigin + performance.now();
  unit.records.add(read, hits, seen.pictures);
  unit.console.live.alert(alertOf({ ...seen, read, hits }), seen.pictures);
  unit.console.live.read(read);
  const { card, pictures } = await page.evaluate(() => (window as Watching).painted as Promise<Painted>);
  return { card: card - toldAt, pictures: pictures - toldAt };
}

/** Runs in the page: notes the frame after which the card with this plate is on the screen. */
function watchFor(text: string): void {
  const shown = (): Element | null => {
    const card = document.querySelector(".card");
    return card?.querySelector(".compare-row.read .signs")?.textContent === text ? card : null;
  };
  // A task begun in a frame's callback runs when that frame was drawn.
  const nextFrame = (): Promise<number> =>
    new Promise((resolve) => {
      requestAnimationFrame(() => {
        setTimeout(() => resolve(performance.timeOrigin + performance.now()), 0);
      });
    });
  (window as Watching).painted = new Promise<Element>((resolve) => {
    const observer = new MutationObserver(() => {
      const card = shown();
      if (!card) return;
      observer.disconnect();
      resolve(card);
    });
    observer.observe(document.body, { childList: true, subtree: true, characterData: true });
  }).then(async (card) => {
    const painted = await nextFrame();
    await Promise.all([...card.querySelectorAll("img")].map((picture) => picture.decode()));
    return { card: painted, pictures: await nextFrame() };
  });
}
