// The card under an officer's hand, in Debian's Chromium: what console.md of the design calls its two hazards, and what
// the card may offer and say.
import type { Locator, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { announce, confirm, old, patient, ready, signIn, sizes, useConsole } from "../kit/units/officer.js";
import {
  alertOf,
  likely,
  restricted,
  sighting,
  stolen,
  type Sighting,
  type SightingOf,
} from "../kit/samples/sightings.js";

const openConsole = useConsole();
const text = (locator: Locator): Promise<string> => locator.innerText();

/** Lets the page tap itself 120 ms after the next card was drawn: a busy machine would come too late from outside. */
async function tapAfterSwap(page: Page, at: { readonly x: number; readonly y: number }): Promise<void> {
  await page.evaluate(({ x, y }) => {
    const observer = new MutationObserver(() => {
      if (!document.querySelector(".verdicts.waiting")) return;
      observer.disconnect();
      setTimeout(() => {
        const target = document.elementFromPoint(x, y)?.closest("button");
        target?.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
        target?.click();
      }, 120);
    });
    observer.observe(document.body, { childList: true, subtree: true });
  }, at);
}

describe("the card", { timeout: patient }, () => {
  it("gives a verdict by Alt and a digit while the verdicts have the focus, and by no other key", async () => {
    const { unit, page } = await openConsole(sizes[0]);
    await signIn(page, unit, "olive");
    const seen = await announce(unit, stolen);
    await page.waitForSelector(".card");
    await ready(page);
    const verdict = (): unknown => unit.records.hit(seen.hits[0]?.id ?? "")?.disposition;
    await page.locator(".verdict.add-note").tap();
    await page.locator("textarea").pressSequentially("case 26-1234");
    await page.locator("textarea").press("Alt+3");
    await page.locator("textarea").evaluate((area) => (area as HTMLElement).blur());
    for (const key of ["1", "Alt+2", "Enter"]) await page.keyboard.press(key);
    await page.locator(".verdict.matches").focus();
    await page.keyboard.press("4");
    expect(verdict()).toBeNull();
    await page.keyboard.press("Alt+3");
    await page.waitForSelector(".stamp");
    expect(verdict()).toMatchObject({ verdict: "misread", note: "case 26-1234" });
    // The button that had the focus is gone; the focus is not.
    expect(await page.evaluate(() => document.activeElement?.className)).toBe("stamp");
  });

  it("takes a verdict back although another alert took the card", async () => {
    const { unit, page } = await openConsole(sizes[1]);
    await signIn(page, unit, "olive");
    const seen = await announce(unit, stolen);
    await page.waitForSelector(".card");
    await ready(page);
    await page.locator(".verdict.misread").tap();
    await page.waitForSelector(".stamp");
    await old(page);
    await announce(unit, { ...likely, at: 3 });
    await page.waitForSelector(".card.priority-medium");
    expect(await text(page.locator(".snackbar"))).toContain("738RKT");
    await page.locator(".snackbar .button").tap();
    await page.waitForSelector(".chip.priority-high");
    expect(unit.records.hit(seen.hits[0]?.id ?? "")?.disposition?.verdict).toBe("withdrawn");
    expect(await page.locator(".card.priority-medium").count()).toBe(1);
  });

  it("keeps the Undo of a verdict given while another is taken back", async () => {
    const { unit, page } = await openConsole(sizes[1]);
    await signIn(page, unit, "olive");
    await announce(unit, stolen);
    await page.waitForSelector(".card");
    await ready(page);
    await page.locator(".verdict.misread").tap();
    await page.waitForSelector(".stamp");
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route("**/disposition", async (route) => {
      const { result } = route.request().postDataJSON() as { result: string };
      if (result === "withdrawn") await held;
      await route.continue();
    });
    await page.locator(".snackbar .button").tap();
    await old(page);
    await announce(unit, { ...likely, at: 3 });
    await page.waitForSelector(".card.priority-medium");
    await ready(page);
    await page.locator(".verdict.misread").tap();
    await page.waitForSelector(".snackbar >> text=4B8LZM");
    release();
    await page.waitForSelector(".chip.priority-high");
    expect(await text(page.locator(".snackbar"))).toMatch(/4B8LZM\s*Undo/);
  });

  it("fills nothing in from the list, and shows cautions, also of a masked record", async () => {
    const { unit, page } = await openConsole(sizes[1]);
    await signIn(page, unit, "olive");
    const record = {
      ...stolen.entry?.record,
      remarks: "Taken at night. Two suspects, long gun, do not stop alone.",
    };
    const armed = { ...stolen, state: null, entry: { ...stolen.entry, record } };
    await announce(unit, { ...armed, hit: { stateMatch: "unknown" } });
    await page.waitForSelector(".card");
    expect(await page.locator(".compare-row.read .state-code").innerText()).toMatch(/^\?/);
    expect(await page.locator(".compare-row.listed .state-code").innerText()).toBe("KS");
    const caution = page.locator(".caution");
    expect(await text(caution)).toBe("CAUTION Two suspects, long gun, do not stop alone.");
    expect(await caution.evaluate((p) => getComputedStyle(p).fontSize)).toBe("24px");
    // The vehicle to look for is in sight beside a caution and a doubt.
    const [vehicle, verify] = await Promise.all(
      [".look-for", ".card .verify"].map((one) => page.locator(one).boundingBox()),
    );
    expect(vehicle!.y + vehicle!.height).toBeLessThanOrEqual(verify!.y + 1);
    // In hand, so that it stays however long the machine takes.
    await page.locator(".card .band").tap();
    await announce(unit, { ...restricted, at: 1 });
    await page.locator(".chip").tap();
    await page.waitForSelector(".record.masked");
    expect(await text(caution)).toBe("CAUTION Caution in the record");
    await page.locator("text=Show details").tap();
    await expect.poll(() => text(caution)).toBe("CAUTION Approach with caution");
  });

  it("has whole keys below a mark and a caution on the smallest screen", async () => {
    const { unit, page } = await openConsole(sizes[1]);
    await signIn(page, unit, "olive");
    const record = { enteredBy: "sam", remarks: "Robbery at Main St, one armed" };
    await announce(unit, { ...stolen, entry: { ...stolen.entry, source: "local-watch", record } });
    await page.waitForSelector(".card:has(.caution) .local-watch");
    const [more, map, verify] = await Promise.all(
      [".record >> text=More", ".map-key", ".card .verify"].map((one) => page.locator(one).boundingBox()),
    );
    for (const key of [more, map]) {
      expect(key!.height).toBeGreaterThanOrEqual(56);
      expect(key!.y + key!.height).toBeLessThanOrEqual(verify!.y + 1);
    }
  });

  it("offers no verdict on what can have none, and marks a covert hit without asking for one", async () => {
    const { unit, page } = await openConsole(sizes[0]);
    await signIn(page, unit, "sam");
    const covert = {
      ...stolen,
      at: 9,
      text: "CVT111",
      entry: { ...stolen.entry, plate: "CVT111", covert: true },
    };
    const hidden = await sighting(covert);
    unit.records.add(hidden.read, hidden.hits, hidden.pictures);
    const seen = await announce(unit, stolen);
    await page.waitForSelector(".card");
    // Read again: the unit tells of the hit as it was, with the read as it is.
    const again = { ...seen.read, text: "738RKI" };
    unit.console.live.alert(alertOf(seen, { kind: "cancelled", read: again }));
    await page.waitForSelector(".card.over");
    expect(await page.locator(".badge").count()).toBe(0);
    expect(await page.locator(".compare .differs").allInnerTexts()).toEqual(["I", "T"]);
    expect(await page.locator(".verdict").allInnerTexts()).toEqual(["Seen"]);
    await ready(page);
    await page.locator(".verdict.seen").tap();
    await page.waitForSelector("text=Watching");
    await page.locator(".tabs button", { hasText: "Search" }).tap();
    await page.fill("[name=plate]", "CVT*");
    await page.locator(".filters .button.strong").tap();
    await page.locator(".found-table tbody button").first().tap();
    await page.locator("text=Show the hit").tap();
    expect((await text(page.locator(".covert-mark"))).toLowerCase()).toContain("do not stop, do not air");
    expect(await page.locator(".card .verify, .card .verdict").count()).toBe(0);
  });
});

describe.each(sizes)("the hand at $width x $height", { timeout: patient }, (size) => {
  const flood = ["high", "medium", "low"] as const;
  const other = (index: number): SightingOf => {
    const text = `FLD10${String(index)}`;
    const priority = flood[index % 3] ?? "low";
    return { ...likely, at: 30 - index, text, entry: { ...likely.entry, plate: text, priority } };
  };

  it("leaves a note and its card alone while alerts of every priority come", async () => {
    const { unit, page } = await openConsole(size);
    await signIn(page, unit, "olive");
    const seen = await announce(unit, { ...stolen, entry: { ...stolen.entry, priority: "low" } });
    await page.waitForSelector(".card");
    await page.locator(".verdict.add-note").tap();
    const others: Sighting[] = [];
    for (const [index, letters] of ["case 2", "6-1", "234"].entries()) {
      await page.keyboard.type(letters);
      others.push(await announce(unit, other(index)));
      await page.waitForSelector(`.chip.priority-${flood[index] ?? ""}`);
    }
    await page.keyboard.type(", Main St 2");
    expect(await page.locator("textarea").inputValue()).toBe("case 26-1234, Main St 2");
    // The officer looks at another alert and comes back: the note stayed with its own.
    await page.locator(".chip").first().tap();
    await page.waitForSelector(".card.priority-high");
    expect(await page.locator("textarea").count()).toBe(0);
    if (size.width < 1000) await page.locator(".rail button", { hasText: "Hits" }).tap();
    await page.locator(".hits .row", { hasText: "738RKT" }).tap();
    expect(await page.locator("textarea").inputValue()).toBe("case 26-1234, Main St 2");
    await ready(page);
    await confirm(page);
    const verdictOf = (one: Sighting): unknown =>
      unit.records.hit(one.hits[0]?.id ?? "")?.disposition ?? null;
    expect(verdictOf(seen)).toMatchObject({ verdict: "verified", note: "case 26-1234, Main St 2" });
    expect(others.map(verdictOf)).toEqual([null, null, null]);
  });

  it("keeps place, verdicts and the word above them in sight, however much the list says", async () => {
    const { unit, page } = await openConsole(size);
    await signIn(page, unit, "olive");
    const record = {
      ...stolen.entry?.record,
      caution: "Armed with a long gun, has said he will not be taken alive. Do not approach alone. ".repeat(
        3,
      ),
      model: "Sprinter 2500 Crew Cab High Roof Long",
      listedAs: "Terrorist organization member, second list of the county",
    };
    await announce(unit, { ...stolen, entry: { ...stolen.entry, category: "gang-or-terrorist", record } });
    await page.waitForSelector(".card");
    await page.locator(".verdict.add-note").tap();
    await page.keyboard.type("case 26-1234");
    for (const index of [0, 1, 2]) await announce(unit, other(index));
    await page.waitForSelector(".chip >> nth=2");
    const inside = (inner: string, outer: string): Promise<boolean> =>
      page.evaluate(
        ([what = "", where = ""]) => {
          const around = document.querySelector(where)?.getBoundingClientRect();
          return [...document.querySelectorAll(what)].every((element) => {
            const box = element.getBoundingClientRect();
            return (
              around && box.top >= around.top && box.bottom <= around.bottom && box.right <= around.right
            );
          });
        },
        [inner, outer],
      );
    expect(await inside(".where, .verify, .verdict", ".card")).toBe(true);
    expect(await page.locator(".where").evaluate((where) => where.clientWidth > 150)).toBe(true);
    await ready(page);
    await page.locator(".verdict.misread").tap();
    await page.waitForSelector(".snackbar");
    // The verdict just given takes room from the waiting alerts; none may slip over the banner or under the card.
    expect(await inside(".chip, .snackbar", ".shelf")).toBe(true);
    // On another page it lies on no card: its Undo would be under a finger meant for a verdict there. Nor on a switch.
    await page.locator(".tabs button", { hasText: "Hits" }).tap();
    const edges = (what: string): Promise<readonly number[]> =>
      page.locator(what).evaluate((one) => {
        const { top, bottom } = one.getBoundingClientRect();
        return [top, bottom];
      });
    const [top = 0, bottom = 0] = await edges(".shell > .snackbar");
    expect(bottom).toBeLessThanOrEqual((await edges("main"))[0] ?? 0);
    expect(top).toBeGreaterThanOrEqual((await edges(".switches button:first-child .icon"))[1] ?? 0);
  });

  it("takes no tap that was on its way when the card changed", async () => {
    const { unit, page } = await openConsole(size);
    await signIn(page, unit, "olive");
    for (const index of [0, 1]) {
      const before = await announce(unit, { ...other(index), text: `OLD10${String(index)}` });
      await page.waitForSelector(".card");
      await ready(page);
      await page.locator(".verdict.not-current").tap();
      await page.waitForSelector(".stamp");
      expect(unit.records.hit(before.hits[0]?.id ?? "")?.disposition?.verdict).toBe("not-current");
      await old(page);
      const box = await page.locator(".stamp").boundingBox();
      if (!box) throw new Error("no stamp");
      await tapAfterSwap(page, { x: box.x + 40, y: box.y + box.height / 2 });
      const after = await announce(unit, other(index));
      await page.locator(".fault-text").waitFor();
      expect(unit.records.hit(after.hits[0]?.id ?? "")?.disposition).toBeNull();
      await ready(page);
      await page.locator(".verdict.not-checked").tap();
      await page.waitForSelector(".stamp");
    }
  });
});
