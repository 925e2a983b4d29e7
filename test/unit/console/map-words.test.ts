// What the page says beside a map, and what it puts on it.
import { describe, expect, it } from "vitest";
import type { ReadJson } from "../../../src/shared/web/api-types.js";
import { textSides } from "../../../src/shared/web/map/overlay.js";
import { densityWords } from "../../../src/unit/console/web/map/ground.js";
import { readPoint, unitPoint } from "../../../src/unit/console/web/map/points.js";
import { askedWords, boxText, filtersOf } from "../../../src/unit/console/web/search/filters.js";

const box = { south: 37.45, west: -97.55, north: 37.95, east: -97.05 };
const cells = [[37.692, -97.338, 4]] as const;

describe("where plates were read", () => {
  it.each([
    ["is not shown", null],
    ["No plate was read", { cells: [], cellDegrees: 0.001, countedTo: null, isCut: false, box }],
    ["within 28 km.", { cells, cellDegrees: 0.001, countedTo: null, isCut: false, box }],
    [
      "counted back to Jan 15, 2026",
      { cells, cellDegrees: 0.001, countedTo: Date.UTC(2026, 0, 15, 18), isCut: false, box },
    ],
    ["the most read places alone", { cells, cellDegrees: 0.001, countedTo: null, isCut: true, box }],
    [
      "was not counted",
      { cells: [], cellDegrees: 0.001, countedTo: Number.MAX_SAFE_INTEGER, isCut: false, box },
    ],
  ])("%s", (words, density) => {
    expect(densityWords(density)).toContain(words);
  });
});

it("draws a read as its gravest hit, and nothing without a position", () => {
  const position = { lat: 37, lon: -97, quality: "3d", ageMs: 0 } as const;
  const hits = [
    { id: "1", priority: "low", category: "stolen-plate" },
    { id: "2", priority: "high", category: "stolen-vehicle" },
  ];
  const read = { id: "r", text: "ABC123", position, hits } as unknown as ReadJson;
  expect(readPoint(read, true)).toMatchObject([{ kind: "hit", priority: "high", isChosen: true }]);
  expect(readPoint({ ...read, hits: [] }, false)).toMatchObject([{ kind: "read" }]);
  expect(readPoint({ ...read, position: null }, false)).toEqual([]);
});

it("turns the unit's arrow only while it moves", () => {
  const at = { lat: 37, lon: -97, quality: "3d", ageMs: 0, courseDeg: 90 } as const;
  expect(unitPoint({ ...at, speedMps: 12 })[0]?.position).toEqual({ lat: 37, lon: -97, courseDeg: 90 });
  expect(unitPoint({ ...at, speedMps: 0.5 })[0]?.position).toEqual({ lat: 37, lon: -97 });
  expect(unitPoint(at)[0]?.position).toEqual({ lat: 37, lon: -97 });
  expect(unitPoint(null)).toEqual([]);
});

it("says the box that was searched", () => {
  const form = new FormData();
  form.set("box", boxText(box));
  const filters = filtersOf(form, 0);
  expect(filters["box"]).toBe("37.4500, -97.5500, 37.9500, -97.0500");
  expect(askedWords(filters, {})).toBe("In the box 37.4500, -97.5500, 37.9500, -97.0500");
});

it("sets the texts of the unit and of the chosen plate away from each other", () => {
  const point = (kind: "unit" | "hit" | "read", lon: number) => ({
    ...{ id: kind, kind, text: kind, isChosen: kind === "hit" },
    position: { lat: 37, lon },
  });
  const to = (_: number, lon: number) => ({ x: lon * 100 });
  const sides = (unit: number, hit: number) => {
    const all = [point("read", -99), point("hit", hit), point("unit", unit)];
    return all.slice(1).map(textSides(all, to));
  };
  expect(sides(-97.4, -97.3)).toEqual(["right", "left"]);
  expect(sides(-97.2, -97.3)).toEqual(["left", "right"]);
  expect(sides(-97.3, -97.3)).toEqual(["right", "left"]);
  expect(textSides([point("unit", -97)], to)(point("unit", -97))).toBe("left");
});
