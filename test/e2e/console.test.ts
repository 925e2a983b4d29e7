// The officer's page in Debian's Chromium over a real store.
import type { Locator, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { aRecord } from "../kit/samples/records.js";
import {
  announce,
  confirm,
  listen,
  patient,
  ready,
  signIn,
  sizes,
  useConsole,
} from "../kit/units/officer.js";
import { alertOf, likely, passing, restricted, sighting, stolen } from "../kit/samples/sightings.js";
import { testStore } from "../kit/units/store.js";

const openConsole = useConsole();
const text = (locator: Locator): Promise<string> => locator.innerText();

async function naturalWidths(page: Page): Promise<number[]> {
  const images = page.locator(".card .picture img");
  await expect.poll(() => images.count()).toBe(2);
  return images.evaluateAll((all) =>
    Promise.all(
      all.map(async (image) => {
        await (image as HTMLImageElement).decode();
        return (image as HTMLImageElement).naturalWidth;
      }),
    ),
  );
}

describe("the officer's page", { timeout: patient }, () => {
  it("shows a hit with both pictures and the record, and stores the verdict tapped", async () => {
    const { store } = await testStore();
    const { unit, opened, page } = await openConsole(sizes[0], { records: store, audit: store });
    await signIn(page, unit, "olive");
    await page.waitForSelector("text=Watching");
    const seen = await sighting(stolen);
    await store.record({ ...aRecord(seen.read, seen.hits), pictures: seen.pictures });
    unit.console.live.alert(alertOf(seen));

    await page.waitForSelector(".card");
    expect(await naturalWidths(page)).toEqual([360, 640]);
    const card = await text(page.locator(".card"));
    for (const words of [
      "STOLEN VEHICLE",
      "High",
      "Exact match",
      "State matches: KS",
      "BLUE FORD F-150 2019",
    ]) {
      expect(card).toContain(words);
    }
    expect(card.toLowerCase()).toContain("verify with dispatch before acting");
    const rows = await page.locator(".signs").allInnerTexts();
    expect(rows.map((row) => row.replace(/\s/g, ""))).toEqual(["738RKT", "738RKT"]);
    const spoken = await page.locator("[role=alert].visually-hidden").textContent();
    expect(spoken).toBe("High alert, Stolen vehicle, KS 7 3 8 R K T, exact match");

    await page.locator(".verdict.add-note").tap();
    await page.fill("textarea", "Dispatch confirms");
    await ready(page);
    await confirm(page);
    const hitId = seen.hits[0]?.id ?? "";
    expect(store.hit(hitId)?.disposition).toMatchObject({
      verdict: "verified",
      note: "Dispatch confirms",
      actor: "olive",
    });
    expect(store.outbox.next(10, ["disposition"])).toHaveLength(1);
    expect(await text(page.locator(".stamp"))).toMatch(/^Confirmed by olive, [\d:]{8} Dispatch confirms$/);

    // Nothing from outside, and nothing the content policy had to stop.
    expect(opened.requests.filter((url) => !url.startsWith(`${unit.url}/`))).toEqual([]);
    expect(opened.complaints.filter((words) => !words.includes("401"))).toEqual([]);
  });

  it("marks what differs, and shows a correction and a cancellation on the same card", async () => {
    const { unit, page } = await openConsole(sizes[0]);
    await signIn(page, unit, "olive");
    const seen = await announce(unit, likely);
    await page.waitForSelector(".card");
    expect(await page.locator("mark.differs").allInnerTexts()).toEqual(["B", "8"]);
    expect(await text(page.locator(".badge.doubt"))).toContain("Likely match 71 %");
    expect(await text(page.locator(".badge.bad"))).toContain("read MO, listed KS");
    unit.console.live.alert(alertOf(seen, { kind: "cancelled" }));
    await page.waitForSelector(".card.over");
    expect(await text(page.locator(".card-mark"))).toContain("Cancelled");
    expect(await page.locator(".hits .row").count()).toBe(1);
    unit.console.live.alert(alertOf(seen, { kind: "new", recorded: false }));
    await page.waitForSelector(".card-mark.unrecorded");
  });

  it("opens a restricted record only when asked, and says so in the trail", async () => {
    const { unit, page } = await openConsole(sizes[0]);
    await signIn(page, unit, "olive");
    await announce(unit, restricted);
    await page.waitForSelector(".record.masked");
    expect(await page.content()).not.toContain("Doe, Jane");
    await page.locator("text=Show details").tap();
    await page.waitForSelector("text=Doe, Jane");
    expect(unit.audit.lines.map((line) => line.event)).toContain("hit.reveal");
  });

  it("says that the line is down, comes back by itself, and shows the hit it missed", async () => {
    const { unit, page } = await openConsole(sizes[1]);
    await signIn(page, unit, "olive");
    await page.waitForSelector("text=Watching");
    await page.context().setOffline(true);
    await page.evaluate(() => window.dispatchEvent(new Event("offline")));
    await page.waitForSelector(".banner.lost");
    await announce(unit, stolen);
    await page.context().setOffline(false);
    await page.waitForSelector(".card");
    await expect.poll(() => page.locator(".banner.lost").count()).toBe(0);
    expect(await naturalWidths(page)).toEqual([360, 640]);
  });

  it("sounds for a high alert even when muted, not for a medium one", async () => {
    const { unit, page } = await openConsole(sizes[1]);
    const waves = await listen(page);
    await signIn(page, unit, "olive");
    await page.locator("text=Sound").tap();
    await page.waitForSelector("text=Muted");
    await announce(unit, likely);
    await page.waitForSelector(".card.priority-medium");
    expect(await waves()).toEqual([]);
    await page.locator(".band").tap();
    await announce(unit, stolen);
    await page.waitForSelector(".chip.priority-high");
    expect(new Set(await waves())).toEqual(new Set(["square"]));
    await page.locator("text=Muted").tap();
    await announce(unit, { ...likely, at: 2, text: "4B8LZN" });
    await expect.poll(() => waves()).toContain("triangle");
  });

  it("shows a technician the unit and no plate", async () => {
    const { unit, opened, page } = await openConsole(sizes[1]);
    await announce(unit, stolen);
    await signIn(page, unit, "tess");
    await page.waitForSelector(".tile");
    expect(await page.locator(".tabs button").allInnerTexts()).toEqual(["Unit"]);
    expect(await page.content()).not.toContain("738RKT");
    expect(opened.requests.filter((url) => /live|pictures|reads/.test(url))).toEqual([]);
  });
});

describe.each(sizes)("at $width x $height", { timeout: patient }, (size) => {
  it("keeps the whole card on the screen with targets for gloves", async () => {
    const { unit, page } = await openConsole(size);
    for (const one of passing) {
      const seen = await sighting(one);
      unit.records.add(seen.read, seen.hits, seen.pictures);
    }
    await signIn(page, unit, "olive");
    await announce(unit, { ...likely, text: "4B8LZM2Q", entry: { ...likely.entry, plate: "488LZM2Q" } });
    await page.waitForSelector(".card");
    unit.faults.raise({
      code: "CAMERA_LOST",
      subject: "rear",
      severity: "critical",
      text: "Rear camera lost",
    });
    unit.console.live.faults(unit.faults.list());
    await page.waitForSelector(size.width > 1000 ? ".banner.warning" : ".fault-chip");
    const boxes = await page.locator("button:visible").evaluateAll((all) =>
      all.map((button) => {
        const box = button.getBoundingClientRect();
        return { name: button.textContent, width: box.width, height: box.height };
      }),
    );
    expect(boxes.length).toBeGreaterThan(10);
    expect(boxes.filter((box) => box.width < 56 || box.height < 56)).toEqual([]);
    for (const part of [
      ".band",
      ".shelf",
      ".picture.plate",
      ".picture.vehicle",
      ".compare",
      ".look-for",
      ".verify",
      ".verdict.not-checked",
    ]) {
      const box = await page.locator(part).first().boundingBox();
      if (!box) throw new Error(`${part} is not shown`);
      expect(box.y + box.height, part).toBeLessThanOrEqual(size.height);
      expect(box.x + box.width, part).toBeLessThanOrEqual(size.width);
      expect(Math.min(box.width, box.height), part).toBeGreaterThan(15);
    }
    const overlaps = await page.evaluate(() => {
      const parts = [".band", ".picture.plate", ".picture.vehicle", ".compare", ".badges", ".look-for"];
      const boxes = [...parts, ".record", ".verify", ".verdicts"].map((part) => ({
        part,
        box: document.querySelector(`.card ${part}`)?.getBoundingClientRect() ?? new DOMRect(),
      }));
      const apart = (a: DOMRect, b: DOMRect): boolean =>
        a.bottom <= b.top + 1 || b.bottom <= a.top + 1 || a.right <= b.left + 1 || b.right <= a.left + 1;
      return boxes.flatMap((a, i) =>
        boxes.slice(i + 1).flatMap((b) => (apart(a.box, b.box) ? [] : [`${a.part} over ${b.part}`])),
      );
    });
    expect(overlaps).toEqual([]);
  });
});
