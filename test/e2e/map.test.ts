// The map in a real browser: over a made-up map file, and over county lines and own reads where there is none.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, it, onTestFinished } from "vitest";
import { aRecord } from "../kit/samples/records.js";
import { likely, passing, sighting, stolen } from "../kit/samples/sightings.js";
import { pmtiles } from "../kit/samples/pmtiles.js";
import { barriers, smallTargets } from "../kit/units/barriers.js";
import { announce, patient, ready, signIn, sizes, useConsole, type Opened } from "../kit/units/officer.js";
import { testStore } from "../kit/units/store.js";

const openConsole = useConsole();
const wichita = { lat: 37.69224, lon: -97.33754 };

function mapFile(): string {
  const dir = mkdtempSync(join(tmpdir(), "tagwatch-map-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const file = join(dir, "county.pmtiles");
  writeFileSync(file, pmtiles(wichita));
  return file;
}

/** A picture for the eye, where one is wanted: TAGWATCH_PICTURES names a folder. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env["TAGWATCH_PICTURES"];
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

/** How many colours are drawn where the map is. */
const colours = (page: Page): Promise<number> =>
  page.locator(".map-place canvas.leaflet-tile-loaded, .map-place .leaflet-tile").evaluateAll((all) => {
    const seen = new Set<number>();
    for (const canvas of all as HTMLCanvasElement[]) {
      const { data } = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height) ?? {
        data: [],
      };
      for (let n = 0; n < data.length; n += 400) seen.add((data[n] << 16) | (data[n + 1] << 8) | data[n + 2]);
    }
    return seen.size;
  });

/** How many pixels over the ground have a colour of the page, above the scale. */
const marked = (page: Page, name: string): Promise<number> =>
  page.locator(".map-overlay").evaluate((one, property) => {
    const canvas = one as HTMLCanvasElement;
    const sample = document.createElement("canvas").getContext("2d");
    const { data } = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height - 40) ?? {
      data: [],
    };
    if (!sample) return 0;
    sample.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(property).trim();
    sample.fillRect(0, 0, 1, 1);
    const [red, green, blue] = sample.getImageData(0, 0, 1, 1).data;
    let count = 0;
    for (let at = 0; at < data.length; at += 4)
      if (data[at] === red && data[at + 1] === green && data[at + 2] === blue && data[at + 3] === 255)
        count++;
    return count;
  }, name);

const opened = (page: Page, words: string): Promise<unknown> =>
  page.waitForSelector(`.map-words:has-text("${words}")`);

/** Nothing was asked of anybody but the unit, and nothing was refused by the content policy. */
function expectAlone({ opened: seen, unit }: Opened): void {
  expect(seen.requests.filter((url) => !url.startsWith(unit.url) && !url.startsWith("blob:"))).toEqual([]);
  expect(seen.complaints.filter((words) => !words.includes("401"))).toEqual([]);
}

describe.each(sizes)("a map at $width x $height", { timeout: patient }, (size) => {
  const name = String(size.width);

  it("is opened from the card, over the agency's file, and says in words what it shows", async () => {
    const all = await openConsole(size, { yaml: { map: mapFile() } });
    const { page, unit } = all;
    await signIn(page, unit, "olive");
    await announce(unit, stolen);
    await page.waitForSelector(".card");
    await ready(page);
    expect(all.opened.requests.filter((url) => /map|counties/.test(url))).toEqual([]);
    await page.locator(".map-key").tap();
    await opened(page, "Map: Invented © Test.");
    await expect.poll(() => colours(page)).toBeGreaterThan(5);
    expect(await page.locator(".card-sheet figcaption").innerText()).toMatch(
      /Here.*Sedgwick, KS \(county\)/s,
    );
    for (const theme of ["day", "night"]) {
      await page.evaluate((value) => (document.documentElement.dataset["theme"] = value), theme);
      await expect.poll(() => colours(page)).toBeGreaterThan(5);
      await picture(page, `card-${theme}-${name}`);
    }
    expect.soft(await barriers(page), "the map of a card").toEqual([]);
    expect(await smallTargets(page, ".map")).toEqual([]);
    await page.locator('[aria-label="Zoom out"]').tap();
    await page.locator(".map-place").focus();
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("+");
    await page.keyboard.press("Escape");
    await page.waitForSelector(".card-sheet", { state: "detached" });
    expectAlone(all);
  });

  it("lies beside the lists of the live page, over county lines and own reads", async () => {
    const all = await openConsole(size);
    const { page, unit } = all;
    unit.records.density = () =>
      Promise.resolve({
        cells: [
          [37.692, -97.338, 40],
          [37.693, -97.338, 9],
        ],
        cellDegrees: 0.001,
        countedTo: null,
        isCut: false,
      });
    for (const one of passing) {
      const seen = await sighting(one);
      unit.records.add(seen.read, seen.hits, seen.pictures);
    }
    await signIn(page, unit, "olive");
    await announce(unit, likely);
    await page.waitForSelector(".card");
    await page.locator(size.width > 1000 ? ".map-switch" : ".rail >> text=Map").tap();
    await opened(page, "Shades: where this unit read plates, within 28 km.");
    await expect.poll(() => colours(page)).toBeGreaterThan(2);
    // The hit is drawn over it, in the colour of its priority; unit and reads lie below it here.
    await expect.poll(() => marked(page, "--medium")).toBeGreaterThan(40);
    for (const theme of ["day", "night"]) {
      await page.evaluate((value) => (document.documentElement.dataset["theme"] = value), theme);
      await picture(page, `live-${theme}-${name}`);
    }
    expect.soft(await barriers(page), "the live map").toEqual([]);
    expect(await smallTargets(page, ".live-map")).toEqual([]);
    expect(unit.audit.lines.filter(({ event }) => event === "reads.map")).toHaveLength(1);
    // An alert that comes goes to the card, whatever the map does.
    await announce(unit, { ...stolen, at: 1 });
    await page.waitForSelector(size.width > 1000 ? ".chip" : ".rail >> text=Hits 2");
    expectAlone(all);
  });

  it("shows what a search found, and a box drawn on it is searched in", async () => {
    const made = await testStore();
    const { store } = made;
    for (const [n, one] of [...passing, stolen].entries()) {
      const { read, hits, pictures } = await sighting(one);
      const position =
        n === 0 ? null : { ...wichita, lat: wichita.lat + n / 100, quality: "3d" as const, ageMs: 0 };
      await store.record({ ...aRecord({ ...read, position }, hits), pictures });
    }
    const all = await openConsole(size, { records: store, audit: store });
    const { page, unit } = all;
    await signIn(page, unit, "sam");
    await page.locator(".tabs button", { hasText: "Search" }).tap();
    await page.locator(".filters .ask-row .button").tap();
    await page.waitForSelector(".found-bar");
    await page.locator(".found-bar >> text=Map").tap();
    await opened(page, "Shades: where this unit read plates");
    expect(await page.locator(".results-map figcaption").innerText()).toContain("1 read has no position");
    await picture(page, `found-${name}`);
    expect.soft(await barriers(page), "what was found").toEqual([]);
    // The upper half of the map.
    await page.locator("text=Draw a box").tap();
    await page.waitForSelector(".map-place.drawing");
    const { x, y, width, height } = (await page.locator(".map-place").boundingBox())!;
    await page.mouse.move(x + 8, y + 8);
    await page.mouse.down();
    await page.mouse.move(x + width / 2, y + height / 3);
    await page.mouse.move(x + width - 8, y + height / 2);
    await page.mouse.up();
    await page.waitForSelector("text=Search in the box");
    await picture(page, `box-${name}`);
    expect.soft(await barriers(page), "a box").toEqual([]);
    expect(await smallTargets(page, ".results-map")).toEqual([]);
    await page.locator("text=Search in the box").tap();
    await page.waitForSelector(".found-bar >> text=/In the box/");
    const bar = await page.locator(".found-bar").innerText();
    const [, south = "", north = ""] =
      /In the box (37\.\d{4}), -97\.\d{4}, (37\.\d{4}), -97\.\d{4}/.exec(bar) ?? [];
    const within = [1, 2, 3, 4, 5, 6]
      .map((n) => wichita.lat + n / 100)
      .filter((lat) => Number(south) <= lat && lat <= Number(north)).length;
    expect([1, 2, 3, 4, 5]).toContain(within);
    expect(bar).toContain(`${String(within)} found`);
    await page.locator(".found-bar >> text=Table").tap();
    await page.waitForSelector(".found-table");
    expect(await page.locator(".found-table tbody tr").count()).toBe(within);
    expect(store.auditEvents(20, null).filter(({ event }) => event === "reads.search")).toHaveLength(1);
    expectAlone(all);
  });

  it("gives the form a box, by a key alone too", async () => {
    const all = await openConsole(size);
    const { page, unit } = all;
    await signIn(page, unit, "sam");
    await page.locator(".tabs button", { hasText: "Search" }).tap();
    await page.locator(".box-field .button").focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector(".map-keys");
    await page.locator("text=Box of this view").focus();
    await page.keyboard.press("Enter");
    await expect
      .poll(() => page.inputValue("[name=box]"))
      .toMatch(/^37\.\d{4}, -97\.\d{4}, 37\.\d{4}, -97\.\d{4}$/);
    await picture(page, `form-${name}`);
    expect.soft(await barriers(page), "the form").toEqual([]);
    expect(await smallTargets(page, ".filters .map")).toEqual([]);
    await page.locator("text=No box").tap();
    expect(await page.inputValue("[name=box]")).toBe("");
    await page.fill("[name=box]", "38,-97,37,-98");
    await page.locator(".filters .ask-row .button").tap();
    await page.waitForSelector(".fault-text:has-text('box: is south,west,north,east')");
    expect(all.opened.requests.filter((url) => !url.startsWith(unit.url))).toEqual([]);
  });
});
