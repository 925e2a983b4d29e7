// The map itself, a bundle of its own (`/map.js`) that is loaded when the first map is opened. It draws on canvases alone:
// leaflet's controls, popups and markers, which write markup, are not used.
import * as leaflet from "leaflet";
import { leafletLayer } from "protomaps-leaflet";
import type { GroundBox } from "../../domain/ground-box.js";
import { createBoxDrawing } from "./box-drawing.js";
import { countiesAt, readCounties, type Counties, type CountyFile } from "./counties.js";
import { GroundLayer } from "./ground-layer.js";
import { looksOf, type MapLooks } from "./looks.js";
import type { Ground } from "./map-types.js";
import { createOverlay, type Overlay, type Shown } from "./overlay.js";

/** What a map is opened with. */
export interface MapDeps {
  readonly element: HTMLElement;
  readonly ground: Ground;
  readonly counties: Counties | null;
  /** Keeps the unit in sight until the map is moved by hand. */
  readonly follows: boolean;
  readonly onPoint: (id: string) => void;
  /** A box was drawn; null where the stroke was only a tap. */
  readonly onDrawn: (box: GroundBox | null) => void;
}

/** A map on the screen. */
export interface OpenMap {
  show(shown: Shown): void;
  /** Shows all points; where there are none, the middle of the country. */
  fit(): void;
  zoom(by: number): void;
  /** What is in sight. */
  view(): GroundBox;
  draw(on: boolean): void;
  /** The county of a place, near a line all that may be it; empty outside of all, and where they are not known. */
  counties(at: { readonly lat: number; readonly lon: number }): readonly string[];
  close(): void;
}

let known: Promise<Counties> | null = null;

/** The counties, loaded once; null where the page has no file of them. */
export async function loadCounties(): Promise<Counties | null> {
  known ??= fetch("/counties.json").then(async (answer) => {
    if (!answer.ok) throw new Error(`counties: ${String(answer.status)}`);
    return readCounties((await answer.json()) as CountyFile);
  });
  try {
    return await known;
  } catch {
    known = null;
    return null;
  }
}

const options = {
  attributionControl: false,
  zoomControl: false,
  zoomAnimation: false,
  fadeAnimation: false,
  markerZoomAnimation: false,
  inertia: false,
  minZoom: 4,
  maxZoom: 18,
};

/** Opens a map in an element that has its size. */
export function openMap(deps: MapDeps): OpenMap {
  const { element, onPoint, onDrawn } = deps;
  const map = leaflet.map(element, options).setView([39, -96], 6);
  const overlay = createOverlay(element, map);
  let shown: Shown = { points: [], box: null };
  let looks = looksOf(element);
  const redraw = (): void => overlay.draw(shown, looks);
  let follows = deps.follows;
  const ground = createGround(deps, map);
  ground.lay(looks);
  map.on("move zoom viewreset resize", redraw);
  map.on("dragstart", () => (follows = false));
  const drawing = createBoxDrawing({
    ...{ element, map, onDrawn },
    onDraft: (box) => overlay.draw({ ...shown, box }, looks),
  });
  // The tap that ends a stroke means no point under it.
  map.on("click", ({ containerPoint: { x, y } }) => drawing.isOn() || tapped(overlay, x, y, onPoint));
  const themes = new MutationObserver(() => {
    looks = looksOf(element);
    ground.lay(looks);
    redraw();
  });
  themes.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  const sizes = new ResizeObserver(() => map.invalidateSize());
  sizes.observe(element);
  return {
    show(next) {
      shown = next;
      if (follows) follow(map, next);
      redraw();
    },
    fit() {
      follows = deps.follows;
      fit(map, shown);
    },
    zoom: (by) => void map.setZoom(map.getZoom() + by),
    view: () => viewOf(map),
    draw: (on) => drawing.set(on),
    counties: ({ lat, lon }) => (deps.counties ? countiesAt(deps.counties, lat, lon) : []),
    close() {
      themes.disconnect();
      sizes.disconnect();
      map.remove();
    },
  };
}

function tapped(overlay: Overlay, x: number, y: number, onPoint: (id: string) => void): void {
  const point = overlay.at(x, y);
  if (point) onPoint(point.id);
}

/** The layer below everything, laid anew when the theme changes. */
function createGround({ ground, counties }: MapDeps, map: leaflet.Map) {
  let layer: leaflet.Layer | null = null;
  const make = (looks: MapLooks): leaflet.Layer =>
    ground.streets
      ? leafletLayer({
          url: ground.streets.address,
          flavor: looks.isNight ? "dark" : "light",
          lang: "en",
          maxDataZoom: ground.streets.maxZoom,
          attribution: "",
        })
      : new GroundLayer({ counties, density: ground.density }, looks);
  return {
    lay(looks: MapLooks): void {
      layer?.remove();
      layer = make(looks).addTo(map);
    },
  };
}

/** Brings the unit back to the middle when it has left the map. */
function follow(map: leaflet.Map, { points }: Shown): void {
  const unit = points.find(({ kind }) => kind === "unit")?.position;
  if (!unit) return;
  const { x, y } = map.latLngToContainerPoint([unit.lat, unit.lon]);
  const size = map.getSize();
  if (x < 0 || y < 0 || x > size.x || y > size.y) map.setView([unit.lat, unit.lon], map.getZoom());
}

/** The buttons lie over the upper edge, the scale and names over the others. */
const fitting = { paddingTopLeft: [48, 84], paddingBottomRight: [48, 40], maxZoom: 15 } as const;

function fit(map: leaflet.Map, { points, box }: Shown): void {
  const corners = points.map(({ position: { lat, lon } }) => [lat, lon] as const);
  if (box) corners.push([box.south, box.west], [box.north, box.east]);
  if (corners.length > 0) map.fitBounds(corners, fitting);
}

function viewOf(map: leaflet.Map): GroundBox {
  const bounds = map.getBounds();
  return {
    south: Math.max(-90, bounds.getSouth()),
    west: Math.max(-180, bounds.getWest()),
    north: Math.min(90, bounds.getNorth()),
    east: Math.min(180, bounds.getEast()),
  };
}
