// What the words below a found map say: only what was counted.
import { expect, it } from "vitest";
import { shadesWords } from "../../../src/centre/site/web/search/found-ground.js";

const [from, to] = [Date.parse("2026-11-18T00:00:00Z"), Date.parse("2026-11-20T23:59:59Z")];
const counted = {
  ...{ cells: [[39, -95, 3]] as const, cellDegrees: 0.001, countedTo: null, isCut: false },
  box: { south: 39, west: -95, north: 39.1, east: -94.9 },
};

it("says what the shades are, and nothing of bounds where all was counted", () => {
  expect(shadesWords(counted, from, to)).toMatch(/^Shades: .+ to .+:59\.$/);
  expect(shadesWords({ ...counted, isCut: true }, from, to)).toMatch(/, the most read places alone\.$/);
});

it("says back to when it was counted, also where nothing was found", () => {
  const countedTo = Date.parse("2026-11-19T18:00:00Z");
  expect(shadesWords({ ...counted, countedTo }, from, to)).toMatch(/^Shades: .+, counted back to .+ only\.$/);
  expect(shadesWords({ ...counted, countedTo, cells: [] }, from, to)).toMatch(
    /^No read lies here on these days, counted back to .+ only\.$/,
  );
  expect(shadesWords({ ...counted, cells: [] }, from, to)).toBe("No read lies here on these days.");
});

it("never says that nothing was read where nothing was counted", () => {
  expect(shadesWords({ ...counted, countedTo: to + 1, cells: [] }, from, to)).toBe(
    "Where units read plates was not counted: these are too many reads.",
  );
});
