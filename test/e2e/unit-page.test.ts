// The unit's page in Debian's Chromium: its one sentence says what its tiles say.
import { describe, expect, it } from "vitest";
import type { UnitStatus } from "../../src/shared/domain/status.js";
import { barriers } from "../kit/units/barriers.js";
import { someStatus } from "../kit/units/console.js";
import { patient, signIn, sizes, useConsole } from "../kit/units/officer.js";

const openConsole = useConsole();

/** Everything is well. */
function wellStatus(): UnitStatus {
  const status = someStatus();
  return {
    ...status,
    cameras: status.cameras.map((camera) => ({ ...camera, state: "live" as const, seeing: true })),
    upload: status.upload && { ...status.upload, connected: true },
  };
}

describe.each(sizes)("the unit's page at $width x $height", { timeout: patient }, (size) => {
  it("says that nothing is wrong only where no tile says otherwise", async () => {
    let status = wellStatus();
    const { unit, page } = await openConsole(size, { status: () => status });
    await signIn(page, unit, "tess");
    const said = page.locator(".all-well");
    await expect.poll(() => said.innerText()).toBe("No faults.");
    expect(await page.locator(".tile:not(.good)").count()).toBe(0);
    status = { ...status, time: { ...status.time, state: "nothing", by: [], why: "one source" } };
    await expect.poll(() => said.innerText()).toBe("No fault is reported, but not all is well below: Time.");
    expect(await page.locator(".parts .tile", { hasText: "Nobody vouches" }).count()).toBe(1);
    expect.soft(await barriers(page), "unit").toEqual([]);
  });

  it("draws lines between its parts, and none under the last", async () => {
    const { unit, page } = await openConsole(size, { status: wellStatus });
    await signIn(page, unit, "tess");
    await page.waitForSelector(".parts .tile");
    const lines = await page.locator(".parts").evaluate((parts) => {
      const inner = parts.getBoundingClientRect();
      const top = inner.top + parts.clientTop;
      return [...parts.children].flatMap((tile) => {
        const { borderTopWidth, borderBottomWidth } = getComputedStyle(tile);
        const box = tile.getBoundingClientRect();
        return [
          ...(parseFloat(borderTopWidth) > 0 ? [box.top - top] : []),
          ...(parseFloat(borderBottomWidth) > 0 ? [box.bottom - top] : []),
        ];
      });
    });
    const height = await page.locator(".parts").evaluate((parts) => parts.clientHeight);
    const seen = lines.filter((at) => at >= -0.5);
    expect(seen.length).toBeGreaterThan(2);
    expect(Math.max(...seen)).toBeLessThan(height - 20);
  });
});
