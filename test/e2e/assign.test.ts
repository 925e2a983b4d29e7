// A supervisor says who has the unit (order III.A), on the page, over a real store; others see it, or nothing of it.
import { expect, it } from "vitest";
import { assignedAt } from "../../src/unit/core/upkeep/assignment.js";
import { barriers, smallTargets } from "../kit/units/barriers.js";
import { signedIn } from "../kit/units/console-client.js";
import { patient, signIn, sizes, useConsole } from "../kit/units/officer.js";
import { startUpkeep } from "../kit/units/upkeep.js";

const [large, small] = sizes;
const open = useConsole();
const sam = { name: "sam", role: "supervisor", source: "cli" } as const;
const hour = 3_600_000;

/** The value of a field for a moment, as the screen (America/Chicago) writes it. */
function field(at: number): string {
  const parts = new Intl.DateTimeFormat("sv-SE", {
    ...{ timeZone: "America/Chicago", year: "numeric", month: "2-digit", day: "2-digit" },
    ...{ hour: "2-digit", minute: "2-digit" },
  });
  return parts.format(at).replace(" ", "T");
}

it(
  "gives the unit to a person, after saying whom that replaces and when nobody has it",
  async () => {
    const kept = await startUpkeep({});
    const now = kept.clock.now();
    const { upkeep } = kept;
    upkeep.assignments.set({ assignedTo: "Team B", kind: "team", from: now - hour, to: now + 8 * hour }, sam);
    const { unit, page, opened } = await open(large, { upkeep, clock: kept.clock });
    await signIn(page, unit, "sam");
    await page.getByRole("button", { name: "Unit", exact: true }).tap();
    await page.locator(".assigned", { hasText: "Team B" }).getByRole("button").tap();
    await page.locator(".assign-now", { hasText: "Team B" }).waitFor();
    expect(await page.locator(".assign-plan").innerText()).toMatch(/From now on\s+Nobody/);

    await page.getByLabel("Name").fill("Olive Officer");
    const [from, to] = [now + 6 * hour, now + 10 * hour];
    await page.getByLabel("From").fill(field(from));
    await page.getByLabel("To, if it is known").fill(field(from - hour));
    await page.getByText("It ends before it begins.").waitFor();
    await page.getByLabel("To, if it is known").fill(field(to));
    await expect
      .poll(() => page.locator(".assign-change").innerText())
      .toMatch(/Team B has it .*: this counts instead\.\s+Nobody has it from/);
    await page.getByRole("button", { name: "Set, and replace what is said above" }).tap();
    await page.getByText(/Olive Officer has the unit/).waitFor();
    // What was set does not warn of itself.
    expect(await page.locator(".assign-change").count()).toBe(0);
    await page.getByRole("button", { name: "Set", exact: true }).waitFor();

    await expect.poll(() => page.locator(".assign-history tbody tr").count()).toBe(2);
    const [row] = upkeep.assignments.list();
    const minute = (at: number): number => Math.floor(at / 60_000) * 60_000;
    expect(row).toMatchObject({
      ...{ assignedTo: "Olive Officer", kind: "person", setBy: "sam" },
      ...{ from: minute(from), to: minute(to) },
    });
    expect(assignedAt(upkeep.assignments.list(), now + 7 * hour)).toBe("Olive Officer");
    expect(await page.locator(".assign-history tbody").innerText()).toMatch(
      /Olive Officer[\s\S]*planned[\s\S]*Team B[\s\S]*has it now/,
    );
    const lines = kept.store.auditEvents(10, null).filter(({ event }) => event === "unit.assign");
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatchObject({ actor: { name: "sam" }, detail: { assignedTo: "Olive Officer" } });

    expect(await smallTargets(page, ".assign-page")).toEqual([]);
    expect.soft(await barriers(page), "large").toEqual([]);
    await page.setViewportSize(small);
    expect(await smallTargets(page, ".assign-page")).toEqual([]);
    expect.soft(await barriers(page), "small").toEqual([]);
    expect(opened.complaints.filter((text) => !text.includes("401"))).toEqual([]);
  },
  patient,
);

it(
  "shows an officer and a technician who has the unit, and lets neither set it",
  async () => {
    const kept = await startUpkeep({
      yaml: { unit: { id: "c", kind: "vehicle", name: "12", assignedTo: "Patrol B" } },
    });
    const { unit, page } = await open(small, { upkeep: kept.upkeep, clock: kept.clock });
    for (const name of ["olive", "tess", "flo", "max"]) {
      const client = await signedIn(unit.url, name);
      expect([name, (await client.request("/api/assignments")).status]).toEqual([name, 403]);
      const row = { assignedTo: name, kind: "person", from: 0 };
      expect([name, (await client.post("/api/assignments", row)).status]).toEqual([name, 403]);
    }
    await signIn(page, unit, "olive");
    await page.goto(`${unit.url}/#/unit/assigned`);
    await page.locator(".assigned", { hasText: "Patrol B" }).waitFor();
    expect(await page.locator(".assigned button").count()).toBe(0);
    expect(await page.locator(".assign-page").count()).toBe(0);
    expect(kept.upkeep.assignments.list()).toEqual([]);
  },
  patient,
);
