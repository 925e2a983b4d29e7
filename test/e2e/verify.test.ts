// From the comparison to dispatch's answer, what became of it, and a verdict that is changed, in Debian's Chromium.
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { Disposition } from "../../src/shared/domain/verification.js";
import { barriers, smallTargets } from "../kit/units/barriers.js";
import { announce, patient, ready, signIn, sizes, useConsole } from "../kit/units/officer.js";
import { stolen } from "../kit/samples/sightings.js";

const openConsole = useConsole();

async function press(page: Page, button: string): Promise<void> {
  await ready(page);
  await page.locator(button).first().tap();
}

describe.each(sizes)("a verification at $width x $height", { timeout: patient }, (size) => {
  it("is asked at dispatch, answered and told on from a card that a search found", async () => {
    const { unit, page, opened } = await openConsole(size);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await signIn(page, unit, "sam");
    const seen = await announce(unit, stolen);
    const given = (): Disposition | null => unit.records.hit(seen.hits[0]?.id ?? "")?.disposition ?? null;
    await page.locator(".tabs button", { hasText: "Search" }).tap();
    await page.locator(".filters .button.strong").tap();
    await page.locator(".found .open-read").first().tap();
    await page.getByText("Show the hit").tap();
    await press(page, ".verdict.matches");
    await page.waitForSelector(".verdict.communications-unit");
    await press(page, ".verdict.communications-unit");
    await page.waitForSelector(".verify.asked");
    await expect
      .poll(() => page.locator(".verify-words").innerText())
      .toMatch(/^Communications Unit asked .* · 0:\d\d · plate copied$/);
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("738RKT");
    await press(page, ".verdict.add-note");
    await page.getByLabel("Dispatcher").fill("Dispatcher 7");
    await page.getByLabel("Call or case no.").fill("26-001234");
    expect(await smallTargets(page, ".card .verdicts")).toEqual([]);
    await press(page, ".verdict.no-answer");
    await page.waitForSelector(".verify.ask");
    expect(await page.locator(".verify-words").innerText()).toMatch(/^No answer, /);
    await page.evaluate(() => {
      navigator.clipboard.writeText = () => Promise.reject(new Error("denied"));
    });
    await press(page, ".verdict.mdc");
    await page.waitForSelector(".verify.asked >> text=plate NOT copied");
    await press(page, ".verdict.confirmed");
    await page.waitForSelector(".verify.confirmed");
    await press(page, ".outcomes .could-not-follow");
    await page.waitForSelector(".outcomes >> text=Lost in traffic");
    await press(page, ".outcomes >> text=Lost in traffic");
    await expect
      .poll(() => page.locator(".verify-words").innerText())
      .toBe("Could not follow: Lost in traffic");
    expect(given()?.verification).toMatchObject({
      result: "confirmed",
      confirmation: {
        method: "mdc",
        answer: "confirmed",
        answeredBy: "Dispatcher 7",
        reference: "26-001234",
      },
      outcome: { id: "could-not-follow", reason: "Lost in traffic" },
    });
    const asked = unit.audit.lines.filter(({ event }) => event === "hit.ask");
    expect(asked.map(({ detail }) => detail?.["method"])).toEqual(["communications-unit", "mdc"]);
    expect(opened.complaints.filter((words) => !words.includes("401"))).toEqual([]);
  });

  it("keeps the right text of a misread as it is written, and leads back from Change to the verdict", async () => {
    const { unit, page } = await openConsole(size);
    await signIn(page, unit, "olive");
    const seen = await announce(unit, stolen);
    const given = (): Disposition | null => unit.records.hit(seen.hits[0]?.id ?? "")?.disposition ?? null;
    await page.waitForSelector(".card");
    await press(page, ".verdict.misread");
    await page.waitForSelector(".stamp");
    await page.getByText("Right text").tap();
    // The field has the focus, and the button says what it will store.
    await page.waitForSelector(".answer-fields input:focus");
    const save = page.locator(".answer-fields .strong");
    expect(await save.isDisabled()).toBe(true);
    await page.keyboard.type("738 rki");
    expect(await save.innerText()).toBe("Save 738RKI");
    await page.keyboard.type(" mo");
    expect(await save.innerText()).toBe("Save 738RKI, MO");
    expect.soft(await barriers(page), "the right text").toEqual([]);
    await page.keyboard.press("Enter");
    await expect.poll(() => given()?.verification?.rightText).toEqual({ plate: "738RKI", state: "MO" });
    await page.waitForSelector(".stamp:focus");
    expect(await page.locator(".verify-words").innerText()).toBe("738RKI, MO");
    const verdicts = (): number => unit.audit.lines.filter(({ event }) => event === "hit.disposition").length;
    const before = verdicts();
    await press(page, ".given >> text=Change");
    await page.waitForSelector(".verdict.matches");
    expect(await smallTargets(page, ".card .verdicts")).toEqual([]);
    expect.soft(await barriers(page), "changing").toEqual([]);
    await press(page, ".verdict.back");
    await page.waitForSelector(".stamp");
    expect([verdicts(), given()?.verification?.result]).toEqual([before, "misread"]);
    // A verdict that is changed by asking dispatch waits for the answer, and takes it.
    await press(page, ".given >> text=Change");
    await page.waitForSelector(".verdict.matches");
    await press(page, ".verdict.matches");
    await page.waitForSelector(".verdict.communications-unit");
    await press(page, ".verdict.communications-unit");
    await page.waitForSelector(".verify.asked");
    await press(page, ".verdict.confirmed");
    await page.waitForSelector(".stamp.confirmed");
    expect(given()?.verification).toMatchObject({
      result: "confirmed",
      confirmation: { answer: "confirmed" },
    });
  });
});
