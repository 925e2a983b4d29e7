// The site's pages in a real Chromium: each flow from its first key to its end, by day and night, without a complaint of axe.
import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { databaseAs } from "../../../src/centre/parts.js";
import type { Role } from "../../../src/shared/domain/closed-sets.js";
import { launchBrowser } from "../../kit/peers/chromium.js";
import { barriers } from "../../kit/units/barriers.js";
import { openPage } from "../../kit/units/browser.js";
import { unitsOf } from "../../kit/units/centre-units.js";
import { sitePassword, startWholeCentre, type WholeCentre } from "../../kit/units/whole-centre.js";

let centre: WholeCentre;
let browser: Browser;
let delivered: ReturnType<typeof unitsOf>[3];

beforeAll(async () => {
  [centre, browser] = await Promise.all([startWholeCentre(), launchBrowser()]);
  delivered = unitsOf(centre)[3];
}, 240_000);
afterAll(async () => {
  await browser.close();
  await centre.stop();
});

async function signIn(page: Page, name: string, password: string): Promise<void> {
  await page.goto(centre.url);
  await page.fill("input[name=name]", name);
  await page.fill("input[name=password]", password);
  await page.click("button[type=submit]");
  await page.waitForSelector("nav.tabs");
}

async function pageOf(role: Role) {
  await centre.visitor(role);
  const size = { width: 1280, height: 800 };
  const opened = await openPage(browser, size, { ignoreHTTPSErrors: true });
  await signIn(opened.page, `${role}-1`, sitePassword);
  return opened;
}

const tab = (page: Page, name: string) => page.click(`nav >> text=${name}`);

/** Keys and fields that are smaller than a gloved finger needs; of a box to tick its label is what is touched. */
const small = (page: Page) =>
  page
    .locator(":is(button, input:not([type=checkbox]), select, summary, label.tick):visible")
    .evaluateAll((all) =>
      (all as HTMLElement[]).flatMap((one) => {
        const { width, height } = one.getBoundingClientRect();
        return width < 56 || height < 56 ? [one.outerHTML.slice(0, 80)] : [];
      }),
    );

async function isGood(page: Page, where: string): Promise<void> {
  expect(await barriers(page), where).toEqual([]);
  expect(await small(page), where).toEqual([]);
}

async function search(page: Page, plate: string, caseNumber: string): Promise<void> {
  await tab(page, "Search");
  await page.selectOption("select[name=purpose]", "stolen vehicle or plate");
  await page.fill("input[name=caseNumber]", caseNumber);
  await page.fill("input[name=plate]", plate);
}

const find = async (page: Page): Promise<void> => {
  await page.click(".ask-row >> button");
  await page.waitForSelector(".found-bar >> text=read");
};

it("shows hits as they come, and finds reads by all that can be asked, as a table, pictures and on a map", async () => {
  const { page, requests } = await pageOf("supervisor");
  await page.waitForSelector(".board >> text=Live");
  const { read } = await delivered("page-1", "NVT482");
  await page.waitForSelector("td:has-text('NVT482')");
  await isGood(page, "board");
  await search(page, "nvt 4*2", "26-777");
  const { lat, lon } = read.position as { lat: number; lon: number };
  await page.fill("[name=near]", `${String(lat)}, ${String(lon)}`);
  await page.fill("[name=list]", "demo");
  await page.selectOption("[name=verdict]", "verified");
  await page.click("text=Draw on a map");
  await page.click(".filters >> text=Box of this view");
  expect(await page.inputValue("[name=south]")).toMatch(/^-?\d+\.\d{4}$/);
  const edges = ["south", "west", "north", "east"];
  for (const edge of edges.slice(1)) await page.fill(`[name=${edge}]`, "");
  await page.click(".ask-row >> button");
  // A box that lacks a corner would be no box, and nobody would know.
  await page.waitForSelector(".fault-text >> text=all four corners");
  await page.fill("[name=south]", "");
  await page.fill("[name=from]", "2026-11-02T10:00");
  await page.fill("[name=to]", "2026-11-01T10:00");
  await page.click(".ask-row >> button");
  await page.waitForSelector(".fault-text >> text=From lies after To.");
  await page.fill("[name=to]", "");
  // In UTC, as the results are: by the clock of the screen, which is Chicago's, it lies hours ahead.
  const from = new Date(read.capturedAt.at - 60_000).toISOString();
  await page.fill("[name=from]", from.slice(0, 16));
  await isGood(page, "search");
  await find(page);
  await page.waitForSelector(".found-table >> text=NVT482");
  expect(await page.innerText(".found-bar [role=status]")).toContain(
    `plate NVT 4*2 · since ${from.slice(0, 16).replace("T", " ")} UTC`,
  );
  await isGood(page, "table");
  await page.click("[aria-label='Open NVT482']");
  await page.waitForSelector(".read-sheet >> text=Stolen vehicle");
  await isGood(page, "read");
  await page.click(".sheet-close");
  await page.click(".view-keys >> text=Pictures");
  await page.waitForSelector(".picture-grid >> text=NVT482");
  await isGood(page, "pictures");
  await page.click(".view-keys >> text=Map");
  await page.waitForSelector(".results-map .map-words >> text=Shades: where units read plates");
  await isGood(page, "map");
  await page.click("text=New search");
  await page.selectOption("[name=verdict]", "misread");
  await page.click(".ask-row >> button");
  await page.waitForSelector("text=No read fits");
  // Who may know of a covert hit is told wherever it stands that nothing is to be done about it.
  const owner = databaseAs(centre.config, "owner");
  onTestFinished(() => owner.close());
  await owner.change(`UPDATE hits SET covert = true WHERE read_id = '${read.id}'`);
  await page.click("text=New search");
  await page.selectOption("[name=verdict]", "");
  await find(page);
  await page.waitForSelector(".found-table >> text=Covert: do not stop, do not air");
  await isGood(page, "a covert hit");
  await page.click("[aria-label='Open NVT482']");
  await page.waitForSelector(".read-sheet >> text=COVERT, do not stop, do not air");
  await page.click(".sheet-close");
  expect(requests.filter((url) => !url.startsWith(centre.url) && !url.startsWith("blob:"))).toEqual([]);
}, 240_000);

it("shows a unit that is silent on duty, and says so when the centre hears nobody", async () => {
  const owner = databaseAs(centre.config, "owner");
  onTestFinished(() => owner.close());
  await owner.change(
    `WITH u AS (INSERT INTO units (name) VALUES ('page-9') RETURNING unit),
       s AS (INSERT INTO unit_status SELECT unit, 'online', now() - interval '20 minutes', now() - interval '20 minutes', '{"reason": "running"}' FROM u)
     INSERT INTO unit_silences SELECT unit, now() - interval '20 minutes' FROM u`,
  );
  const { page } = await pageOf("supervisor");
  await page.waitForSelector(".board >> text=page-9 is on duty and not heard since");
  await isGood(page, "silence on the board");
  await tab(page, "Units");
  const tile = page.locator(".tile.bad", { hasText: "page-9" });
  await tile.locator("text=Last heard 20 min ago").waitFor();
  await tile.locator("text=UNIT_SILENT").waitFor();
  await isGood(page, "silence");
  // As where the broker or the collector is down.
  await owner.change("REVOKE UPDATE ON collectors_heard FROM tagwatch_collector");
  onTestFinished(async () => {
    await owner.change("GRANT UPDATE ON collectors_heard TO tagwatch_collector");
  });
  await owner.change("UPDATE collectors_heard SET heard_at = now() - interval '30 minutes'");
  for (const name of ["Live", "Units"]) {
    await tab(page, name);
    await page.waitForSelector("[role=alert] >> text=The centre hears none of its units since");
    await isGood(page, `deaf, ${name}`);
  }
}, 240_000);

it("saves what was ticked to a case, extends and releases its hold, and hands it out", async () => {
  await delivered("page-2", "NVT483");
  const { page } = await pageOf("analyst");
  await search(page, "NVT483", "26-778");
  await find(page);
  await page.check("[aria-label='Tick NVT483']");
  await page.click("text=Hold for a case 1");
  await page.fill("dialog [name=reason]", "Trial in May");
  await page.fill("dialog [name=until]", "2027-06-01");
  await isGood(page, "save");
  await page.click("dialog >> button.strong");
  await page.waitForSelector("text=1 read is kept for case 26-778");
  await page.click(".sheet-close");
  await tab(page, "Cases");
  // Each page has an address: Back stays on the site.
  await page.goBack();
  await page.waitForSelector(".filters");
  await page.goForward();
  await expect.poll(() => page.title()).toBe("Cases · Test agency · Tagwatch");
  const own = page.locator(".case", { hasText: "26-778" });
  await own.locator("text=Trial in May").waitFor();
  await isGood(page, "cases");
  await own.locator("text=Extend").click();
  await page.fill("dialog [name=until]", "2027-07-01");
  await page.fill("dialog [name=reason]", "Appeal");
  await isGood(page, "extend");
  await page.click("dialog >> button.strong");
  await own.locator("text=end of Jul 1, 2027").waitFor();
  await own.locator("select").selectOption("crime investigation");
  await own.locator("text=Open the reads").click();
  await page.waitForSelector(".found-table >> text=NVT483");
  await isGood(page, "case");
  await page.click(".found-bar >> text=Package");
  await page.fill("dialog [name=recipient]", "Prosecutor");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.click("dialog >> button.strong"),
  ]);
  expect(
    readFileSync(await download.path())
      .subarray(257, 262)
      .toString(),
  ).toBe("ustar");
  await page.click(".sheet-close");
  await page.click(".found-bar >> text=Print");
  await page.fill("dialog [name=recipient]", "Prosecutor");
  await page.click("dialog >> button.strong");
  await page.waitForSelector("text=The sheet opens in a page of its own");
  await page.click(".sheet-close");
  await page.click("text=All cases");
  await own.locator("text=Release").click();
  await page.fill("dialog [name=reason]", "Acquitted");
  await page.click("dialog >> button.strong");
  await own.waitFor({ state: "detached" });
}, 240_000);

it("adds a person, changes the role, disables, and lets the person have a password of their own", async () => {
  const { page } = await pageOf("administrator");
  expect(await page.locator("nav button").allInnerTexts()).toEqual(["Units", "People"]);
  await tab(page, "People");
  await page.click("text=Add a person");
  await page.fill("dialog [name=name]", "ann.lee");
  await page.selectOption("dialog [name=role]", "analyst");
  await isGood(page, "add");
  await page.click("dialog >> button.strong");
  const made = await page.innerText(".made-password");
  await page.click(".sheet-close");
  await page.waitForSelector("text=ann.lee");
  await isGood(page, "people");
  const other = await openPage(browser, { width: 1280, height: 800 }, { ignoreHTTPSErrors: true });
  await signIn(other.page, "ann.lee", made);
  await other.page.click("[aria-label*='ann.lee']");
  await other.page.fill("[name=password]", made);
  for (const field of ["next", "again"]) await other.page.fill(`[name=${field}]`, "a longer sentence of Ann");
  await isGood(other.page, "own password");
  await other.page.click("text=Change the password");
  await other.page.waitForSelector("text=Your password is changed.");
  await other.page.click("text=Sign out");
  await signIn(other.page, "ann.lee", "a longer sentence of Ann");
  await page.click("[aria-label='Change ann.lee']");
  await page.selectOption("dialog [name=role]", "auditor");
  await isGood(page, "change");
  await page.click("text=Change the role");
  await page.waitForSelector("text=ann.lee is Auditor now");
  await page.click(".sheet-close");
  await page.click("[aria-label='Change ann.lee']");
  await page.click("dialog >> text=Disable");
  await page.waitForSelector("text=ann.lee cannot sign in");
  await page.click(".sheet-close");
  await page.waitForSelector("td:has-text('Disabled')");
}, 240_000);

it("tells the trail in sentences, narrowed to a person and a case, and hands those lines out", async () => {
  await delivered("page-3", "NVT484");
  const { page: searching } = await pageOf("analyst");
  await search(searching, "NVT484", "26-779");
  await find(searching);
  const { page } = await pageOf("auditor");
  await tab(page, "Audit");
  await page.fill("[name=person]", "analyst-1");
  await page.fill("[name=case]", "26-779");
  await page.selectOption("[name=about]", "reads.search");
  await page.click(".trail-form >> button.strong");
  await page.waitForSelector("text=1 line: all that fit.");
  await page.waitForSelector(".trail-list >> text=NVT484");
  await isGood(page, "audit");
  await page.click("text=Signed package");
  await page.fill("[name=recipient]", "City council");
  await page.fill("[name=purpose]", "yearly review");
  await isGood(page, "package of lines");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.click("dialog >> button.strong"),
  ]);
  expect(download.suggestedFilename()).toBe("tagwatch-trail.tar");
  const { page: technician } = await pageOf("technician");
  await technician.waitForSelector(".tile >> text=page-3");
  await isGood(technician, "units");
}, 240_000);
