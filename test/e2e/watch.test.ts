// Alerts outlive the session, and what waits for a verdict stays in sight: in Debian's Chromium over a real unit's console.
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { UnitStatus } from "../../src/shared/domain/status.js";
import { passwords, someStatus } from "../kit/units/console.js";
import { announce, listen, patient, signIn, sizes, useConsole } from "../kit/units/officer.js";
import { aHit, anEntry, aRead, aRecord, idAt, testTime } from "../kit/samples/records.js";
import { restricted, stolen } from "../kit/samples/sightings.js";
import { testStore } from "../kit/units/store.js";

const [large, small] = sizes;
const openConsole = useConsole();

/** A console and a page on it whose sounds are heard. */
async function open(size: (typeof sizes)[number], over: Parameters<typeof openConsole>[1] = {}) {
  const { unit, page } = await openConsole(size, over);
  return { unit, page, waves: await listen(page) };
}

/** Looked at by eye when a folder is named. */
async function picture(page: Page, name: string): Promise<void> {
  const dir = process.env["TAGWATCH_PICTURES"];
  if (!dir) return;
  for (const theme of ["day", "night"]) {
    await page.evaluate((value) => (document.documentElement.dataset["theme"] = value), theme);
    await page.screenshot({ path: `${dir}/${name}-${theme}.png` });
  }
}

describe("a page nobody is at", { timeout: patient }, () => {
  it.each([large, small])(
    "locks, sounds and shows a new alert, and opens by the password ($width)",
    async (size) => {
      const { unit, page, waves } = await open(size);
      await signIn(page, unit, "olive");
      await page.waitForSelector("text=Watching with 1 of 2 cameras");
      await unit.clock.advance(30 * 60_000);
      await page.waitForSelector(".lock-screen");
      await waves();
      await announce(unit, stolen);
      await announce(unit, restricted);
      await page.waitForSelector(".locked-alerts li:nth-child(2)");
      const shown = await page.locator(".locked-alerts").innerText();
      expect(shown).toMatch(/RESTRICTED FILE[\s\S]*Unlock to see[\s\S]*STOLEN VEHICLE[\s\S]*738RKT/);
      expect(await page.content()).not.toMatch(/XQT402|Doe|F-150/);
      expect(await waves()).toContain("square");
      await picture(page, `locked-${String(size.width)}`);
      await page.fill("[name=password]", passwords);
      await page.locator("text=Unlock >> nth=-1").tap();
      await page.waitForSelector(".card");
      expect(await page.locator(".tab-badge").innerText()).toMatch(/^2\s*2$/);
    },
  );

  it("says in red that nobody is signed in, whatever ended the session, and hands hits over", async () => {
    const { unit, page, waves } = await open(small);
    await page.goto(unit.url);
    await page.waitForSelector("text=Nobody is signed in. Alerts are NOT shown.");
    await signIn(page, unit, "olive");
    await announce(unit, stolen);
    await page.waitForSelector(".card");
    await page.getByLabel("olive, Officer").tap();
    await page.locator(".sheet >> text=Sign out").tap();
    await page.waitForSelector("text=1 hit unverified, 1 high. Verify, or hand over");
    const leave = page.locator("text=Hand over and sign out");
    expect(await leave.isDisabled()).toBe(true);
    await page.locator("text=Supervisor told").tap();
    await picture(page, "hand-over-800");
    await leave.tap();
    await page.waitForSelector(".state-line.alarm");
    await picture(page, "signed-out-800");
    expect(unit.audit.lines.find(({ event }) => event === "hits.handover")?.detail).toMatchObject({
      reason: "Supervisor told",
      high: 1,
    });
    // The next officer is told by whom, until the hits were looked at.
    await signIn(page, unit, "sam");
    const handover = page.locator(
      ".banner >> text=/olive handed over, .*: 1 hit unverified, 1 high. Supervisor told/",
    );
    await handover.waitFor();
    await page.locator(".tabs >> text=Hits").tap();
    await page.waitForSelector(".log-page");
    await page.locator(".tabs >> text=Live").tap();
    await page.waitForSelector(".live-page");
    expect(await handover.count()).toBe(0);
    await page.getByLabel("sam, Supervisor").tap();
    await page.locator(".sheet >> text=Sign out").tap();
    await page.locator("text=Dispatch told").tap();
    await leave.tap();
    await page.waitForSelector(".state-line.alarm");
    // A tone a minute; the page's own clock is turned.
    await page.clock.install();
    await page.reload();
    await page.waitForSelector(".sign-in");
    await page.locator("h1").tap();
    await page.clock.runFor(61_000);
    await expect.poll(() => waves()).toContain("sine");
  });
});

describe("what is watched", { timeout: patient }, () => {
  it("is said by the cameras: red and with a tone when none gives pictures", async () => {
    const status: { now: UnitStatus } = { now: someStatus() };
    const { unit, page, waves } = await open(large, { status: () => status.now });
    await signIn(page, unit, "olive");
    await page.waitForSelector(".watching >> text=Watching with 1 of 2 cameras");
    const before = await page.locator(".watching").boundingBox();
    await picture(page, "watching-1280");
    await waves();
    const dead = status.now.cameras.map((camera) => ({ ...camera, state: "lost" as const, seeing: false }));
    status.now = { ...status.now, cameras: dead };
    unit.faults.raise({
      code: "CAMERA_LOST",
      subject: "front",
      severity: "critical",
      text: "front: no picture",
    });
    unit.console.live.faults(unit.faults.list());
    await page.waitForSelector(".watching.blind >> text=NOT WATCHING: no camera gives usable pictures");
    await page.waitForSelector(".banner.lost >> text=NOT WATCHING");
    await expect.poll(() => waves()).toContain("sawtooth");
    // The banner changed, and nothing below it moved.
    expect(await page.locator(".watching").boundingBox()).toEqual(before);
    await picture(page, "blind-1280");
    await page.setViewportSize(small);
    await picture(page, "blind-800");
    await page.setViewportSize(large);
    // An alert that another page hides does not wait behind it.
    await page.locator(".tabs >> text=Unit").tap();
    await announce(unit, stolen);
    await page.waitForSelector(".banner.lost >> text=738RKT");
    await page.locator(".banner.lost").tap();
    await page.waitForSelector(".card");
  });
});

describe("what waits for a verdict", { timeout: patient }, () => {
  it("is all in the log after a restart, by its true number", async () => {
    const { store } = await testStore();
    for (let n = 0; n < 60; n++) {
      const at = testTime - n * 60_000;
      const read = aRead({
        id: idAt(at),
        text: `TST${String(100 + n)}`,
        capturedAt: { at, uncertaintyMs: 1, source: "gps" },
      });
      const priority = n % 10 === 0 ? "high" : "low";
      await store.record(
        aRecord(read, [
          aHit(read, { encounterId: idAt(at), entry: anEntry({ plate: read.text, priority }) }),
        ]),
      );
    }
    // What would have pushed the old ones out of the newest fifty.
    for (let n = 0; n < 60; n++) {
      const read = aRead({ id: idAt(testTime + n), text: "COV001" });
      await store.record(
        aRecord(read, [aHit(read, { id: idAt(testTime + n), entry: anEntry({ covert: true }) })]),
      );
    }
    const { unit, page } = await open(large, { records: store, audit: store });
    await signIn(page, unit, "olive");
    expect((await page.locator(".tab-badge").innerText()).split(/\s+/)).toEqual(["60", "6"]);
    await page.locator(".tabs >> text=Hits").tap();
    await page.waitForSelector(".log .row");
    await page.locator(".log >> text=More").tap();
    await expect.poll(() => page.locator(".log .row").count()).toBe(60);
    expect(await page.locator(".log .row.priority-high").count()).toBe(6);
    expect(await page.locator(".log").innerText()).not.toContain("COV001");
    await page.locator(".log .row").nth(7).tap();
    await page.waitForSelector(".card");
    await picture(page, "log-1280");
    await page.setViewportSize(small);
    await page.locator("text=Back to the list").tap();
    await picture(page, "log-800");
  });

  it("is reminded of, by a soft tone and a mark, until it has a verdict", async () => {
    const { unit, page, waves } = await open(large);
    await signIn(page, unit, "olive");
    await announce(unit, { ...stolen, at: 0 });
    await page.waitForSelector(".card");
    await page.locator(".top-bar .clock").tap();
    await waves();
    await unit.clock.advance(65_000);
    await page.waitForSelector(".hits .row.overdue.pulse");
    await expect.poll(() => waves()).toContain("sine");
    await picture(page, "reminder-1280");
    await page.waitForSelector(".verdicts:not(.waiting)");
    await page.locator(".verdict.misread").tap();
    await expect.poll(() => page.locator(".row.overdue").count()).toBe(0);
  });
});
