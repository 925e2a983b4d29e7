// A tour of duty from sign-on to its report, in Debian's Chromium.
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { checked, type SelfTestCheck } from "../../src/shared/domain/said/self-test.js";
import type { UnitStatus } from "../../src/shared/domain/status.js";
import type { Upkeep } from "../../src/unit/core/upkeep/upkeep.js";
import { onDuty } from "../kit/doubles/on-duty.js";
import { stolen } from "../kit/samples/sightings.js";
import { barriers, smallTargets } from "../kit/units/barriers.js";
import { someStatus } from "../kit/units/console.js";
import { announce, patient, signIn, sizes, useConsole } from "../kit/units/officer.js";

const openConsole = useConsole();

describe.each(sizes)("a tour at $width x $height", { timeout: patient }, (size) => {
  it("begins with badge and vehicle, tests the unit, reports a defect, and ends with its report", async () => {
    const { unit, page, opened } = await openConsole(size, { upkeep: onDuty() });
    await page.goto(unit.url);
    // The purposes of the order and the notice stand before anybody signs in.
    await page.locator(".purposes button", { hasText: "Wanted person" }).tap();
    expect(await page.inputValue("[name=purpose]")).toBe("wanted person");
    expect(await page.locator(".legal").innerText()).toContain("Use means consent to monitoring");
    expect.soft(await barriers(page), "sign-in").toEqual([]);
    expect(await smallTargets(page, ".sign-in")).toEqual([]);
    await signIn(page, unit, "olive");
    await announce(unit, stolen);
    await page.waitForSelector(".card");
    await page.getByLabel("olive, Officer").tap();
    await page.locator(".person-sheet").getByText("Tour of duty").tap();
    const sheet = page.locator(".tour-sheet");
    await sheet.locator("[name=badge]").fill("417");
    await sheet.locator("[name=partner]").fill("Lee");
    expect(await sheet.locator("[name=vehicle]").inputValue()).toBe("Patrol 12");
    expect.soft(await barriers(page), "sign-on").toEqual([]);
    await sheet.getByText("Start tour").tap();
    await sheet.locator(".test-checks li").first().waitFor();
    expect(await sheet.locator(".test-checks h2").innerText()).toMatch(/^Tested at \d\d:\d\d: 1 failed$/);
    expect(await sheet.locator(".button.strong").allInnerTexts()).toEqual(["Report a defect"]);
    expect(await sheet.locator(".last-seen").first().innerText()).toContain("Front left");
    await sheet.getByText("Play the alert sound").tap();
    await sheet.getByText("Yes").tap();
    await sheet.getByText("Sound works.").waitFor();
    expect.soft(await barriers(page), "self-test").toEqual([]);
    await sheet.getByText("Report a defect").tap();
    await sheet.getByText("Acknowledged by Sgt. Smith").waitFor();
    // Cameras are called as everywhere on the page, other parts as in the list they are chosen from.
    expect(await sheet.locator("select option").allInnerTexts()).toEqual(
      expect.arrayContaining(["Front left", "Rear", "Mount or housing"]),
    );
    const named = sheet.locator(".defects strong");
    expect(await named.allInnerTexts()).toEqual([
      "Rear: no picture",
      "Front left: a person reported damage to the equipment",
    ]);
    await sheet.locator("select").selectOption({ label: "Mount or housing" });
    await sheet.getByText("Moved", { exact: true }).tap();
    expect(await smallTargets(page, ".tour-sheet")).toEqual([]);
    expect.soft(await barriers(page), "defects").toEqual([]);
    await sheet.getByText("Report to the supervisor").tap();
    await sheet.getByText("olive: Moved").waitFor();
    expect(await sheet.locator(".defects").innerText()).toContain("Nobody was told yet");
    expect(await named.last().innerText()).toBe(
      "Mount or housing: a person reported damage to the equipment",
    );
    await sheet.locator(".segments").getByText("Tour", { exact: true }).tap();
    const report = sheet.locator(".tour-report");
    expect(await report.innerText()).toMatch(
      /olive, badge 417[\s\S]*Lee[\s\S]*Rear\s+2 h 00 min\s+5 h 00 min/,
    );
    expect(await report.innerText()).toContain(
      "Front left: a person reported damage to the equipment, 2 h 00 min",
    );
    await sheet.getByText("Sign off", { exact: true }).tap();
    expect(await sheet.getByText("The tour is over").count()).toBe(0);
    await sheet.getByText("Really end the tour").tap();
    await sheet.getByText("The tour is over").waitFor();
    expect(await report.innerText()).toContain("Ended");
    // Whoever closed it too early has it again.
    await sheet.getByText("Done", { exact: true }).tap();
    await sheet.waitFor({ state: "detached" });
    await page.getByLabel("olive, Officer").tap();
    await page.locator(".person-sheet").getByText("Tour of duty").tap();
    await sheet.getByText("Report of the last tour").tap();
    await sheet.getByText("The tour is over").waitFor();
    expect(await report.innerText()).toMatch(/olive, badge 417[\s\S]*Ended/);
    const print = async (): Promise<Page> => {
      const [printed] = await Promise.all([
        page.context().waitForEvent("page"),
        sheet.getByText("Print", { exact: true }).tap(),
      ]);
      return printed;
    };
    await page.context().addInitScript(() => {
      window.print = () => void (document.title = "printed");
    });
    const printed = await print();
    await expect.poll(() => printed.title()).toBe("printed");
    expect(await printed.locator("#app").innerText()).toMatch(/olive, badge 417[\s\S]*Ended/);
    await printed.close();
    // While the dialog of the browser stands, the script of the page that prints is held.
    await page.context().addInitScript(() => {
      window.print = () => {
        for (;;);
      };
    });
    await print();
    await announce(unit, { ...stolen, at: 1, text: "529BHN" });
    await sheet.locator(".covered:not(.waiting)").waitFor();
    expect(opened.complaints.filter((words) => !words.includes("401"))).toEqual([]);
  });

  it("hides no alert: it stands over the sheet's head", async () => {
    const { unit, page } = await openConsole(size, { upkeep: onDuty() });
    await signIn(page, unit, "olive");
    await page.getByLabel("olive, Officer").tap();
    await page.locator(".person-sheet").getByText("Tour of duty").tap();
    await page.waitForSelector(".tour-sheet");
    const before = await page.locator(".tour-form").boundingBox();
    await announce(unit, stolen);
    const covered = page.locator(".tour-sheet .covered:not(.waiting)");
    await covered.waitFor();
    expect(await page.locator(".tour-form").boundingBox()).toEqual(before);
    expect(await covered.innerText()).toMatch(/Stolen vehicle.*738RKT/);
    // The way out stays free beside it.
    const [alert, close] = [await covered.boundingBox(), await page.locator(".sheet-close").boundingBox()];
    expect(close?.x).toBeGreaterThanOrEqual((alert?.x ?? 0) + (alert?.width ?? Infinity));
    expect(close?.height).toBeGreaterThanOrEqual(56);
    await page.locator(".sheet-close").tap();
    await page.waitForSelector(".tour-sheet", { state: "detached" });
    await page.getByLabel("olive, Officer").tap();
    await page.locator(".person-sheet").getByText("Tour of duty").tap();
    await announce(unit, { ...stolen, at: 1, text: "529BHN" });
    await covered.tap();
    await page.waitForSelector(".tour-sheet", { state: "detached" });
    expect(await page.locator(".card").isVisible()).toBe(true);
  });

  it("says how much of the test is open, and leads on where nothing failed", async () => {
    const checks = [
      checked("plate", "good", "plate-found", "412"),
      checked("clock", "doubtful", "clock-unvouched"),
      checked("disk", "doubtful", "free-unknown"),
    ];
    const { unit, page } = await openConsole(size, { upkeep: tested(checks), status: wellStatus });
    await signIn(page, unit, "olive");
    await page.getByLabel("olive, Officer").tap();
    await page.locator(".person-sheet").getByText("Tour of duty").tap();
    const sheet = page.locator(".tour-sheet");
    await sheet.locator(".segments").getByText("Self-test", { exact: true }).tap();
    await sheet.locator(".test-checks li").first().waitFor();
    expect(await sheet.locator(".test-checks h2").innerText()).toMatch(
      /: nothing failed, 1 could not be tested, 1 to be looked at$/,
    );
    expect(await smallTargets(page, ".tour-sheet")).toEqual([]);
    const strong = sheet.locator(".button.strong");
    await expect.poll(() => strong.allInnerTexts()).toEqual(["Start tour"]);
    await strong.tap();
    await sheet.locator("[name=badge]").fill("417");
    await sheet.locator(".tour-form .strong").tap();
    await expect.poll(() => strong.allInnerTexts()).toEqual(["Go on"]);
    // A sound that was not heard is a defect like any other.
    await sheet.getByText("Play the alert sound").tap();
    await sheet.getByText("No", { exact: true }).tap();
    await expect.poll(() => strong.allInnerTexts()).toEqual(["Report a defect"]);
    await sheet.getByText("Go on", { exact: true }).tap();
    await sheet.waitFor({ state: "detached" });
  });
});

/** Somebody on duty whose self-test found this. */
const tested = (checks: readonly SelfTestCheck[]): Upkeep => ({
  ...onDuty(),
  selfTest: {
    isRunning: () => false,
    last: () => ({ at: Date.UTC(2026, 0, 15, 5), checks }),
    run: () => Promise.reject(new Error("not in this test")),
  },
});

/** Both cameras deliver. */
const wellStatus = (): UnitStatus => {
  const status = someStatus();
  const cameras = status.cameras.map((camera) => ({ ...camera, state: "live" as const, seeing: true }));
  return { ...status, cameras };
};
