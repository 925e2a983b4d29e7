// Where a flow of the page once ended, or said what was not so: each leads on, and says what happened. In Debian's Chromium.
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { barriers, smallTargets } from "../kit/units/barriers.js";
import { passwords } from "../kit/units/console.js";
import { announce, listen, patient, signIn, sizes, useConsole } from "../kit/units/officer.js";
import { startUpkeep } from "../kit/units/upkeep.js";
import { alertOf, likely, passing, sighting, stolen } from "../kit/samples/sightings.js";

const openConsole = useConsole();
const [large, small] = sizes;
const tab = (page: Page, name: string): Promise<void> =>
  page.locator(".tabs button", { hasText: name }).first().tap();

describe("the lock", { timeout: patient }, () => {
  it.each([large, small])("says when it did not lock, and is come back to ($width)", async (size) => {
    const { unit, page } = await openConsole(size);
    const waves = await listen(page);
    await signIn(page, unit, "olive");
    const lock = async (): Promise<void> => page.locator(".person-sheet >> text=Lock screen").tap();
    const sound = page.locator(".switches button").first();
    await sound.tap();
    expect(await sound.getAttribute("aria-pressed")).toBe("true");
    await page.getByLabel("olive, Officer").tap();
    await page.route("**/api/session/lock", (route) => route.abort());
    await lock();
    await page.waitForSelector(".person-sheet .fault-text >> text=The screen is NOT locked.");
    await page.unroute("**/api/session/lock");
    await lock();
    await page.locator("text=Sign in as somebody else").tap();
    expect.soft(await barriers(page), "somebody else").toEqual([]);
    expect(await smallTargets(page, ".sign-in")).toEqual([]);
    await page.locator("text=Back to the locked screen").tap();
    // The gravest stands first, whatever came after it; what was cancelled is no alert any more, and does not sound.
    const seen = await announce(unit, stolen);
    await announce(unit, { ...likely, at: 1 });
    const first = page.locator(".locked-alerts li").first();
    await page.waitForSelector(".locked-alerts li:nth-child(2)");
    expect(await first.innerText()).toContain("738RKT");
    await page.locator(".lock-screen h1").tap();
    await waves();
    unit.console.live.alert(alertOf(seen, { kind: "corrected" }));
    unit.console.live.alert(alertOf(seen, { kind: "cancelled" }));
    await page.waitForSelector(".locked-alerts .over >> text=Cancelled: do not act");
    expect(await first.innerText()).toContain("4B8LZM");
    expect(await waves()).toEqual([]);
    expect.soft(await barriers(page), "locked").toEqual([]);
    // Whoever signs in instead does not inherit the silence.
    await page.locator("text=Sign in as somebody else").tap();
    await page.fill("[name=name]", "sam");
    await page.fill("[name=password]", passwords);
    await page.fill("[name=purpose]", "Patrol, shift B");
    await page.locator("form [type=submit]").tap();
    await page.getByLabel("sam, Supervisor").waitFor();
    expect(await sound.getAttribute("aria-pressed")).toBe("false");
  });
});

describe("the log of hits", { timeout: patient }, () => {
  it("is asked for again where it did not come, says what came since, and shows a covert hit as one", async () => {
    const { unit, page } = await openConsole(small);
    const covert = { ...stolen, at: 9, text: "CVT111" };
    const hidden = await sighting({
      ...covert,
      entry: { ...stolen.entry, plate: "CVT111", covert: true },
    });
    unit.records.add(hidden.read, hidden.hits, hidden.pictures);
    await signIn(page, unit, "sam");
    await page.route("**/api/encounters?*", (route) => route.abort());
    await tab(page, "Hits");
    await page.waitForSelector(".log .fault-text");
    await page.unroute("**/api/encounters?*");
    await page.locator(".log >> text=Try again").tap();
    await page.locator(".log >> text=Try again").waitFor({ state: "detached" });
    await page.waitForSelector("text=No hit waits for a verdict.");
    await page.locator(".log .segments >> text=All").tap();
    const row = page.locator(".log .row", { hasText: "CVT111" });
    expect(await row.innerText()).toMatch(/covert/i);
    expect(await row.innerText()).not.toMatch(/unverified/i);
    await announce(unit, { ...stolen, at: -600 });
    await page.waitForSelector(".banner.elsewhere >> text=738RKT");
    await page.locator(".log >> text=The list has changed").tap();
    await page.waitForSelector(".log .row >> text=738RKT");
    await page.locator(".log .again-row").waitFor({ state: "detached" });
    expect(await page.evaluate(() => document.activeElement?.className)).toBe("rows");
    await tab(page, "Search");
    await page.fill("[name=plate]", "CVT*");
    await page.locator(".filters .button.strong").tap();
    await page.waitForSelector(".found-table .covert-word");
    expect.soft(await barriers(page), "a covert read").toEqual([]);
  });
});

describe("a search", { timeout: patient }, () => {
  it("says of what was found what it was asked, also when the next one fails", async () => {
    const { unit, page } = await openConsole(large);
    for (const one of [...passing, stolen]) {
      const seen = await sighting(one);
      unit.records.add(seen.read, seen.hits, seen.pictures);
    }
    await signIn(page, unit, "sam");
    await tab(page, "Search");
    await page.fill("[name=plate]", "7*");
    await page.locator(".filters .button.strong").tap();
    const bar = page.locator(".found-bar");
    await expect.poll(() => bar.innerText()).toContain("1 found Plate 7*");
    await page.locator(".found-bar >> text=Map").tap();
    await page.locator(".results-map >> text=Box of this view").tap();
    await page.route("**/api/reads?*", (route) => route.abort());
    await page.locator("text=Search in the box").tap();
    await page.waitForSelector(".found .fault-text");
    expect(await bar.innerText()).toContain("1 found Plate 7*");
    expect(await bar.innerText()).not.toMatch(/in the box/i);
  });

  it("begins anew with the plate of a watch, where it is open already", async () => {
    const { unit, page } = await openConsole(small);
    await signIn(page, unit, "olive");
    await tab(page, "Unit");
    await page.locator(".check-key").tap();
    const sheet = page.locator(".check-sheet");
    await sheet.locator("input").first().fill("738rk");
    // An alert that is looked at meanwhile stands before the officer, and takes nothing of what was typed.
    await announce(unit, stolen);
    await sheet.locator(".covered:not(.waiting)").tap();
    await sheet.waitFor({ state: "detached" });
    await page.locator(".card .signs", { hasText: "738RKT" }).first().waitFor();
    await tab(page, "Search");
    await page.locator(".filters .button.strong").tap();
    await page.waitForSelector(".found-bar");
    await page.locator(".check-key").tap();
    expect(await sheet.locator("input").first().inputValue()).toBe("738RK");
    await sheet.getByText("Watch for", { exact: true }).tap();
    await sheet.locator(".check-plate input").fill("738rk?");
    await sheet.getByLabel("Why").fill("Child taken at Main St");
    await sheet.getByText("Dispatch", { exact: true }).tap();
    await sheet.locator("form button:not([type])").tap();
    await sheet.getByText("Search for 738RK?").tap();
    await sheet.waitFor({ state: "detached" });
    await expect.poll(() => page.locator(".filters [name=plate]").inputValue()).toBe("738RK?");
  });
});

describe("a fault", { timeout: patient }, () => {
  it.each(["sam", "tess"])(
    "is acknowledged on the unit's page by %s, who reports a defect there",
    async (who) => {
      const kept = await startUpkeep({});
      kept.faults.raise({
        ...{ code: "CAMERA_STALLED", subject: "rear", severity: "critical" },
        text: "no picture for 42 s",
      });
      const over = { upkeep: kept.upkeep, faults: kept.faults, clock: kept.clock };
      const { unit, page } = await openConsole(who === "sam" ? large : small, over);
      await signIn(page, unit, who);
      await tab(page, "Unit");
      const fault = page.locator(".faults li", { hasText: "Rear" });
      expect(await smallTargets(page, ".faults")).toEqual([]);
      expect.soft(await barriers(page), "a fault").toEqual([]);
      await fault.getByText("Acknowledge", { exact: true }).tap();
      await fault.getByText(new RegExp(`Acknowledged by ${who} at \\d\\d:\\d\\d`)).waitFor();
      expect(await fault.locator("button").count()).toBe(0);
      expect(kept.faults.list()[0]?.acknowledged).toMatchObject({ by: who, way: "page" });
      await page.getByText("Report a defect").tap();
      const sheet = page.locator(".tour-sheet");
      await sheet.getByText("Dirty", { exact: true }).tap();
      await sheet.getByText("Report to the supervisor").tap();
      await sheet.getByText("Reported. Who was told of it stands below.").waitFor();
      await sheet.getByText(`${who}: Dirty`).waitFor();
      expect(await sheet.locator(".last-seen").count()).toBe(who === "sam" ? 1 : 0);
      expect.soft(await barriers(page), "a defect").toEqual([]);
      await sheet.getByText("Repaired", { exact: true }).tap();
      await sheet.getByText(`${who}: Dirty`).waitFor({ state: "detached" });
    },
  );
});
