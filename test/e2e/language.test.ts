// The page in Spanish: as the unit is set up or as chosen on the screen, at once, and never instead of the page.
import { expect, it } from "vitest";
import { barriers } from "../kit/units/barriers.js";
import { patient, signIn, sizes, useConsole } from "../kit/units/officer.js";

const open = useConsole();
const [large, small] = sizes;

it("speaks Spanish where the unit is set up so, from the first words on", { timeout: patient }, async () => {
  const { page, unit } = await open(small, { yaml: { language: "es" } });
  await signIn(page, unit, "olive");
  expect(await page.getAttribute("html", "lang")).toBe("es");
  await page.locator(".switches button").nth(1).tap();
  await page.waitForSelector(".screen-sheet");
  expect(await page.locator(".screen-sheet h1, .screen-sheet h2").allInnerTexts()).toContain("Idioma");
});

it("lays no tab over another, nor breaks one, where words are long", { timeout: patient }, async () => {
  const { page, unit } = await open(small, { yaml: { language: "es" } });
  await signIn(page, unit, "sam");
  const overflowing = await page.locator(".tabs button").evaluateAll(
    (tabs) =>
      tabs.filter((tab, i) => {
        const [own, next] = [tab.getBoundingClientRect(), tabs[i + 1]?.getBoundingClientRect()];
        return tab.scrollWidth > Math.ceil(own.width) || (next !== undefined && own.right > next.left + 1);
      }).length,
  );
  expect(overflowing).toBe(0);
});

it("changes the language without a reload, and keeps it", { timeout: patient }, async () => {
  const { page, unit, opened } = await open(large);
  await signIn(page, unit, "olive");
  expect(opened.requests.filter((url) => url.includes("/main.js"))).not.toEqual([]);
  await page.locator(".switches button").nth(1).tap();
  await page.evaluate(() => Object.assign(window, { same: true }));
  await page.locator(".screen-sheet .segments button", { hasText: "Español" }).tap();
  await page.waitForSelector(".screen-sheet h2:has-text('Idioma')");
  expect(await page.getAttribute("html", "lang")).toBe("es");
  expect(await page.evaluate(() => "same" in window)).toBe(true);
  await page.reload();
  await page.waitForSelector(".shell");
  expect(await page.getAttribute("html", "lang")).toBe("es");
  await page.locator(".switches button").nth(1).tap();
  await page.locator(".screen-sheet .segments button", { hasText: "English" }).tap();
  await page.waitForSelector(".screen-sheet h2:has-text('Language')");
  expect(await page.getAttribute("html", "lang")).toBe("en");
});

it("goes on in English and says so where the Spanish words do not come", { timeout: patient }, async () => {
  const { page, unit } = await open(small, { yaml: { language: "es" } });
  // All parts that the page does not need for its first words are lost.
  let isLater = false;
  await page.route("**/part-*.js", (route) => (isLater ? route.abort() : route.continue()));
  await page.addInitScript(() => localStorage.setItem("tagwatch.language", "en"));
  await signIn(page, unit, "olive");
  isLater = true;
  await page.locator(".switches button").nth(1).tap();
  await page.locator(".screen-sheet .segments button", { hasText: "Español" }).tap();
  await page.waitForSelector(".screen-sheet .fault-text");
  expect(await page.locator(".screen-sheet .fault-text").innerText()).toContain("goes on in English");
  expect(await page.getAttribute("html", "lang")).toBe("en");
});

it(
  "says on a page of its own what was refused, in the language of the screen",
  { timeout: patient },
  async () => {
    const { page, unit } = await open(small, { yaml: { language: "es" } });
    const refused = `${unit.url}/api/sheet?caseId=1&recipient=Court&purpose=trial&reads=r`;
    const shown = page.locator("main:visible");
    await page.goto(refused);
    expect((await shown.innerText()).split(/\n+/)).toEqual(["No se hizo", "No desde esta página.", "Cerrar"]);
    expect(await page.getAttribute("html", "lang")).toBe("es");
    expect.soft(await barriers(page), "refused").toEqual([]);
    await page.evaluate(() => localStorage.setItem("tagwatch.language", "en"));
    await page.reload();
    await expect.poll(() => page.getAttribute("html", "lang")).toBe("en");
    expect((await shown.innerText()).split(/\n+/)).toEqual(["Not done", "Not from this page.", "Close"]);
  },
);
