// Searching on the page, over a real store, and what is done with what was found.
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { aRecord } from "../kit/samples/records.js";
import { likely, passing, sighting, stolen } from "../kit/samples/sightings.js";
import { barriers } from "../kit/units/barriers.js";
import { announce, patient, signIn, sizes, useConsole, type Opened } from "../kit/units/officer.js";
import { testStore, unitKey, type TestStore } from "../kit/units/store.js";
import { createHandOuts } from "../../src/unit/store/hand-outs.js";
import { idAt } from "../kit/samples/records.js";

const openConsole = useConsole();

/** A page over a store with six reads that met nothing, one exact hit and one likely one. */
async function opened(size: (typeof sizes)[number], name: string): Promise<Opened & TestStore> {
  const made = await testStore();
  const { store, dir, clock, log } = made;
  for (const one of [...passing, likely, stolen]) {
    const seen = await sighting(one);
    await store.record({ ...aRecord(seen.read, seen.hits), pictures: seen.pictures });
  }
  const handOuts = createHandOuts({ dir, unitKey, unit: "car-12", clock, log, newId: () => idAt() });
  const page = await openConsole(size, { records: store, audit: store, handOuts });
  await signIn(page.page, page.unit, name);
  await page.page.locator(".tabs button", { hasText: "Search" }).tap();
  return { ...made, ...page };
}

const rows = (page: Page): Promise<string[]> =>
  page.locator(".found-table tbody .plate-text").allInnerTexts();

async function search(page: Page): Promise<void> {
  await page.locator(".filters .button.strong").tap();
  await page.waitForSelector(".found-bar");
}

/** Everything that is touched has room for a glove. */
async function smallTargets(page: Page): Promise<readonly string[]> {
  const boxes = await page.locator("button:visible, select:visible, label.tick:visible").evaluateAll((all) =>
    all.map((one) => {
      const { width, height } = one.getBoundingClientRect();
      return { name: one.textContent ?? "", width: Math.round(width), height: Math.round(height) };
    }),
  );
  expect(boxes.length).toBeGreaterThan(5);
  return boxes
    .filter(({ width, height }) => width < 56 || height < 56)
    .map(({ name, width, height }) => `${name} ${String(width)}x${String(height)}`);
}

describe.each(sizes)("a search at $width x $height", { timeout: patient }, (size) => {
  it("finds by what the form asks, says what was asked, and shows pictures only when told to", async () => {
    const { page, opened: browser, unit } = await opened(size, "sam");
    expect.soft(await barriers(page), "the form").toEqual([]);
    expect(await smallTargets(page)).toEqual([]);
    await page.fill("[name=plate]", "7B8RKT");
    await page.locator(".filters .button.strong").tap();
    await page.waitForSelector("text=No read fits");
    expect(await page.locator(".found-bar").innerText()).toContain("Plate 7B8RKT");
    await page.locator("text=New search").tap();
    // What was typed is still there.
    expect(await page.inputValue("[name=plate]")).toBe("7B8RKT");
    await page.fill("[name=plate]", "48BLZM");
    await page.check("[name=similar]");
    await search(page);
    await expect.poll(() => rows(page)).toEqual(["4B8LZM"]);
    await page.locator("text=New search").tap();
    await page.fill("[name=plate]", "");
    await page.check("[name=hitsOnly]");
    await search(page);
    await expect.poll(() => rows(page)).toEqual(["738RKT", "4B8LZM"]);
    expect(await page.locator(".found-bar").innerText()).toContain("Hits only");
    await page.locator("text=New search").tap();
    await page.uncheck("[name=hitsOnly]");
    await page.fill("[name=plate]", "");
    await page.selectOption("[name=category]", "stolen-vehicle");
    await page.selectOption("[name=verdict]", "unverified");
    await search(page);
    await expect.poll(() => rows(page)).toEqual(["738RKT"]);
    await page.locator("text=New search").tap();
    await page.selectOption("[name=category]", "");
    await page.selectOption("[name=verdict]", "");
    await page.selectOption("[name=camera]", "rear");
    await page.locator("text=Here").tap();
    await search(page);
    await expect.poll(() => rows(page)).toEqual(["JLM861", "R4TK20", "MEH335"]);
    expect(await page.locator(".found-bar").innerText()).toMatch(
      /Camera Rear · near 37\.69224,-97\.33754 within 500 m/,
    );
    expect(await page.locator(".found-table .when").first().innerText()).toMatch(/^Jan 15, 2026 /);
    expect.soft(await barriers(page), "results").toEqual([]);
    expect(await smallTargets(page)).toEqual([]);
    expect(await page.locator(".found-table img").count()).toBe(0);
    await page.locator("th >> text=Pictures").tap();
    const loaded = (): Promise<number[]> =>
      page
        .locator(".found-table .thumb")
        .evaluateAll((all) => all.map((image) => (image as HTMLImageElement).naturalWidth));
    await expect.poll(loaded).toEqual([360, 360, 360]);
    await page.locator(".open-read").first().tap();
    await page.waitForSelector(".detail .picture img");
    expect.soft(await barriers(page), "one read").toEqual([]);
    // What was found stays while another page is shown.
    await page.locator(".tabs button", { hasText: "Unit" }).tap();
    await page.waitForSelector(".unit-page");
    await page.goBack();
    expect(await rows(page)).toEqual(["JLM861", "R4TK20", "MEH335"]);
    expect(await page.locator(".detail .plate-text").innerText()).toBe("JLM861");
    expect(browser.complaints.filter((words) => !words.includes("401"))).toEqual([]);
    expect(unit.faults.list()).toEqual([]);
  });

  it("holds what is ticked, makes a package of it and a sheet", async () => {
    const { page, store } = await opened(size, "sam");
    await search(page);
    expect(await page.locator(".found-bar .button:disabled").allInnerTexts()).toEqual([
      "Hold",
      "Package",
      "Print",
    ]);
    await page.locator("td .tick").first().tap();
    await page.locator("td .tick").nth(1).tap();
    await page.locator(".found-bar >> text=Hold 2").tap();
    await page.fill("[name=case]", "26-1187");
    await page.fill("[name=why]", "homicide");
    await page.fill("[name=until]", "2026-12-31");
    expect.soft(await barriers(page), "a hold").toEqual([]);
    expect(await smallTargets(page)).toEqual([]);
    await page.locator(".hand-out .button").tap();
    await page.waitForSelector("text=2 reads held for case 26-1187 until the end of Dec 31, 2026");
    await page.locator(".sheet >> text=Close").tap();

    await page.locator(".found-bar >> text=Package 2").tap();
    // Of the hold: nobody writes the case three times.
    expect(await page.inputValue("[name=case]")).toBe("26-1187");
    await page.fill("[name=recipient]", "District attorney");
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.locator(".hand-out .button").tap(),
    ]);
    expect(file.suggestedFilename()).toBe("tagwatch-26-1187.tar");
    await page.waitForSelector("text=SHA-256 of its SHA256SUMS");
    await page.locator(".sheet >> text=Close").tap();

    await page.locator(".found-bar >> text=Print 2").tap();
    await page.fill("[name=case]", "26-1187");
    await page.fill("[name=recipient]", "Court");
    await page.context().addInitScript(() => {
      window.print = () => void (document.title = "printed");
    });
    // What the unit refuses is said where it was asked for, and no window opens over the page.
    await page.route("**/api/sheet?*asking=true", (route) =>
      route.fulfill({ status: 503, json: { error: "not-now", message: "Not now." } }),
    );
    await page.locator(".hand-out .button").tap();
    await page.waitForSelector(".sheet .fault-text >> text=Not now.");
    expect(page.context().pages()).toHaveLength(1);
    await page.unroute("**/api/sheet?*asking=true");
    const [sheet] = await Promise.all([
      page.context().waitForEvent("page"),
      page.locator(".hand-out .button").tap(),
    ]);
    await sheet.waitForSelector("h2");
    await expect.poll(() => sheet.title()).toBe("printed");
    expect(await sheet.locator("h2").allInnerTexts()).toEqual(["738RKT", "529BHN"]);
    const widths = await sheet
      .locator("img")
      .evaluateAll((all) => all.map((image) => (image as HTMLImageElement).naturalWidth));
    expect(widths).toEqual([360, 640, 360, 640]);
    const events = store.auditEvents(50, null).map(({ event }) => event);
    expect(events).toEqual(expect.arrayContaining(["hold.add", "reads.export", "reads.print"]));
  });

  it("opens one of the last reads without a hit, and leads back to an alert that comes meanwhile", async () => {
    const { page, unit } = await openConsole(size);
    await signIn(page, unit, "olive");
    const seen = await sighting(passing[1]);
    unit.records.add(seen.read, seen.hits, seen.pictures);
    unit.console.live.read(seen.read);
    const reads = page.locator(".rail button", { hasText: "Reads" });
    if (await reads.isVisible()) await reads.tap();
    await page.locator(".row.read").tap();
    await page.waitForSelector(".read-sheet .picture img");
    expect.soft(await barriers(page), "a read").toEqual([]);
    await announce(unit, { ...stolen, at: 5 });
    await page.locator(".read-sheet .covered:not(.waiting)").tap();
    await page.waitForSelector(".read-sheet", { state: "detached" });
    expect(await page.locator(".card .compare-row.read .signs").first().textContent()).toContain("738RKT");
  });
});
