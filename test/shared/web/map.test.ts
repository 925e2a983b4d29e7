// What the map knows without a browser: counties, the projection, and what is built for it.
import { gunzipSync } from "node:zlib";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  countiesAt,
  readCounties,
  type Counties,
  type CountyFile,
} from "../../../src/shared/web/map/counties.js";
import { metresPerPixel, tileBox, xOf, yOf } from "../../../src/shared/web/map/mercator.js";
import { buildPage } from "../../kit/peers/chromium.js";

describe("the counties", () => {
  let web: ReturnType<typeof buildPage>;
  let counties: Counties;
  beforeAll(() => {
    web = buildPage();
    counties = readCounties(JSON.parse(readFileSync(join(web.dir, "counties.json"), "utf8")) as CountyFile);
  });
  afterAll(() => web.remove());

  it.each([
    ["Sedgwick, KS", 37.69224, -97.33754],
    ["Johnson, KS", 38.88, -94.82],
    ["Jackson, MO", 39.0, -94.35],
    ["Shawnee, KS", 39.0473, -95.6752],
    ["Anchorage, AK", 61.2, -149.8],
  ])("say %s", (name, lat, lon) => {
    expect(countiesAt(counties, lat, lon)).toEqual([name]);
  });

  it("name both beside a line, and none at sea", () => {
    // State Line Road, between Kansas and Missouri.
    expect(countiesAt(counties, 38.95, -94.608).toSorted()).toEqual(["Jackson, MO", "Johnson, KS"]);
    expect(countiesAt(counties, 30, -60)).toEqual([]);
  });

  it("are all of the United States, each with its state", () => {
    expect(counties.counties.length).toBeGreaterThan(3_200);
    expect(counties.counties.filter(({ name }) => !/, [A-Z]{2}$/.test(name))).toEqual([]);
  });

  it("come with the licences of all that is in the map's bundle, packed as the page's other files are", () => {
    const licences = readFileSync(join(web.dir, "map-licences.txt"), "utf8");
    for (const name of [
      "leaflet 1.9.4: BSD-2-Clause",
      "protomaps-leaflet 5.1.0: BSD-3-Clause",
      "us-atlas 3.0.1",
    ])
      expect(licences).toContain(name);
    const packed = readFileSync(join(web.dir, "map.js.gz"));
    expect(gunzipSync(packed).equals(readFileSync(join(web.dir, "map.js")))).toBe(true);
    expect(packed.length).toBeLessThan(100_000);
  });

  it("are drawn by a program that writes no markup while it is loaded", () => {
    const text = readFileSync(join(web.dir, "map.js"), "utf8");
    expect(text).not.toContain('innerHTML="<svg/>"');
  });
});

it("places what it draws by Mercator's projection, as tiles are numbered", () => {
  // Tile 3/1/3 (OpenStreetMap): 90 W to 135 W.
  const box = tileBox({ x: 1, y: 3, z: 3 }, 0);
  expect([box.west, box.east]).toEqual([-135, -90]);
  expect(box.south).toBeCloseTo(0, 9);
  expect(box.north).toBeCloseTo(40.9799, 4);
  for (const lat of [-60, 0, 37.69]) {
    const y = yOf(lat, 10) / 256;
    const { north, south } = tileBox({ x: 0, y: Math.floor(y), z: 10 }, 0);
    expect(south <= lat && lat <= north).toBe(true);
  }
  expect(xOf(180, 0)).toBe(256);
  expect(metresPerPixel(0, 0)).toBeCloseTo(156_543, 0);
});
