// Signing in by hand: what is said where, and that nothing lies over the button.
import { describe, expect, it } from "vitest";
import { passwords } from "../kit/units/console.js";
import { barriers } from "../kit/units/barriers.js";
import { patient, signIn, sizes, useConsole } from "../kit/units/officer.js";

const openConsole = useConsole();

describe.each(sizes)("the sign-in at $width x $height", { timeout: patient }, (size) => {
  it("leads back to the password, tells how many tries are left, and lets it be looked at", async () => {
    const { unit, page } = await openConsole(size);
    await page.goto(unit.url);
    await page.fill("[name=name]", "olive");
    await page.fill("[name=purpose]", "Patrol");
    const fault = page.locator(".sign-in .fault-text");
    const submit = async (): Promise<void> => page.locator("form [type=submit]").tap();
    for (let i = 0; i < 3; i++) {
      await page.fill("[name=password]", `not this one ${String(i)}`);
      await submit();
      await expect.poll(() => fault.innerText()).toContain("wrong");
      await page.waitForSelector("form [type=submit]:not(:disabled)");
    }
    expect(await fault.innerText()).toContain("2 tries are left");
    expect(await page.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("password");
    await page.getByLabel("Show the password").tap();
    expect(await page.getAttribute("[name=password]", "type")).toBe("text");
    expect(await barriers(page)).toEqual([]);
    await page.fill("[name=password]", passwords);
    await page.fill("[name=purpose]", "");
    await submit();
    // In the form, not in a bubble of the browser's over it; and nothing was sent.
    await expect.poll(() => fault.innerText()).toMatch(/^Purpose: /);
    expect(await page.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("purpose");
    await page.fill("[name=purpose]", "Patrol");
    await submit();
    await page.waitForSelector(".shell");
  });

  it("keeps the button of a search in sight, and says what is missing in the form", async () => {
    const { unit, page } = await openConsole(size);
    await signIn(page, unit, "sam");
    await page.locator(".tabs button", { hasText: "Search" }).tap();
    const box = await page.locator(".filters [type=submit]").boundingBox();
    expect((box?.y ?? 9e9) + (box?.height ?? 0)).toBeLessThanOrEqual(size.height);
    await page.fill(".filters [name=purpose]", "");
    await page.locator(".filters [type=submit]").tap();
    await page.waitForSelector(".filters .fault-text >> text=Purpose:");
    expect(await barriers(page)).toEqual([]);
  });
});
