// A read of before the clock was set, on the page, from its capture until the unit knows the time: the real store and the real
// service that stamps it.
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { createRestamper } from "../../src/unit/daemon/restamp.js";
import { aRecord, testTime, testUnit } from "../kit/samples/records.js";
import { alertOf, sighting, stolen } from "../kit/samples/sightings.js";
import { patient, signIn, sizes, useConsole, type Opened } from "../kit/units/officer.js";
import { testStore, type TestStore } from "../kit/units/store.js";

const openConsole = useConsole();
const day = 86_400_000;
const boot = "boot-1";
const capturedAt = testTime - 3_600_000;

type Shown = Opened & TestStore;

/** A hit of 1970 on the page, whose entry has these dates. */
async function shown(dates: { readonly effectiveAt?: number; readonly expiresAt?: number }): Promise<Shown> {
  const made = await testStore({ bootId: boot });
  const page = await openConsole(sizes[1], { records: made.store, audit: made.store });
  await signIn(page.page, page.unit, "sam");
  const drawn = await sighting({
    ...stolen,
    entry: { ...stolen.entry, ...dates },
    hit: { datesNotChecked: true },
  });
  const moment = { boot, monoMs: 1_000 };
  const read = {
    ...drawn.read,
    capturedAt: { at: 60_000, uncertaintyMs: 2 ** 31, source: "unset", moment },
  } as const;
  const seen = { ...drawn, read };
  await made.store.record({ ...aRecord(read, seen.hits), pictures: seen.pictures });
  page.unit.console.live.alert(alertOf(seen), seen.pictures);
  page.unit.console.live.read(read);
  await page.page.waitForSelector(".card .badge.doubt >> text=List's dates not checked");
  return { ...made, ...page };
}

/** Somebody vouches for the time, and the service looks once. */
async function restamp({ store, clock, log, unit }: Shown): Promise<void> {
  const { live } = unit.console;
  const stop = new AbortController();
  const service = createRestamper({
    ...{ clock, log, store, live, page: live, unitAt: () => testUnit, follows: () => false },
    time: { later: () => ({ at: capturedAt, uncertaintyMs: 1_500, source: "system" }) },
    wake: () => undefined,
  });
  const running = service.run(stop.signal);
  await clock.advance(4_000);
  stop.abort();
  await running;
}

async function openedInSearch(page: Page): Promise<string> {
  await page.locator(".tabs button", { hasText: "Search" }).tap();
  await page.fill("[name=plate]", "738RKT");
  await page.locator(".filters .button.strong").tap();
  await page.locator(".open-read").first().tap();
  await page.waitForSelector(".detail .picture img");
  return page.locator(".detail").innerText();
}

describe("a hit of before the clock was set", { timeout: patient }, () => {
  it("loses its doubt once its entry is known to have been in force; the read shows both stamps", async () => {
    const unit = await shown({ effectiveAt: testTime - 30 * day });
    const { page, opened } = unit;
    await restamp(unit);
    await page.waitForSelector(".card .badge.doubt", { state: "detached" });
    expect(await page.locator(".card-mark.cancelled").count()).toBe(0);
    expect(await openedInSearch(page)).toMatch(
      /Time computed later, ± 1\.5 s\. At capture the clock was not set and said (Dec 31, 1969|Jan 1, 1970)/,
    );
    expect(await page.locator(".found-table .when").first().innerText()).toMatch(/^Jan 15, 2026 /);
    expect(opened.complaints.filter((words) => !words.includes("401"))).toEqual([]);
  });

  it("is cancelled on its card, which says why, once its entry is known not to have been in force", async () => {
    const unit = await shown({ effectiveAt: testTime - 30 * day, expiresAt: testTime - day });
    await restamp(unit);
    const mark = unit.page.locator(".card-mark.cancelled");
    await mark.waitFor();
    expect(await mark.innerText()).toContain("was not in force when the plate was read");
    expect(await unit.page.locator(".card .badge.doubt").count()).toBe(0);
    // Opened anew, it still is.
    await unit.page.reload();
    await expect.poll(() => unit.store.openCounts().high).toBe(0);
  });
});
