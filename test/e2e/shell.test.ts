// The frame around the pages: addresses and titles, three columns on a large screen, one that scrolls on a phone.
import { describe, expect, it } from "vitest";
import { stolen } from "../kit/samples/sightings.js";
import { barriers } from "../kit/units/barriers.js";
import { announce, patient, ready, signIn, sizes, useConsole } from "../kit/units/officer.js";

const openConsole = useConsole();
const [large] = sizes;

describe("the page's frame", { timeout: patient }, () => {
  it("has an address and a title for each page: Back goes to the one before, a reload stays", async () => {
    const { unit, page } = await openConsole(large);
    await signIn(page, unit, "olive");
    const tab = (name: string) => page.locator(".tabs button", { hasText: name });
    expect(await page.title()).toBe("Live · Patrol 12 · Tagwatch");
    await tab("Hits").tap();
    await page.waitForSelector(".log-page");
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("MAIN");
    await tab("Unit").tap();
    await page.waitForSelector(".unit-page");
    expect(new URL(page.url()).hash).toBe("#/unit");
    await page.goBack();
    await page.waitForSelector(".log-page");
    await announce(unit, stolen);
    await expect.poll(() => page.title()).toBe("(1) Hits · Patrol 12 · Tagwatch");
    await page.reload();
    await page.waitForSelector(".log-page");
  });

  it("shows what waits, the card and the reads beside each other at 1920", async () => {
    const { unit, page } = await openConsole({ width: 1920, height: 1080 });
    await signIn(page, unit, "olive");
    await announce(unit, stolen);
    await page.waitForSelector(".card");
    const boxOf = async (what: string) => (await page.locator(what).boundingBox())!;
    const [hits, card, reads] = [await boxOf(".hits"), await boxOf(".card"), await boxOf(".reads")];
    expect(hits.x).toBeLessThan(card.x);
    expect(card.x).toBeLessThan(reads.x);
    // To the foot of the screen; the key of the map is one of the reads and takes no more than its own height.
    for (const { y, height } of [hits, card]) expect(y + height).toBeGreaterThan(1060);
    const key = await boxOf(".map-switch");
    expect(key).toMatchObject({ x: reads.x, width: reads.width });
    expect(key.height).toBeLessThan(80);
    await page.locator(".map-switch").tap();
    expect((await boxOf(".live-map")).x).toBe(reads.x);
    expect(await barriers(page)).toEqual([]);
  });

  it("scrolls down one column at 320 px, with every verdict and nothing to its side", async () => {
    const { unit, page } = await openConsole({ width: 320, height: 640 });
    await signIn(page, unit, "olive");
    await announce(unit, stolen);
    await page.waitForSelector(".card");
    await ready(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    for (const what of [".picture.plate", ".picture.vehicle", ".card .record", ".verdict"])
      for (const one of await page.locator(what).all()) {
        await one.scrollIntoViewIfNeeded();
        const box = await one.boundingBox();
        expect(box?.height ?? 0, what).toBeGreaterThan(30);
        expect((box?.x ?? 0) + (box?.width ?? 999), what).toBeLessThanOrEqual(320);
      }
    // One below the other: nothing covers what stands before it.
    const parts = [".band", ".pictures", ".reading", ".record", ".card-foot"];
    const places = await page.evaluate(
      (all) =>
        all.map(
          (one) => document.querySelector(`.card > ${one}`)?.getBoundingClientRect().toJSON() as DOMRect,
        ),
      parts,
    );
    places
      .slice(1)
      .forEach((place, i) =>
        expect(place.top, parts[i + 1]).toBeGreaterThanOrEqual(places[i]?.bottom ?? 9e9),
      );
    await page.getByLabel("olive, Officer").tap();
    await page.waitForSelector(".person-sheet");
    expect(await barriers(page)).toEqual([]);
  });

  it("leaves room to write at 320 px, and what was found beside nothing", async () => {
    const { unit, page } = await openConsole({ width: 320, height: 640 });
    await signIn(page, unit, "olive");
    await announce(unit, { ...stolen, at: 1 });
    await page.waitForSelector(".card");
    const narrow = (): Promise<readonly string[]> =>
      page
        .locator("main input:not([type=checkbox]):visible")
        .evaluateAll((all) =>
          all.filter((one) => one.clientWidth < 110).map((one) => one.closest("label")?.textContent ?? ""),
        );
    await ready(page);
    await page.locator(".verdict.misread").tap();
    await page.getByText("Right text").tap();
    await page.locator(".answer-fields input").fill("738RKI");
    expect(await narrow(), "right text").toEqual([]);
    await page.locator(".tabs button", { hasText: "Search" }).tap();
    await page.waitForSelector(".filters");
    expect(await narrow(), "search").toEqual([]);
    await page.locator(".filters .button.strong").tap();
    await page.waitForSelector(".found-table");
    const [wide, table] = await page.evaluate(() => {
      const box = document.querySelector(".table-box");
      return [document.documentElement.scrollWidth, box ? box.scrollWidth - box.clientWidth : 9e9];
    });
    expect([wide, table]).toEqual([320, 0]);
    await page.getByLabel("olive, Officer").tap();
    await page.locator(".sheet >> text=Lock screen").tap();
    await page.waitForSelector(".lock-screen");
    expect(await narrow(), "lock").toEqual([]);
  });

  it("keeps the steps in sight over whatever stands below them, on the smallest screen", async () => {
    const { unit, page } = await openConsole({ width: 800, height: 480 });
    await signIn(page, unit, "olive");
    const record = { ...stolen.entry?.record, remarks: "Suspect armed with a long gun. Do not stop alone." };
    await announce(unit, { ...stolen, entry: { ...stolen.entry, record } });
    await page.waitForSelector(".card .caution");
    const isWhole = async (): Promise<void> => {
      const [strip, area] = await Promise.all(
        [".verify", ".verdict-area"].map((one) => page.locator(`.card ${one}`).boundingBox()),
      );
      expect(strip!.height).toBeGreaterThan(15);
      expect(strip!.y + strip!.height).toBeLessThanOrEqual(area!.y + 1);
      expect(area!.y + area!.height).toBeLessThanOrEqual(480);
    };
    await isWhole();
    for (const button of ["matches", "communications-unit"]) {
      await ready(page);
      await page.locator(`.verdict.${button}`).tap();
      await page.waitForSelector(`.verdict.${button}`, { state: "detached" });
    }
    await page.locator(".verdict.add-note").tap();
    await page.waitForSelector(".answer-fields");
    await isWhole();
    await ready(page);
    await page.locator(".verdict.confirmed").tap();
    await page.waitForSelector(".verify.confirmed");
    await page.waitForSelector(".outcomes");
    await isWhole();
  });

  it("is taken anew after an upgrade of the unit, where nobody is signed in", async () => {
    const { unit, page } = await openConsole(large);
    await signIn(page, unit, "olive");
    await page.evaluate(() => (document.documentElement.dataset["page"] = "old"));
    await page.route("**/main.js", (route) =>
      route.request().method() === "HEAD"
        ? route.fulfill({ status: 200, headers: { etag: '"of the new version"' } })
        : route.continue(),
    );
    await page.getByLabel("olive, Officer").tap();
    await page.locator(".sheet >> text=Sign out").tap();
    await page.locator(".sign-out button", { hasText: "Sign out" }).tap();
    await page.waitForSelector('html:not([data-page="old"]) .sign-in');
  });
});
