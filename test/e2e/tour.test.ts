// A tour of duty from sign-on to its report, in Debian's Chromium.
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { onDuty } from "../kit/doubles/on-duty.js";
import { stolen } from "../kit/samples/sightings.js";
import { barriers, smallTargets } from "../kit/units/barriers.js";
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
    expect(await sheet.locator(".test-checks").innerText()).toContain("not everything works");
    expect(await sheet.locator(".last-seen").first().innerText()).toContain("Front left");
    await sheet.getByText("Play the alert sound").tap();
    await sheet.getByText("Yes").tap();
    await sheet.getByText("Sound works.").waitFor();
    expect.soft(await barriers(page), "self-test").toEqual([]);
    await sheet.getByText("Report a defect").tap();
    await sheet.getByText("Acknowledged by Sgt. Smith").waitFor();
    await sheet.getByText("Moved", { exact: true }).tap();
    expect(await smallTargets(page, ".tour-sheet")).toEqual([]);
    expect.soft(await barriers(page), "defects").toEqual([]);
    await sheet.getByText("Report to the supervisor").tap();
    await sheet.getByText("olive: Moved").waitFor();
    expect(await sheet.locator(".defects").innerText()).toContain("Nobody was told yet");
    await sheet.locator(".segments").getByText("Tour", { exact: true }).tap();
    const report = sheet.locator(".tour-report");
    expect(await report.innerText()).toMatch(
      /olive, badge 417[\s\S]*Lee[\s\S]*Rear\s+2 h 00 min\s+5 h 00 min/,
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
    await page.locator(".tour-sheet .covered:not(.waiting)").waitFor();
    expect(await page.locator(".tour-form").boundingBox()).toEqual(before);
    await page.locator(".tour-sheet .covered").tap();
    await page.waitForSelector(".tour-sheet", { state: "detached" });
    expect(await page.locator(".card").isVisible()).toBe(true);
  });
});
