// People on the page, one's own password, and the second factor at sign-in, in Debian's Chromium.
import { describe, expect, it } from "vitest";
import { codeOf, stepOf } from "../../src/shared/access/totp.js";
import { barriers } from "../kit/units/barriers.js";
import { passwords } from "../kit/units/console.js";
import { patient, signIn, sizes, useConsole } from "../kit/units/officer.js";
import type { Page } from "playwright-core";

const openConsole = useConsole();

async function smallTargets(page: Page): Promise<readonly string[]> {
  const boxes = await page
    .locator("button:visible, select:visible")
    .evaluateAll((all) =>
      all.map((one) => ({ name: one.textContent ?? "", box: one.getBoundingClientRect() })),
    );
  return boxes
    .filter(({ box }) => Math.round(box.width) < 56 || Math.round(box.height) < 56)
    .map(({ name }) => name);
}

describe.each(sizes)("people at $width x $height", { timeout: patient }, (size) => {
  it("are added, given another role and removed by an administrator", async () => {
    const { unit, page } = await openConsole(size);
    await signIn(page, unit, "max");
    await page.locator(".tabs button", { hasText: "People" }).tap();
    await page.waitForSelector(".people tbody tr:nth-child(7)");
    expect.soft(await barriers(page), "people").toEqual([]);
    await page.locator("text=Add a person").tap();
    await page.fill("[name=name]", "nora");
    await page.selectOption("[name=role]", "analyst");
    expect.soft(await barriers(page), "a new person").toEqual([]);
    await page.locator(".sheet form .button").tap();
    const made = await page.locator(".made-password").innerText();
    expect(made).toMatch(/^\w{4}-\w{4}-\w{4}-\w{4}$/);
    await page.locator(".sheet >> text=Close").tap();
    await page.getByLabel("Change nora").tap();
    expect(await page.inputValue("[name=role]")).toBe("analyst");
    expect.soft(await barriers(page), "a person").toEqual([]);
    expect(await smallTargets(page)).toEqual([]);
    await page.locator("text=Remove ...").tap();
    await page.locator("text=Remove for good").tap();
    await page.waitForSelector("text=nora is removed");
    expect(unit.users.find("nora")).toBeNull();
  });

  it("change their own password and go on", async () => {
    const { unit, page } = await openConsole(size);
    await signIn(page, unit, "olive");
    await page.getByLabel("olive, Officer").tap();
    await page.locator("text=New password").tap();
    await page.fill("[name=password]", passwords);
    await page.fill("[name=next]", "a good long sentence");
    await page.fill("[name=again]", "a good long sentence");
    expect.soft(await barriers(page), "own password").toEqual([]);
    expect(await smallTargets(page)).toEqual([]);
    await page.locator(".sheet form .button").tap();
    await page.waitForSelector(".banner >> text=Your password is changed.");
    await page.waitForSelector("text=Watching");
    await expect.poll(() => page.locator(".sheet").count()).toBe(0);
  });

  it("enrol a second factor at sign-in and give its code the next time", async () => {
    const { unit, page, opened } = await openConsole(size, { yaml: { secondFactor: "always" } });
    const first = async (): Promise<void> => {
      await page.goto(unit.url);
      await page.fill("[name=name]", "olive");
      await page.fill("[name=password]", passwords);
      await page.fill("[name=purpose]", "Patrol, shift B");
      await page.locator("form button[type=submit]").tap();
      await page.waitForSelector("[name=code]");
    };
    await first();
    await page.waitForSelector(".qr path");
    const key = (await page.locator(".enrol-key").innerText()).replaceAll(" ", "");
    expect.soft(await barriers(page), "enrolling").toEqual([]);
    expect(await smallTargets(page)).toEqual([]);
    await page.fill("[name=code]", "000000");
    await page.locator("form button[type=submit]").tap();
    await page.waitForSelector("text=does not fit");
    await page.fill("[name=code]", codeOf(bytesOf(key), stepOf(unit.clock.now())));
    await page.locator("form button[type=submit]").tap();
    await page.waitForSelector(".shell");
    await page.context().clearCookies();
    await first();
    expect(await page.locator(".qr").count()).toBe(0);
    expect.soft(await barriers(page), "asking for the code").toEqual([]);
    await page.fill("[name=code]", codeOf(bytesOf(key), stepOf(unit.clock.now()) + 1));
    await page.locator("form button[type=submit]").tap();
    await page.waitForSelector(".shell");
    expect(opened.complaints.filter((words) => !words.includes("401"))).toEqual([]);
  });
});

function bytesOf(text: string): Buffer {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...text].map((one) => alphabet.indexOf(one).toString(2).padStart(5, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}
