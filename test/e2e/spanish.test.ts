// The views of the page in Spanish, in Debian's Chromium: no English word of ours is left, and axe-core finds nothing.
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { anEntry } from "../kit/samples/records.js";
import { onDuty } from "../kit/doubles/on-duty.js";
import { alertOf, likely, passing, restricted, sighting, stolen } from "../kit/samples/sightings.js";
import { barriers } from "../kit/units/barriers.js";
import type { TestConsole } from "../kit/units/console.js";
import { englishParts, leftEnglish } from "../kit/units/left-english.js";
import { announce, patient, ready, signIn, sizes, useConsole } from "../kit/units/officer.js";
import type { PlateAnswer } from "../../src/unit/core/plate-lookup.js";
import { aimEs } from "../../src/unit/console/web/words/es/aim.js";
import { drawEs } from "../../src/unit/console/web/words/es/draw.js";
import { shellEs } from "../../src/unit/console/web/words/es/shell.js";

const openConsole = useConsole();
const [large] = sizes;
let parts: readonly string[] = [];
beforeAll(async () => {
  parts = await englishParts();
});

/** A list that holds one plate, for the check by hand. */
const find = (plate: string): PlateAnswer => {
  const entry = anEntry({ source: "ks-merged", ...stolen.entry });
  const found =
    plate === entry.plate ? [{ entry, exact: true, stateMatch: "match" as const, differs: [] }] : [];
  return { found, lists: ["ks-merged"], notLookedAt: [] };
};

async function inSpanish(person: string): Promise<{ readonly unit: TestConsole; readonly page: Page }> {
  const over = { yaml: { language: "es" }, upkeep: onDuty(), find };
  const { unit, page } = await openConsole(large, over);
  const fault = { code: "CAMERA_STALLED", subject: "rear", severity: "critical" } as const;
  unit.faults.raise({ ...fault, text: "no picture for 42 s" });
  unit.faults.raise({
    ...{ code: "HOTLIST_STALE", subject: "ks-merged", severity: "warning" },
    text: "26 h old, 24 h are allowed",
  });
  for (const one of passing) {
    const seen = await sighting(one);
    unit.records.add(seen.read, seen.hits, seen.pictures);
  }
  if (person !== "") await signIn(page, unit, person);
  return { unit, page };
}

async function expectSpanish(page: Page, where: string): Promise<void> {
  expect.soft(await leftEnglish(page, parts), where).toEqual([]);
  expect.soft(await barriers(page), where).toEqual([]);
}

type Tab = keyof (typeof shellEs)["tab"];
const tab = (page: Page, name: Tab): Promise<void> =>
  page.locator(".tabs button", { hasText: shellEs.tab[name] }).first().tap();
const person = (page: Page): Promise<void> => page.locator(".switches button").last().tap();
const close = (page: Page): Promise<void> => page.locator(".sheet >> text=Cerrar").last().tap();

describe("in Spanish", { timeout: patient }, () => {
  it("finds the English words that it is to find", async () => {
    const { page } = await inSpanish("olive");
    await page.waitForSelector(".watching");
    await page.evaluate(() => document.querySelector(".watching")?.append(" Sign out"));
    expect(await leftEnglish(page, parts)).toEqual(['"Sign out" in "Sign out"']);
  });

  it("signing in, a refusal, the screen, and handing over", async () => {
    const { unit, page } = await inSpanish("");
    await page.goto(unit.url);
    await page.waitForSelector(".purposes");
    await expectSpanish(page, "sign-in");
    await page.fill("[name=name]", "sam");
    await page.fill("[name=password]", "this is the wrong one");
    await page.fill("[name=purpose]", "Caso 7");
    await page.locator("form [type=submit]").tap();
    await page.waitForSelector(".sign-in .fault-text");
    expect(await page.locator(".sign-in .fault-text").innerText()).toContain("contraseña incorrectos");
    await expectSpanish(page, "a wrong password");
    await signIn(page, unit, "sam");
    await page.waitForSelector(".watching");
    await expectSpanish(page, "live without an alert");
    await announce(unit, stolen);
    await page.waitForSelector(".card");
    await page.locator(".switches button").nth(1).tap();
    await page.waitForSelector(".screen-sheet");
    await expectSpanish(page, "light and sound");
    await close(page);
    await person(page);
    await page.waitForSelector(".person-sheet");
    await expectSpanish(page, "who is signed in");
    await page.locator(".person-sheet .sheet-buttons .button").last().tap();
    await page.waitForSelector(".sign-out");
    await expectSpanish(page, "handing over");
  });

  it("the card, from the comparison to the verdict", async () => {
    const { unit, page } = await inSpanish("sam");
    const seen = await announce(unit, stolen);
    await page.waitForSelector(".card");
    await ready(page);
    await expectSpanish(page, "compare");
    await page.locator(".verdict.add-note").tap();
    await page.waitForSelector("textarea");
    await page.locator(".verdict.matches").tap();
    await ready(page);
    await expectSpanish(page, "ask dispatch");
    await page.locator(".verdict.mdc").tap();
    await page.waitForSelector(".verify.asked");
    await ready(page);
    await expectSpanish(page, "dispatch asked");
    await page.locator(".verdict.confirmed").tap();
    await page.waitForSelector(".stamp");
    await ready(page);
    await expectSpanish(page, "confirmed");
    unit.console.live.alert(alertOf(seen, { kind: "cancelled" }));
    await page.waitForSelector(".card.over");
    await expectSpanish(page, "cancelled");
    unit.console.live.alert(alertOf(seen, { kind: "new", recorded: false }));
    await page.waitForSelector(".card-mark.unrecorded");
    await expectSpanish(page, "not recorded");
  });

  it.each([
    ["likely, of another state", likely],
    ["restricted", restricted],
  ] as const)("a card: %s", async (where, of) => {
    const { unit, page } = await inSpanish("sam");
    await announce(unit, of);
    await page.waitForSelector(".card");
    await ready(page);
    await expectSpanish(page, where);
    await announce(unit, { ...stolen, at: 1 });
    await page.waitForSelector(".chip");
    await expectSpanish(page, `${where}, another one waits`);
  });

  it("hits, search, what was found, and handing out", async () => {
    const { unit, page } = await inSpanish("sam");
    await announce(unit, stolen);
    await tab(page, "hits");
    await page.waitForSelector(".log .row");
    await expectSpanish(page, "log of hits");
    await page.locator(".log .row").first().tap();
    await page.waitForSelector(".card");
    await expectSpanish(page, "a hit of the log");
    await tab(page, "search");
    await page.waitForSelector(".filters");
    await expectSpanish(page, "search");
    await page.locator(".filters .button.strong").tap();
    await page.waitForSelector(".found-table");
    await expectSpanish(page, "found");
    await page.locator(".found .open-read").first().tap();
    await page.waitForSelector(".detail");
    await expectSpanish(page, "a read");
    for (const key of ["Retener", "Paquete", "Imprimir"]) {
      if (key === "Retener") await page.locator("td .tick").first().tap();
      await page.locator(".found-bar .button", { hasText: key }).tap();
      await page.waitForSelector(".hand-out");
      await expectSpanish(page, key);
      await close(page);
    }
  });

  it("a plate by hand", async () => {
    const { unit, page } = await inSpanish("sam");
    await page.locator(".check-key").tap();
    await page.locator(".check-sheet input").first().fill("738RKT");
    await page.locator(".check-sheet form .button").first().tap();
    await page.waitForSelector(".check-entry");
    await expectSpanish(page, "checked");
    await page.locator(".check-sheet .segments button").nth(1).tap();
    await page.waitForSelector(".watch-form");
    await expectSpanish(page, "a watch");
    await page.locator(".check-plate input").fill("738RK?");
    await page.getByLabel("Por qué").fill("Robo, 2 sospechosos");
    await page.locator(".check-sheet").getByText("Despacho", { exact: true }).tap();
    await page.locator(".watch-form .strong").tap();
    await page.waitForSelector(".in-force");
    await expectSpanish(page, "in force");
    await page.locator(".check-sheet .segments button").nth(2).tap();
    await page.waitForSelector(".watched-row");
    await expectSpanish(page, "watched");
    expect(unit.audit.lines.some(({ event }) => event.startsWith("lookout"))).toBe(true);
  });

  it("a tour of duty with its self-test and defects", async () => {
    const { page } = await inSpanish("olive");
    await person(page);
    await page.locator(".person-sheet .button", { hasText: shellEs.tourOfDuty }).tap();
    await page.waitForSelector(".tour-sheet");
    await expectSpanish(page, "sign-on");
    await page.locator("[name=badge]").fill("417");
    await page.locator(".tour-form .strong").tap();
    await page.waitForSelector(".test-checks li");
    expect(await page.locator(".test-checks").innerText()).toContain("no envía imágenes");
    expect(await page.locator(".test-checks [lang=en]").innerText()).toBe("no picture for 42 s");
    await expectSpanish(page, "self-test");
    await page.locator(".tour-sheet .segments").first().locator("button").nth(2).tap();
    await page.waitForSelector(".defects li");
    await expectSpanish(page, "defects");
    await page.locator(".tour-sheet .segments").first().locator("button").first().tap();
    await page.waitForSelector(".tour-report");
    await expectSpanish(page, "report");
  });

  it("the unit with its faults, a live picture, a drawing, and who has it", async () => {
    const { page } = await inSpanish("sam");
    const { pictures } = await sighting(stolen);
    const shown = {
      ...{ covered: false, ageMs: 40, width: 1280, height: 720, sharpness: 41, neededPx: 90, leastPx: 60 },
      ...{ region: null, masks: [], jpeg: Buffer.from(pictures.vehicle).toString("base64") },
      plates: [{ box: [0.3, 0.4, 0.5, 0.5], widthPx: 130, sharpness: 0.8, watched: true }],
    };
    const answer = JSON.stringify({ camera: "front", shown });
    await page.route("**/api/cameras/*/picture", (route) =>
      route.fulfill({ contentType: "application/json", body: answer }),
    );
    await tab(page, "unit");
    await page.waitForSelector(".faults li");
    const faults = await page.locator(".faults").innerText();
    expect(faults).toContain("Rear: no envía imágenes");
    expect(faults).toContain("una lista es más antigua de lo permitido");
    expect(await page.locator(".faults [lang=en]").allInnerTexts()).toEqual(
      expect.arrayContaining(["no picture for 42 s", "26 h old, 24 h are allowed"]),
    );
    await expectSpanish(page, "unit");
    await page.locator(".aim-open").first().tap();
    await page.waitForSelector(".aim-figures li");
    await expectSpanish(page, "live picture");
    await page.locator(".aim-head .button").nth(1).tap();
    await page.waitForSelector(".draw-tools");
    await expectSpanish(page, "drawing");
    await page.locator(".aim-head .button", { hasText: drawEs.back }).tap();
    await page.locator(".aim-head .button", { hasText: aimEs.back }).tap();
    await page.locator(".assigned .button").tap();
    await page.waitForSelector(".assign-page");
    await expectSpanish(page, "who has the unit");
  });

  it("statistics and the trail, whose lines are read as English", async () => {
    const { unit, page } = await inSpanish("sam");
    await announce(unit, stolen);
    await tab(page, "statistics");
    await page.waitForSelector(".charts");
    await expectSpanish(page, "statistics");
    await tab(page, "audit");
    await page.waitForSelector(".trail-list li");
    await page.locator(".trail-list summary").first().tap();
    expect(await page.locator(".trail-list summary [lang=en]").count()).toBeGreaterThan(0);
    await expectSpanish(page, "audit trail");
  });

  it("people", async () => {
    const { page } = await inSpanish("max");
    await tab(page, "people");
    await page.waitForSelector(".people tbody tr:nth-child(7)");
    await expectSpanish(page, "people");
    await page.locator(".people-page .button, .people .button, main .button").first().tap();
    await page.waitForSelector(".sheet form");
    await page.fill("[name=name]", "olive");
    await page.locator(".sheet form .button").first().tap();
    await page.waitForSelector(".sheet [role=alert]");
    expect(await page.locator(".sheet [role=alert]").innerText()).toBe("Ya hay un usuario olive.");
    await expectSpanish(page, "a person who is there already");
  });

  it("programs: a new token, a refusal, and the token that is told once", async () => {
    const { page } = await inSpanish("max");
    await tab(page, "people");
    await page.locator(".tokens header .button").tap();
    await page.waitForSelector("[name=purpose] option", { state: "attached" });
    await page.fill("[name=name]", "cad");
    await page.fill("[name=from]", "10.0.0.0/99");
    await page.locator(".token-form .button").tap();
    await page.waitForSelector(".sheet [role=alert]");
    expect(await page.locator(".sheet [role=alert]").innerText()).toMatch(
      /^«10\.0\.0\.0\/99» no es una red\./,
    );
    await expectSpanish(page, "a network that is none");
    await page.fill("[name=from]", "");
    await page.locator(".token-form .button").tap();
    await page.waitForSelector(".made-token");
    await expectSpanish(page, "a token");
    await close(page);
    await page.waitForSelector(".tokens li");
    await expectSpanish(page, "programs");
  });

  it("what is said when nobody watches", async () => {
    const { page } = await inSpanish("olive");
    await page.waitForSelector(".watching");
    await page.context().setOffline(true);
    await page.evaluate(() => window.dispatchEvent(new Event("offline")));
    await page.waitForSelector(".banner.lost");
    await expectSpanish(page, "no line to the unit");
  });
});
