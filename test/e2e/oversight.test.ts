// The audit trail and the statistics on the page, in Debian's Chromium.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, it, onTestFinished } from "vitest";
import type { HandOuts, TrailWanted } from "../../src/unit/core/hand-outs.js";
import { stolen } from "../kit/samples/sightings.js";
import { barriers } from "../kit/units/barriers.js";
import type { OpenPage } from "../kit/units/browser.js";
import type { TestConsole } from "../kit/units/console.js";
import { announce, patient, signIn, sizes, useConsole } from "../kit/units/officer.js";

const openConsole = useConsole();
const olive = { name: "olive", role: "officer", source: "10.0.0.2" } as const;

const tab = (page: Page, name: string): Promise<void> =>
  page.locator(".tabs button", { hasText: name }).tap();

function someLines({ audit }: TestConsole): void {
  const line = { actor: olive, outcome: "success" } as const;
  audit.append({ ...line, event: "reads.search", object: "41*", detail: { purpose: "case 7", found: 2 } });
  audit.append({ ...line, event: "hit.reveal", outcome: "failure", object: "0199c000" });
  for (let n = 0; n < 120; n++) audit.append({ ...line, event: "picture.view", object: `read-${String(n)}` });
}

/** Packages that are made of nothing; who asked for what is kept. */
function fakeHandOuts(): HandOuts & { readonly asked: TrailWanted[] } {
  const dir = mkdtempSync(join(tmpdir(), "tagwatch-trail-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const archive = join(dir, "package.tar");
  writeFileSync(archive, "a package");
  const none = (): Promise<never> => Promise.reject(new Error("nobody asks for it here"));
  const asked: TrailWanted[] = [];
  const trail = (request: TrailWanted) => {
    asked.push(request);
    return Promise.resolve({ archive, sha256: "ab12", remove: () => Promise.resolve() });
  };
  return { asked, hold: none, pack: none, sheet: none, trail };
}

async function smallTargets(page: Page): Promise<readonly string[]> {
  const boxes = await page
    .locator("main :is(button, select, input, summary):visible")
    .evaluateAll((all) =>
      all.map((one) => ({ name: one.outerHTML.slice(0, 80), box: one.getBoundingClientRect() })),
    );
  return boxes.filter(({ box }) => Math.round(box.height) < 56).map(({ name }) => name);
}

/** But for the first question, who is signed in. */
const complaints = (opened: OpenPage): readonly string[] =>
  opened.complaints.filter((one) => !one.includes("401"));

/** Whether something of the page lies beside the screen. */
const isWide = (page: Page, of = "main"): Promise<boolean> =>
  page.locator(of).evaluate((one) => one.scrollWidth > one.clientWidth + 1);

describe.each(sizes)("oversight at $width x $height", { timeout: patient }, (size) => {
  it("tells the trail in sentences, narrows it, goes on to older lines and says what the chain is worth", async () => {
    const { unit, page, opened } = await openConsole(size);
    someLines(unit);
    await signIn(page, unit, "ada");
    // Code that an officer never needs is not loaded before it is opened.
    const parts = (): number => opened.requests.filter((url) => url.includes("/part-")).length;
    const before = parts();
    await tab(page, "Audit");
    await page.waitForSelector(".trail-list li");
    expect(parts()).toBeGreaterThan(before);
    await page.waitForSelector("text=The chain holds from its first link");
    expect(await page.locator(".trail-list li").count()).toBe(100);
    expect.soft(await barriers(page), "trail").toEqual([]);
    expect.soft(await smallTargets(page)).toEqual([]);
    expect.soft(await isWide(page)).toBe(false);
    await page.locator("text=Older lines").tap();
    await page.waitForSelector(".trail-list li.failure");
    await page.selectOption("[name=about]", "reads.search");
    await page.fill("[name=person]", "Olive");
    await page.locator("main [type=submit]").tap();
    await page.waitForSelector("text=1 line: all that fit");
    const said =
      "Officer olive searched the reads for the plate 41* and found 2, for “case 7”, from 10.0.0.2.";
    await page.locator(`.trail-list summary:has-text("${said}")`).tap();
    await page.waitForSelector("dt:has-text('purpose')");
    expect.soft(await barriers(page), "a line that is open").toEqual([]);
    await page.fill("[name=person]", "nobody of this name");
    await page.locator("main [type=submit]").tap();
    await page.waitForSelector("text=No line fits.");
    // Of nothing there is no package to hand out.
    expect(await page.locator("main").getByText("Signed package").count()).toBe(0);
    expect(unit.audit.lines.at(-1)).toMatchObject({
      event: "audit.view",
      detail: { person: "nobody of this name" },
    });
    expect(complaints(opened)).toEqual([]);
  });

  it("hands the lines that fit out as a signed package", async () => {
    const handOuts = fakeHandOuts();
    const { unit, page } = await openConsole(size, { handOuts });
    someLines(unit);
    await signIn(page, unit, "ada");
    await tab(page, "Audit");
    await page.selectOption("[name=about]", "looking");
    await page.locator("main [type=submit]").tap();
    await expect.poll(() => unit.audit.lines.at(-1)?.detail).toMatchObject({ about: "looking" });
    // A question that fails changes nothing of the lines that are shown, and so of what is handed out.
    unit.records.broken = true;
    await page.selectOption("[name=about]", "");
    await page.locator("main [type=submit]").tap();
    await page.waitForSelector(".audit .fault-text");
    unit.records.broken = false;
    await page.locator("text=Signed package").tap();
    await page.fill("[name=recipient]", "District attorney");
    expect.soft(await barriers(page), "package").toEqual([]);
    const download = page.waitForEvent("download");
    await page.locator("text=Make the package").tap();
    expect((await download).suggestedFilename()).toBe("tagwatch-trail.tar");
    await page.waitForSelector("text=ab12");
    const to = { recipient: "District attorney", purpose: "Patrol, shift B" };
    expect(handOuts.asked).toEqual([{ filter: { about: "looking" }, ...to }]);
  });

  it("says when the chain does not hold, and when the unit does not answer", async () => {
    const { unit, page } = await openConsole(size);
    unit.records.chain = {
      ...{ links: 9, checkedTo: 4, checkedSince: 0, findings: ["link 5 (audit): the line is gone"] },
      signed: { seq: 4, at: 0, holds: false },
    };
    await signIn(page, unit, "ada");
    await tab(page, "Audit");
    await page.waitForSelector("text=The chain does NOT hold");
    await page.waitForSelector("text=link 5 (audit): the line is gone");
    expect.soft(await barriers(page), "broken chain").toEqual([]);
    unit.records.broken = true;
    await page.locator("main [type=submit]").tap();
    await page.waitForSelector(".audit .fault-text");
  });

  it("counts for the supervisor, as charts and as tables, by day and night, without complaint", async () => {
    const { unit, page, opened } = await openConsole(size);
    const now = unit.clock.now();
    const hour = 3_600_000;
    unit.records.counted = {
      slots: Array.from({ length: 24 }, (_, n) => ({
        ...{ from: now - (n + 1) * hour, to: now - n * hour },
        ...{ reads: 700 + ((n * 37) % 211), hits: n % 5 },
      })),
      cameras: [
        { camera: "front", reads: 12_345, hits: 31 },
        { camera: "rear", reads: 6_010, hits: 9 },
      ],
      verdicts: {
        verified: 14,
        "wrong-state": 3,
        misread: 6,
        "not-current": 2,
        dismissed: 4,
        unverified: 11,
      },
      faults: [{ code: "CAMERA_LOST", subject: "rear", times: 3, ms: 2.5 * hour }],
      ...{ oldest: now - 24 * hour, isPart: true, onlyHits: false },
    };
    const text = "Rear camera lost";
    unit.faults.raise({ code: "CAMERA_LOST", subject: "rear", severity: "critical", text });
    await signIn(page, unit, "sam");
    await announce(unit, stolen);
    await tab(page, "Statistics");
    await page.waitForSelector(".counted canvas");
    // The fullest bar there is: six pages, a hit, a fault.
    await page.waitForSelector(".tab-badge");
    expect.soft(await isWide(page, ".top-bar")).toBe(false);
    expect(await page.locator(".counted canvas").count()).toBe(5);
    // A hit without a verdict is no verdict, and a camera is called as everywhere.
    expect((await page.locator(".counted h2").nth(2).innerText()).split("\n")).toEqual([
      "Verdicts",
      "29 in all, 11 hits without one",
    ]);
    expect(await page.locator(".counted td", { hasText: "Rear" }).count()).toBe(1);
    await page.waitForSelector("text=NOT everything is counted yet");
    const drawn = await page.locator(".counted canvas").evaluateAll((all) =>
      all.map((canvas) => {
        const { width, height } = canvas as HTMLCanvasElement;
        const pixels = (canvas as HTMLCanvasElement).getContext("2d")?.getImageData(0, 0, width, height).data;
        // Bars stand: somewhere forty pixels of one colour lie below each other, as neither axis, grid nor words have them.
        return Array.from({ length: width }, (_, column) => column).some((column) => {
          let run = 0;
          for (let row = 1; row < height && run < 40; row++) {
            const at = 4 * (row * width + column);
            const isSame = [0, 1, 2, 3].every((k) => pixels?.[at + k] === pixels?.[at + k - 4 * width]);
            run = isSame && pixels?.[at + 3] === 255 ? run + 1 : 0;
          }
          return run >= 40;
        });
      }),
    );
    expect(drawn).toEqual(Array(5).fill(true));
    expect.soft(await barriers(page), "statistics").toEqual([]);
    await page.locator("summary", { hasText: "As a table" }).nth(3).tap();
    await page.waitForSelector("td:has-text('12,345')");
    await page.evaluate(() => {
      const { dataset } = document.documentElement;
      dataset["theme"] = dataset["theme"] === "night" ? "day" : "night";
    });
    expect.soft(await barriers(page), "a table, in the other light").toEqual([]);
    expect.soft(await smallTargets(page)).toEqual([]);
    expect.soft(await isWide(page)).toBe(false);
    await page.locator("text=24 hours").tap();
    await page.waitForSelector("text=Reads per hour");
    expect(complaints(opened)).toEqual([]);
  });

  it("shows neither to an officer", async () => {
    const { unit, page } = await openConsole(size);
    await signIn(page, unit, "olive");
    await page.waitForSelector("text=Watching");
    expect(await page.locator(".tabs button").allInnerTexts()).not.toContain("Audit");
    await page.goto(`${unit.url}/#/statistics`);
    await page.waitForSelector("text=Watching");
  });
});
