// What axe-core (contrast, names, roles, order) says of every page and of the card, at both sizes, by day and by night.
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { alertOf, likely, passing, restricted, sighting, stolen } from "../kit/samples/sightings.js";
import { barriers } from "../kit/units/barriers.js";
import type { TestConsole } from "../kit/units/console.js";
import { announce, patient, ready, signIn, sizes, useConsole } from "../kit/units/officer.js";

const openConsole = useConsole();

async function expectNone(page: Page, where: string): Promise<void> {
  expect.soft(await barriers(page), where).toEqual([]);
}

/** Reads that passed, and a camera that is lost. */
async function someTraffic(unit: TestConsole): Promise<void> {
  for (const one of passing) {
    const seen = await sighting(one);
    unit.records.add(seen.read, seen.hits, seen.pictures);
  }
  unit.faults.raise({
    code: "CAMERA_LOST",
    subject: "rear",
    severity: "critical",
    text: "Rear camera lost",
  });
}

const tab = (page: Page, name: string): Promise<void> =>
  page.locator(".tabs button", { hasText: name }).tap();

describe.each(sizes)("nothing is in the way at $width x $height", { timeout: patient }, (size) => {
  it("of signing in, of what is behind the name, and of the lock", async () => {
    const { unit, page } = await openConsole(size);
    await page.goto(unit.url);
    await page.waitForSelector(".sign-in");
    await expectNone(page, "sign-in");
    await signIn(page, unit, "olive");
    await page.waitForSelector("text=Watching");
    await expectNone(page, "live page without an alert");
    await announce(unit, stolen);
    await page.waitForSelector(".card");
    await page.getByLabel("olive, Officer").tap();
    await page.waitForSelector(".sheet");
    await expectNone(page, "who is signed in");
    await page.locator(".sheet >> text=Sign out").tap();
    await page.waitForSelector(".sign-out");
    await expectNone(page, "handing over");
    await page.locator(".sheet >> text=Close").tap();
    await page.getByLabel("olive, Officer").tap();
    await page.locator(".sheet >> text=Lock screen").tap();
    await page.waitForSelector(".lock-screen");
    await announce(unit, { ...restricted, at: 2 });
    await announce(unit, { ...likely, at: 1 });
    await page.waitForSelector(".locked-alerts li:nth-child(2)");
    await expectNone(page, "locked screen");
  });

  it("of the alert card, whatever it says", async () => {
    const { unit, page } = await openConsole(size);
    await someTraffic(unit);
    await signIn(page, unit, "sam");
    const seen = await announce(unit, stolen);
    await page.waitForSelector(".card");
    await ready(page);
    await expectNone(page, "high, exact");
    await page.locator(".verdict.add-note").tap();
    await page.waitForSelector("textarea");
    await expectNone(page, "a note");
    await page.locator(".verdict.matches").tap();
    await ready(page);
    await expectNone(page, "ask dispatch");
    await page.locator(".verdict.mdc").tap();
    await page.waitForSelector(".verify.asked");
    await page.locator(".verdict.add-note").tap();
    await ready(page);
    await expectNone(page, "dispatch asked");
    await page.locator(".verdict.confirmed").tap();
    await page.waitForSelector(".stamp");
    await ready(page);
    await expectNone(page, "verdict given");
    unit.console.live.alert(alertOf(seen, { kind: "cancelled" }));
    await page.waitForSelector(".card.over");
    await expectNone(page, "cancelled");
    unit.console.live.alert(alertOf(seen, { kind: "new", recorded: false }));
    await page.waitForSelector(".card-mark.unrecorded");
    await expectNone(page, "not recorded");
  });

  it.each([
    ["medium, likely, of another state", likely],
    ["low", { ...likely, entry: { ...likely.entry, priority: "low" } }],
    ["restricted, with a caution", restricted],
  ] as const)("of a card: %s", async (where, of) => {
    const { unit, page } = await openConsole(size);
    await someTraffic(unit);
    await signIn(page, unit, "olive");
    await announce(unit, of);
    await page.waitForSelector(".card");
    await ready(page);
    await expectNone(page, where);
    if (of !== restricted) return;
    await page.locator("text=Show details").tap();
    await page.waitForSelector("text=Doe, Jane");
    await announce(unit, { ...stolen, at: 1 });
    await page.waitForSelector(".chip");
    await expectNone(page, "opened, with another one waiting");
  });

  it("of the hits, the search, the unit and the trail", async () => {
    const { unit, page } = await openConsole(size);
    await someTraffic(unit);
    for (const of of [stolen, likely, { ...restricted, entry: { ...restricted.entry, covert: true } }]) {
      const seen = await sighting(of);
      unit.records.add(seen.read, seen.hits, seen.pictures);
    }
    await signIn(page, unit, "sam");
    await tab(page, "Hits");
    await page.waitForSelector(".log .row");
    await expectNone(page, "log of hits");
    await page.locator(".log .row").first().tap();
    await page.waitForSelector(".card");
    await expectNone(page, "a hit of the log");
    await tab(page, "Search");
    await page.waitForSelector(".filters");
    await expectNone(page, "search");
    await page.fill("[name=plate]", "XQT*");
    await page.locator(".filters .button.strong").tap();
    await page.locator(".found .open-read").first().tap();
    await page.waitForSelector("text=Show the hit");
    await expectNone(page, "what was found");
    await page.locator("text=Show the hit").tap();
    await page.waitForSelector(".covert-mark");
    await expectNone(page, "a covert hit");
    await tab(page, "Unit");
    await page.waitForSelector(".tile");
    await expectNone(page, "unit");
    unit.audit.append({
      actor: { name: "olive", role: "officer", source: "127.0.0.1" },
      event: "hit.reveal",
      outcome: "failure",
      object: "0199c000",
    });
    await tab(page, "Audit");
    await page.waitForSelector("li.failure");
    await expectNone(page, "audit trail");
  });

  it("of what is said when nobody watches", async () => {
    const { unit, page } = await openConsole(size);
    await signIn(page, unit, "olive");
    await page.waitForSelector("text=Watching");
    await page.context().setOffline(true);
    await page.evaluate(() => window.dispatchEvent(new Event("offline")));
    await page.waitForSelector(".banner.lost");
    await expectNone(page, "no line to the unit");
  });
});
