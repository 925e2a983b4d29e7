// Programs on the page of people, in Debian's Chromium: one is let in, comes with its token, and is kept out again.
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { stolen } from "../kit/samples/sightings.js";
import { barriers } from "../kit/units/barriers.js";
import { Client, openLive } from "../kit/units/console-client.js";
import { announce, patient, signIn, sizes, useConsole } from "../kit/units/officer.js";

const openConsole = useConsole();

/** What can be pressed and is smaller than a gloved finger needs; a box that is ticked is pressed by its label. */
function tooSmall(page: Page, place: string): Promise<readonly string[]> {
  return page
    .locator(`${place} :is(button, select, textarea, label.check, input:not([type=checkbox])):visible`)
    .evaluateAll((all) =>
      (all as HTMLElement[]).flatMap((one) => {
        const { width, height } = one.getBoundingClientRect();
        return Math.round(width) < 56 || Math.round(height) < 56 ? [one.innerText || one.className] : [];
      }),
    );
}

describe.each(sizes)("programs at $width x $height", { timeout: patient }, (size) => {
  it("are let in with a token that is shown once, and kept out when it is ended", async () => {
    const { unit, page, opened } = await openConsole(size);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    const { hits } = await announce(unit, stolen);
    await signIn(page, unit, "max");
    await page.locator(".tabs button", { hasText: "People" }).tap();
    await page.locator("text=No program is let in.").scrollIntoViewIfNeeded();
    expect.soft(await barriers(page), "no program").toEqual([]);
    await page.locator("text=Let a program in").tap();
    await page.waitForSelector("[name=purpose] option", { state: "attached" });
    expect.soft(await barriers(page), "a new program").toEqual([]);
    expect(await tooSmall(page, ".token-sheet")).toEqual([]);
    await page.locator(".token-form .button").tap();
    await page.waitForSelector(".token-sheet [role=alert]");
    await page.fill("[name=name]", "CAD");
    await page.locator(".token-form [value=faults]").check();
    await page.selectOption("[name=purpose]", "wanted person");
    await page.fill("[name=more]", "26-118");
    await page.fill("[name=from]", "127.0.0.0/8, 10.20.0.0/16");
    await page.locator(".token-form .button").tap();
    const text = await page.locator(".made-token").inputValue();
    expect(text).toMatch(/^tagwatch_[\w-]{43}$/);
    expect(await page.locator(".token-sheet").innerText()).toContain("will not be shown again");
    expect.soft(await barriers(page), "a token").toEqual([]);
    expect(await tooSmall(page, ".token-sheet")).toEqual([]);
    await page.getByRole("button", { name: "Copy" }).tap();
    await page.waitForSelector("text=Copied.");
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(text);
    await page.locator(".sheet >> text=Close").tap();

    const cad = new Client(unit.url);
    cad.token = text;
    const told = await cad.request<{ hits: readonly { id: string }[] }>("/api/hits");
    expect(told.body.hits.map(({ id }) => id)).toEqual(hits.map(({ id }) => id));
    expect((await cad.request("/api/reads")).status).toBe(403);
    const stream = await openLive(cad);
    await stream.next("snapshot");
    expect(unit.tokens.list()).toMatchObject([
      { name: "cad", scopes: ["alerts", "faults"], purpose: "wanted person 26-118" },
    ]);

    await page.reload();
    await page.locator(".tabs button", { hasText: "People" }).tap();
    const row = page.locator(".tokens li", { hasText: "cad" });
    await row.scrollIntoViewIfNeeded();
    expect(await row.innerText()).toMatch(
      /Alerts as they come[^]*Faults[^]*wanted person 26-118[^]*127\.0\.0\.0\/8, 10\.20\.0\.0\/16[^]*until [^]*made by max on [^]*last used /,
    );
    expect.soft(await barriers(page), "a program").toEqual([]);
    expect(await tooSmall(page, ".people")).toEqual([]);
    await page.getByLabel("End the token of cad").tap();
    expect((await cad.request("/api/hits")).status).toBe(200);
    await page.getByLabel("End the token of cad for good").tap();
    await page.waitForSelector("text=cad is let in no more");
    await page.waitForSelector(".tokens li.over");
    expect(await page.getByLabel("End the token of cad").count()).toBe(0);
    expect((await cad.request("/api/hits")).status).toBe(401);
    await unit.clock.advance(5_000);
    await stream.ended;
    expect(opened.complaints.filter((words) => !words.includes("401"))).toEqual([]);
  });
});
