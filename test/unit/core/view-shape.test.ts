// Shapes that are drawn: what is wrong with them is said, and what is not wrong the configuration takes as it was drawn.
import fc from "fast-check";
import { expect, it, test } from "vitest";
import type { Box, Point } from "../../../src/shared/domain/types.js";
import { parseConfig } from "../../../src/unit/config/load.js";
import { mergeChanges, parseChanges } from "../../../src/unit/config/merge-changes.js";
import { yamlOf } from "../../../src/unit/console/web/unit/aim/draw/yaml.js";
import { shapeFaults } from "../../../src/unit/core/view-shape.js";
import type { View } from "../../../src/unit/core/view.js";

const at = (...places: readonly (readonly [number, number])[]): readonly Point[] =>
  places.map(([x, y]) => ({ x, y }));
const road = at([0, 0.4], [1, 0.4], [1, 1], [0, 1]);
const yard: Box = { x: 0.7, y: 0, w: 0.3, h: 0.3 };
const of = (region: readonly Point[] | null, ...masks: readonly Box[]): View => ({ region, masks });

test.each<readonly [string, View, readonly object[]]>([
  ["everywhere", of(null), []],
  ["a road with a yard beside it", of(road, yard), []],
  ["a notch", of(at([0, 0], [1, 0], [1, 1], [0.5, 0.4], [0, 1])), []],
  ["two corners", of(at([0, 0], [1, 1])), [{ kind: "few-corners" }]],
  ["a bow tie", of(at([0, 0], [1, 1], [1, 0], [0, 0.9])), [{ kind: "crossing", edges: [0, 2] }]],
  [
    "a star, which has an area",
    of(at([0.5, 0], [0.8, 1], [0, 0.4], [1, 0.4], [0.2, 1])),
    [{ kind: "crossing", edges: [0, 2] }],
  ],
  [
    "an edge that touches a corner",
    of(at([0, 0], [1, 0], [1, 1], [0.5, 0], [0, 1])),
    [{ kind: "crossing", edges: [0, 2] }],
  ],
  ["two corners in one place", of(at([0, 0], [1, 0], [1, 0], [1, 1])), [{ kind: "crossing", edges: [0, 1] }]],
  ["an edge that runs back", of(at([0, 0], [1, 0], [0.5, 0])), [{ kind: "crossing", edges: [0, 1] }]],
  ["a splinter", of(at([0, 0], [1, 0], [1, 0.0001])), [{ kind: "no-area" }]],
  ["a corner beyond the picture", of(at([0, 0], [1.2, 0], [1, 1])), [{ kind: "corner-outside", corner: 1 }]],
  ["a corner that is no number", of(at([0, 0], [NaN, 0], [1, 1])), [{ kind: "corner-outside", corner: 1 }]],
  ["more corners than are taken", of(Array.from({ length: 33 }, () => road[0])), [{ kind: "many-corners" }]],
  ["a mask without size", of(null, yard, { ...yard, w: 0 }), [{ kind: "mask-empty", mask: 1 }]],
  ["a mask beyond the picture", of(null, { ...yard, x: 0.8 }), [{ kind: "mask-outside", mask: 0 }]],
  ["masks over all of the region", of(road, { x: 0, y: 0.3, w: 1, h: 0.7 }), [{ kind: "nothing-read" }]],
  [
    "more masks than are taken",
    of(null, ...Array.from({ length: 33 }, () => yard)),
    [{ kind: "many-masks" }],
  ],
])("%s", (_what, view, faults) => {
  expect(shapeFaults(view)).toEqual(faults);
});

const config = (camera: string): string =>
  [
    "unit: { id: p, kind: pole, name: P, watchedBy: Desk }",
    `cameras: [{ id: "${camera}", source: rtsp://10.0.0.8/main, region: [[0, 0], [1, 0], [0, 1]], masks: [{ x: 0, y: 0, w: 1, h: 0.1 }] }]`,
    "gps: { kind: fixed, lat: 38.8, lon: -94.8 }",
    "store: { key: /etc/tagwatch/unit.key }",
    "",
  ].join("\n");

it("gives lines that the configuration takes, and that say what was drawn, of whatever it finds no fault with", () => {
  const share = fc.integer({ min: 0, max: 1_000 }).map((n) => n / 1_000);
  const corner = fc.record({ x: share, y: share });
  const mask = fc.tuple(corner, corner).map(([a, b]) => ({
    ...{ x: Math.min(a.x, b.x), y: Math.min(a.y, b.y) },
    ...{ w: Math.abs(a.x - b.x), h: Math.abs(a.y - b.y) },
  }));
  const view = fc.record({
    region: fc.option(fc.array(corner, { minLength: 2, maxLength: 5 })),
    masks: fc.array(mask, { maxLength: 3 }),
  });
  const ids = fc.constantFrom("lane-2", "7", "no", "1e3", "null");
  let taken = 0;
  fc.assert(
    fc.property(view, ids, (drawn, id) => {
      if (shapeFaults(drawn).length > 0) return;
      const parsed = parseConfig(mergeChanges(config(id), parseChanges(yamlOf(id, drawn)) ?? {}));
      if (!("config" in parsed)) throw new Error(JSON.stringify(parsed.faults));
      const [camera] = parsed.config.cameras;
      expect(camera?.region?.map(([x, y]) => ({ x, y })) ?? null).toEqual(drawn.region);
      expect(camera?.masks).toEqual(drawn.masks);
      expect(parsed.config.cameras).toHaveLength(1);
      taken++;
    }),
    { numRuns: 200 },
  );
  expect(taken).toBeGreaterThan(20);
});
