// A plate checked by hand, in Debian's Chromium.
import { describe, expect, it } from "vitest";
import { announce, patient, ready, signIn, sizes, useConsole } from "../kit/units/officer.js";
import { anEntry } from "../kit/samples/records.js";
import { stolen } from "../kit/samples/sightings.js";
import { barriers, smallTargets } from "../kit/units/barriers.js";
import { signedIn } from "../kit/units/console-client.js";
import { startConsole } from "../kit/units/console.js";
import type { PlateAnswer } from "../../src/unit/core/plate-lookup.js";
import type { HotlistEntry } from "../../src/shared/domain/types.js";

const openConsole = useConsole();
const listed = anEntry({ plate: "738RKT", state: "KS", source: "ks-merged", category: "stolen-vehicle" });
const find = (plate: string): PlateAnswer => {
  const entries: readonly HotlistEntry[] = plate === "738RKT" ? [listed] : [];
  return {
    found: entries.map((entry) => ({ entry, exact: true, stateMatch: "unknown", differs: [] })),
    lists: ["ks-merged"],
    notLookedAt: ["mo was not looked at: it is missing"],
  };
};

describe.each(sizes)("a plate by hand at $width x $height", { timeout: patient }, (size) => {
  it("is answered from the lists and the own reads, with what was not looked at", async () => {
    const { unit, page, opened } = await openConsole(size, { find });
    await signIn(page, unit, "olive");
    await announce(unit, stolen);
    await page.waitForSelector(".card");
    await page.locator(".check-key").tap();
    const sheet = page.locator(".check-sheet");
    const [plate] = [sheet.locator("input").first()];
    await plate.fill("738-rkt");
    await sheet.locator("form .button").tap();
    await page.waitForSelector(".check-entry");
    const text = await sheet.innerText();
    for (const words of ["Stolen vehicle", "738RKT KS", "Exact", "ks-merged", "mo was not looked at"])
      expect(text).toContain(words);
    expect(await sheet.locator(".check-read").count()).toBe(1);
    await plate.fill("XYZ 987");
    expect(await page.locator(".check-entry").count()).toBe(0);
    await sheet.locator("form .button").tap();
    expect(await page.locator(".check-none").innerText()).toBe(
      "XYZ987 is on none of the lists looked at: ks-merged",
    );
    expect(unit.audit.lines.filter(({ event }) => event === "hotlist.lookup")).toMatchObject([
      { object: "738RKT", detail: { purpose: "Patrol, shift B", found: 1 } },
      { object: "XYZ987", detail: { found: 0 } },
    ]);
    expect(opened.complaints.filter((words) => !words.includes("401"))).toEqual([]);
  });

  it("says that an alert came behind it, which takes a verdict only once it has been in sight", async () => {
    const { unit, page } = await openConsole(size, { find });
    await signIn(page, unit, "olive");
    await page.locator(".check-key").tap();
    const stray = page.evaluate(
      () =>
        new Promise<boolean>((resolve) => {
          const watch = new MutationObserver(() => {
            const alert = document.querySelector<HTMLElement>(".covered");
            if (!alert) return;
            watch.disconnect();
            alert.click();
            requestAnimationFrame(() => resolve(document.querySelector(".check-sheet") !== null));
          });
          watch.observe(document.body, { childList: true, subtree: true });
        }),
    );
    await announce(unit, stolen);
    const covered = page.locator(".check-sheet .covered");
    await covered.waitFor();
    expect(await covered.innerText()).toContain("Stolen vehicle");
    await page.waitForSelector(".verdicts:not(.waiting)", { state: "attached" });
    // Told in the page: whether the row waits at the moment the sheet is gone.
    const waits = page.evaluate(
      () =>
        new Promise<boolean>((resolve) => {
          const sheet = document.querySelector(".check-sheet");
          sheet?.addEventListener("close", () =>
            requestAnimationFrame(() => resolve(document.querySelector(".verdicts.waiting") !== null)),
          );
        }),
    );
    // The tap that was on its way to what it covers did nothing.
    expect(await stray).toBe(true);
    expect(await page.locator(".check-sheet").count()).toBe(1);
    await page.locator(".check-sheet .covered:not(.waiting)").tap();
    expect(await waits).toBe(true);
    expect(await page.locator(".check-sheet").count()).toBe(0);
    await ready(page);
  });
});

describe.each(sizes)("a watch for a plate at $width x $height", { timeout: patient }, (size) => {
  it("is entered, in force, listed, changed and ended from the sheet", async () => {
    const { unit, page, opened } = await openConsole(size, { find });
    await signIn(page, unit, "olive");
    await announce(unit, stolen);
    await page.waitForSelector(".card");
    await page.locator(".check-key").tap();
    const sheet = page.locator(".check-sheet");
    await sheet.getByText("Watch for", { exact: true }).tap();
    const send = sheet.locator("form button:not([type])");
    expect(await send.isDisabled()).toBe(true);
    await sheet.locator(".check-plate input").fill("a*");
    await sheet.getByLabel("Why").fill("Child taken at Main St");
    await sheet.getByText("Dispatch").tap();
    await sheet.getByText("4 hours").tap();
    await send.tap();
    await sheet.locator(".fault-text").waitFor();
    expect(await sheet.locator(".fault-text").innerText()).toContain("at least 3 known");
    // Closed and opened again, what was written is still there.
    await sheet.locator(".sheet-close").tap();
    await page.locator(".check-key").tap();
    await sheet.getByText("Watch for", { exact: true }).tap();
    await sheet.locator(".check-plate input").fill("738rk?");
    expect.soft(await barriers(page)).toEqual([]);
    expect(await smallTargets(page, ".check-sheet")).toEqual([]);
    await send.tap();
    await sheet.locator(".in-force").waitFor();
    expect(await sheet.locator(".in-force").innerText()).toMatch(/738RK\? is watched for now until .*LW-/s);
    expect(await sheet.locator(".check-read").count()).toBe(1);
    const cut = sheet.locator(".earlier-cut");
    await cut.waitFor();
    expect(await cut.innerText()).toContain("match: 1243. Only 100 of them, the newest, are in Hits.");
    expect(await smallTargets(page, ".check-sheet")).toEqual([]);
    expect.soft(await barriers(page)).toEqual([]);
    await cut.getByText("Search for 738RK?").tap();
    await sheet.waitFor({ state: "detached" });
    expect(await page.locator(".filters [name=plate]").inputValue()).toBe("738RK?");
    await page.locator(".check-key").tap();
    await sheet.getByText("Watched", { exact: true }).tap();
    const row = sheet.locator(".watched-row");
    await row.waitFor();
    expect(await row.innerText()).toMatch(/738RK\?[\s\S]*Child taken[\s\S]*by olive · Dispatch/);
    expect.soft(await barriers(page)).toEqual([]);
    await row.getByText("Change").tap();
    await sheet.getByLabel("Vehicle, if known").fill("Blue Ford F150");
    await sheet.locator("form .strong").tap();
    await sheet.locator(".in-force").waitFor();
    await sheet.getByText("Watched", { exact: true }).tap();
    await sheet.getByText("Look for Blue Ford F150").waitFor();
    await row.getByText("End").tap();
    expect(await row.count()).toBe(1);
    await row.getByText("Really end").tap();
    await row.waitFor({ state: "detached" });
    const ended = sheet.getByRole("status");
    expect(await ended.innerText()).toMatch(/738RK\? is not watched for any more\. No\. LW-/);
    expect(await ended.evaluate((one) => one === document.activeElement)).toBe(true);
    expect(unit.audit.lines.filter(({ event }) => event.startsWith("lookout."))).toMatchObject([
      { event: "lookout.add", object: "738RK?", detail: { reason: "Child taken at Main St", hours: 4 } },
      { event: "lookout.view" },
      { event: "lookout.change", detail: { enteredBy: "olive" } },
      { event: "lookout.view" },
      { event: "lookout.end", object: "738RK?" },
      { event: "lookout.view" },
    ]);
    expect(opened.complaints.filter((words) => !/401|409/.test(words))).toEqual([]);
  });

  it("says on the card of its hit who watches, and until when", async () => {
    const { unit, page } = await openConsole(size, { find });
    await signIn(page, unit, "olive");
    const record = { record: "LW-ABC234", remarks: "Child taken", enteredBy: "sam", vehicle: "Blue Ford" };
    const entry = { ...stolen.entry, source: "local-watch", record, expiresAt: Date.UTC(2026, 0, 15, 18) };
    await announce(unit, { ...stolen, entry });
    await page.waitForSelector(".local-watch");
    expect(await page.locator(".local-watch").innerText()).toMatch(/^Local watch by sam until \d\d:\d\d$/);
    expect(await page.locator(".look-for").innerText()).toContain("BLUE FORD");
    expect(await page.locator(".card").innerText()).not.toMatch(/enteredBy|changeId/i);
  });
});

describe("the route of a plate by hand", () => {
  it("tells an officer nothing of covert entries, masks restricted ones, and answers no other role", async () => {
    const hidden = { ...listed, covert: true };
    const masked = { ...listed, restricted: true, record: { name: "Doe, Jane" } };
    const answer = (entry: HotlistEntry): PlateAnswer => ({
      ...find("738RKT"),
      found: [{ entry, exact: true, stateMatch: "unknown", differs: [] }],
    });
    for (const [entry, name, shown] of [
      [hidden, "olive", 0],
      [hidden, "sam", 1],
      [masked, "olive", 1],
    ] as const) {
      const unit = await startConsole({ find: () => answer(entry) });
      const client = await signedIn(unit.url, name);
      const { body } = await client.post<{ found: { entry: { record: unknown } }[] }>("/api/check", {
        plate: "738RKT",
      });
      expect(body.found).toHaveLength(shown);
      if (entry === masked) expect(body.found[0]?.entry.record).toBeNull();
      expect((await client.post("/api/check", { plate: "7*" })).status).toBe(400);
      for (const other of ["ada", "tess", "ana"])
        expect((await (await signedIn(unit.url, other)).post("/api/check", { plate: "A1" })).status).toBe(
          403,
        );
    }
  });
});
