import type { Map as LeafletMap } from "leaflet";
import type { GroundBox } from "../../domain/ground-box.js";
import type { MapLooks } from "./looks.js";
import type { MapPoint } from "./map-types.js";
import { drawBox, drawPoint, drawScale, type TextSide } from "./marks.js";
import { metresPerPixel } from "./mercator.js";

/** What lies over the ground. */
export interface Shown {
  readonly points: readonly MapPoint[];
  readonly box: GroundBox | null;
}

/** One canvas over the map, drawn anew with every move: no layer of markup, and nothing for a screen reader to wade through. */
export interface Overlay {
  draw(shown: Shown, looks: MapLooks): void;
  /** The point under a finger; null where there is none. */
  at(x: number, y: number): MapPoint | null;
}

/** Half of the smallest thing a finger hits. */
const reach = 28;

const order = { read: 0, hit: 1, unit: 2 } as const;

/** Lays the canvas into the map's element. */
export function createOverlay(element: HTMLElement, map: LeafletMap): Overlay {
  const canvas = document.createElement("canvas");
  canvas.className = "map-overlay";
  element.append(canvas);
  let points: readonly MapPoint[] = [];
  const to = (lat: number, lon: number) => map.latLngToContainerPoint([lat, lon]);

  return {
    draw(shown, looks) {
      points = shown.points.toSorted(
        (a, b) => Number(a.isChosen ?? false) - Number(b.isChosen ?? false) || order[a.kind] - order[b.kind],
      );
      const pen = sized(canvas, map);
      if (!pen) return;
      if (shown.box) drawBox(pen, shown.box, to, looks);
      const sides = textSides(points, to);
      for (const point of points) drawPoint(pen, point, to, { looks, side: sides(point) });
      const size = map.getSize();
      const middle = map.containerPointToLatLng([size.x / 2, size.y / 2]);
      drawScale(pen, size.y, metresPerPixel(middle.lat, map.getZoom()), looks);
    },
    at(x, y) {
      const near = points
        .map((point) => ({ point, at: to(point.position.lat, point.position.lon) }))
        .map(({ point, at }) => ({ point, far: Math.hypot(at.x - x, at.y - y) }))
        .filter(({ far }) => far <= reach)
        .sort((a, b) => a.far - b.far || order[b.point.kind] - order[a.point.kind]);
      return near[0]?.point ?? null;
    },
  };
}

/** Texts of the unit and of the chosen point stand away from each other: both are often in the same place. */
export function textSides(
  points: readonly MapPoint[],
  to: (lat: number, lon: number) => { readonly x: number },
): (point: MapPoint) => TextSide {
  const across = (point: MapPoint | undefined) => point && to(point.position.lat, point.position.lon).x;
  const unit = across(points.find(({ kind }) => kind === "unit"));
  const chosen = across(points.find(({ kind, isChosen }) => kind !== "unit" && isChosen));
  const isUnitRight = unit !== undefined && chosen !== undefined && unit > chosen;
  return ({ kind }) => ((kind === "unit") === isUnitRight ? "right" : "left");
}

/** The canvas at the size of the map, empty. */
function sized(canvas: HTMLCanvasElement, map: LeafletMap): CanvasRenderingContext2D | null {
  const { x, y } = map.getSize();
  const sharp = Math.min(2, window.devicePixelRatio || 1);
  canvas.width = x * sharp;
  canvas.height = y * sharp;
  const pen = canvas.getContext("2d");
  pen?.scale(sharp, sharp);
  return pen;
}
