// The part of leaflet 1.9.4 and protomaps-leaflet 5.1.0 that the map uses. They are bundled into the page by
// scripts/build-web.mjs, which takes the one assignment of markup out of leaflet that its loading makes.
declare module "leaflet" {
  export interface LatLng {
    readonly lat: number;
    readonly lng: number;
  }
  export interface Point {
    readonly x: number;
    readonly y: number;
  }
  export interface Coords extends Point {
    readonly z: number;
  }
  export type Corners = readonly (readonly [lat: number, lng: number])[];
  export interface PointerEvent {
    readonly latlng: LatLng;
    readonly containerPoint: Point;
  }
  export interface Toggle {
    enable(): void;
    disable(): void;
  }
  export interface Bounds {
    getSouth(): number;
    getWest(): number;
    getNorth(): number;
    getEast(): number;
  }
  export interface FitOptions {
    readonly paddingTopLeft: readonly [number, number];
    readonly paddingBottomRight: readonly [number, number];
    readonly maxZoom: number;
  }
  export interface Map {
    readonly dragging: Toggle;
    readonly touchZoom: Toggle;
    on(events: string, listener: (event: PointerEvent) => void): this;
    setView(center: readonly [number, number], zoom: number): this;
    fitBounds(corners: Corners, options: FitOptions): this;
    setZoom(zoom: number): this;
    getZoom(): number;
    getBounds(): Bounds;
    getSize(): Point;
    latLngToContainerPoint(at: readonly [number, number]): Point;
    containerPointToLatLng(at: readonly [number, number]): LatLng;
    invalidateSize(): this;
    remove(): this;
  }
  export interface Layer {
    addTo(map: Map): this;
    remove(): this;
  }
  export class GridLayer implements Layer {
    constructor(options?: object);
    addTo(map: Map): this;
    remove(): this;
    protected createTile(coords: Coords): HTMLElement;
  }
  export function map(element: HTMLElement, options: object): Map;
}

declare module "protomaps-leaflet" {
  import type { Layer } from "leaflet";
  export function leafletLayer(options: object): Layer;
}
