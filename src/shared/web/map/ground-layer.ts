// What is drawn where there is no map file: county lines with their names, a net of degrees, and where plates were read.
import { GridLayer, type Coords } from "leaflet";
import { meets, type Counties } from "./counties.js";
import type { MapLooks } from "./looks.js";
import type { DensityJson } from "./map-types.js";
import { tileBox, xOf, yOf } from "./mercator.js";

/** What the layer draws from; null parts are left out. */
export interface GroundData {
  readonly counties: Counties | null;
  readonly density: DensityJson | null;
}

type Pen = CanvasRenderingContext2D;

/** Room around a tile for a name that reaches into it. */
const nameRoom = 120;

/** Tiles drawn on the spot. */
export class GroundLayer extends GridLayer {
  readonly #data: GroundData;
  readonly #looks: MapLooks;

  constructor(data: GroundData, looks: MapLooks) {
    super();
    this.#data = data;
    this.#looks = looks;
  }

  protected override createTile(tile: Coords): HTMLElement {
    const canvas = document.createElement("canvas");
    const sharp = Math.min(2, window.devicePixelRatio || 1);
    canvas.width = canvas.height = 256 * sharp;
    const pen = canvas.getContext("2d");
    if (!pen) return canvas;
    pen.scale(sharp, sharp);
    pen.fillStyle = this.#looks.ground;
    pen.fillRect(0, 0, 256, 256);
    drawNet(pen, tile, this.#looks);
    if (this.#data.density) drawDensity(pen, tile, this.#data.density, this.#looks);
    if (this.#data.counties) drawCounties(pen, tile, this.#data.counties, this.#looks);
    return canvas;
  }
}

const steps = [10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005];

/** Lines of latitude and longitude some hundred pixels apart. */
function drawNet(pen: Pen, tile: Coords, { faint }: MapLooks): void {
  const { south, west, north, east } = tileBox(tile, 0);
  const step = steps.find((one) => xOf(one - 180, tile.z) < 260) ?? 0.005;
  pen.strokeStyle = faint;
  pen.lineWidth = 0.5;
  pen.beginPath();
  for (let lon = Math.ceil(west / step) * step; lon < east; lon += step) {
    const x = xOf(lon, tile.z) - tile.x * 256;
    pen.moveTo(x, 0);
    pen.lineTo(x, 256);
  }
  for (let lat = Math.ceil(south / step) * step; lat < north; lat += step) {
    const y = yOf(lat, tile.z) - tile.y * 256;
    pen.moveTo(0, y);
    pen.lineTo(256, y);
  }
  pen.stroke();
}

/** Cells, stronger where more was read. */
function drawDensity(pen: Pen, tile: Coords, { cells, cellDegrees }: DensityJson, looks: MapLooks): void {
  const box = tileBox(tile, 4);
  const most = Math.log(1 + (cells[0]?.[2] ?? 1));
  const [dx, dy] = [tile.x * 256, tile.y * 256];
  pen.fillStyle = looks.accent;
  for (const [south, west, count] of cells) {
    const [north, east] = [south + cellDegrees, west + cellDegrees];
    if (!meets(box, { south, west, north, east })) continue;
    const [x, y] = [xOf(west, tile.z), yOf(north, tile.z)];
    const wide = Math.max(2, xOf(east, tile.z) - x);
    const high = Math.max(2, yOf(south, tile.z) - y);
    pen.globalAlpha = 0.15 + 0.55 * (Math.log(1 + count) / most);
    pen.fillRect(x - dx, y - dy, wide, high);
  }
  pen.globalAlpha = 1;
}

function drawCounties(pen: Pen, tile: Coords, { lines, counties }: Counties, looks: MapLooks): void {
  const box = tileBox(tile, 2);
  pen.strokeStyle = looks.line;
  pen.lineWidth = 1.5;
  pen.lineJoin = "round";
  pen.beginPath();
  for (const line of lines) {
    if (!meets(line.box, box)) continue;
    line.points.forEach(([lon, lat], n) => {
      const [x, y] = [xOf(lon, tile.z) - tile.x * 256, yOf(lat, tile.z) - tile.y * 256];
      if (n === 0) pen.moveTo(x, y);
      else pen.lineTo(x, y);
    });
  }
  pen.stroke();
  if (tile.z >= 8) drawNames(pen, tile, counties, looks);
}

function drawNames(pen: Pen, tile: Coords, counties: Counties["counties"], looks: MapLooks): void {
  const box = tileBox(tile, nameRoom);
  pen.font = "600 14px system-ui, sans-serif";
  pen.textAlign = "center";
  pen.lineWidth = 4;
  pen.strokeStyle = looks.halo;
  pen.fillStyle = looks.ink;
  for (const { name, box: of } of counties) {
    const [lat, lon] = [(of.south + of.north) / 2, (of.west + of.east) / 2];
    if (!meets(box, { south: lat, north: lat, west: lon, east: lon })) continue;
    const [x, y] = [xOf(lon, tile.z) - tile.x * 256, yOf(lat, tile.z) - tile.y * 256];
    pen.strokeText(name, x, y);
    pen.fillText(name, x, y);
  }
}
