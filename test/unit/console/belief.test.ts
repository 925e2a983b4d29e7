import { isValidElement, type ComponentChildren } from "preact";
import { expect, test } from "vitest";
import { machineWords, timeWords } from "../../../src/unit/console/web/unit/belief.js";
import { someStatus } from "../../kit/units/open-console.js";

const { time, machine } = someStatus();

/** The text of what is drawn. */
function plain(drawn: ComponentChildren): string {
  if (Array.isArray(drawn)) return drawn.map((one: ComponentChildren) => plain(one)).join("");
  return isValidElement(drawn)
    ? plain((drawn.props as { children?: ComponentChildren }).children)
    : typeof drawn === "string"
      ? drawn
      : "";
}

test("the unit page says who vouches for the time and how each source differs", () => {
  expect(timeWords(time)).toEqual({
    good: true,
    text: "Vouched for by GPS and network time; GPS is 0.0 s ahead of the unit's clock, steady for 20 min; network time is 0.0 s behind the unit's clock, steady for 20 min",
  });
  const centre = { source: "centre", aheadMs: 3 * 365 * 86_400_000, steadyMs: 30_000, heardMsAgo: 7_300_000 };
  const why = "one source alone says the time";
  const { good, text } = timeWords({ state: "nothing", at: null, by: [], why, sources: [centre] });
  expect({ good, text: plain(text) }).toEqual({
    good: false,
    text: "Nobody vouches: nothing is deleted by age (one source alone says the time); the centre is 1095 days ahead of the unit's clock, steady for 30 s, heard 2 h ago",
  });
});

test("the unit page says how the computer fares, and nothing of what it does not say", () => {
  if (!machine) throw new Error("no computer");
  expect(machineWords(machine)).toEqual({
    good: true,
    text: expect.stringMatching(
      /^61 °C, .* of memory left, flash memory 20 % used up, writes take up to 0.0 s$/,
    ) as string,
  });
  expect(machineWords({ ...machine, underVoltage: true })).toMatchObject({ good: false });
  const silent = { temperatureC: null, memoryAvailableBytes: null, diskWearPercent: null, commitMs: null };
  expect(machineWords({ ...machine, ...silent, throttled: null })).toEqual({
    good: true,
    text: "It says nothing of itself",
  });
  expect(machineWords(null).good).toBe(true);
});
