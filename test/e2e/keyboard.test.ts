// The page by keyboard alone, in Debian's Chromium: the focus is never lost with the button that was pressed.
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { likely, passing, sighting, stolen } from "../kit/samples/sightings.js";
import { announce, old, patient, ready, signIn, sizes, useConsole } from "../kit/units/officer.js";

const openConsole = useConsole();

/** Presses Enter on what is found. */
async function enter(page: Page, what: string): Promise<void> {
  await page.locator(what).first().focus();
  await page.keyboard.press("Enter");
}

/** Waits until the focus is on what is found, or within it. */
const focused = (page: Page, what: string): Promise<unknown> =>
  page.waitForSelector(`:is(${what}):focus, :is(${what}):focus-within`);

describe.each(sizes)("by keyboard at $width x $height", { timeout: patient }, (size) => {
  it("goes from an alert to its outcome and to the next alert", async () => {
    const { unit, page } = await openConsole(size);
    await signIn(page, unit, "olive");
    const seen = await announce(unit, stolen);
    await page.waitForSelector(".card");
    for (const button of ["matches", "mdc", "confirmed"]) {
      await ready(page);
      await enter(page, `.verdict.${button}`);
      await page.waitForSelector(`.verdict.${button}`, { state: "detached" });
      await focused(page, ".verdict-area");
    }
    await ready(page);
    await enter(page, ".outcomes .could-not-follow");
    await page.waitForSelector(".outcomes >> text=Lost in traffic");
    await focused(page, ".outcomes");
    await enter(page, ".outcomes >> text=Lost in traffic");
    await page.waitForSelector(".outcomes", { state: "detached" });
    await focused(page, ".verdict-area");
    expect(unit.records.hit(seen.hits[0]?.id ?? "")?.disposition?.verification?.outcome?.id).toBe(
      "could-not-follow",
    );
    await enter(page, ".given >> text=Change");
    await page.waitForSelector(".verdict.matches");
    await focused(page, ".verdict-area");
    await old(page);
    await announce(unit, { ...likely, at: 1 });
    await enter(page, ".chip");
    await page.locator(".card .signs", { hasText: "4B8LZM" }).first().waitFor();
    await focused(page, ".card");
  });

  it("takes no focus for an alert that nobody chose", async () => {
    const { unit, page } = await openConsole(size);
    await signIn(page, unit, "olive");
    await page.waitForSelector(".watching");
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await announce(unit, stolen);
    await ready(page);
    expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
  });

  it("opens the sheet of plates at its field, and gives the focus back", async () => {
    const { unit, page } = await openConsole(size);
    await signIn(page, unit, "olive");
    await page.waitForSelector(".watching");
    await focused(page, "main");
    await enter(page, ".tabs button:has-text('Search')");
    await page.waitForSelector(".filters");
    for (const field of await page.locator(".filters :is(input, select, button)").all()) {
      await field.focus();
      // Not under the row that stays in sight.
      const isFree = await field.evaluate((one) => {
        const { left, top, width, height } = one.getBoundingClientRect();
        const over = document.elementFromPoint(left + width / 2, top + height / 2);
        return over !== null && (one.contains(over) || one.closest("label")?.contains(over) === true);
      });
      expect(isFree, (await field.getAttribute("name")) ?? "").toBe(true);
    }
    await enter(page, ".check-key");
    await focused(page, ".check-plate input");
    await page.keyboard.type("738rkt");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".check-sheet >> text=738RKT was not checked: no list is in force");
    await page.keyboard.press("Escape");
    await focused(page, ".check-key");
  });

  it("goes from a search to a read and back, and from a hit of the log back to the list", async () => {
    const { unit, page } = await openConsole(size);
    await signIn(page, unit, "olive");
    for (const one of passing) {
      const seen = await sighting(one);
      unit.records.add(seen.read, [], seen.pictures);
    }
    await announce(unit, stolen);
    await enter(page, ".tabs button:has-text('Search')");
    await page.waitForSelector(".filters");
    await enter(page, ".filters .button.strong");
    await page.waitForSelector(".found-table");
    await focused(page, ".found-bar");
    await enter(page, ".open-read");
    await page.waitForSelector(".detail");
    const isSmall = size.width === 800;
    await focused(page, isSmall ? ".back-to-results" : ".open-read");
    // The same key closes it where the table stays in sight.
    await page.keyboard.press("Enter");
    await page.waitForSelector(".detail", { state: "detached" });
    await focused(page, isSmall ? ".table-box" : ".open-read");
    await enter(page, ".found-bar >> text=New search");
    await focused(page, ".filters");
    await enter(page, ".tabs button:has-text('Hits')");
    await enter(page, ".log .row");
    await page.waitForSelector(".log-page .card");
    await focused(page, isSmall ? ".log-page .card" : ".log .row");
    if (!isSmall) return;
    await enter(page, ".log-page .back");
    await page.waitForSelector(".log-page .card", { state: "detached" });
    await focused(page, ".log > .rows");
  });
});
