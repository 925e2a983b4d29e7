// What is drawn over the ground: reads, hits by the shapes of their priorities, the unit, a box, and the scale.
import type { GroundBox } from "../../domain/ground-box.js";
import type { Priority } from "../../domain/categories.js";
import type { MapLooks } from "./looks.js";
import type { MapPoint } from "./map-types.js";

type Pen = CanvasRenderingContext2D;

/** Where a place is on the screen, in pixels. */
export type ToScreen = (lat: number, lon: number) => { readonly x: number; readonly y: number };

/** On which side of a point its text stands. */
export type TextSide = "left" | "right";

/** How a point is drawn, and where its text stands. */
export interface PointLooks {
  readonly looks: MapLooks;
  readonly side: TextSide;
}

/** Draws a point of the map; the one that was chosen with a ring and its text. */
export function drawPoint(pen: Pen, point: MapPoint, to: ToScreen, { looks, side }: PointLooks): void {
  const { x, y } = to(point.position.lat, point.position.lon);
  pen.save();
  pen.translate(x, y);
  pen.lineWidth = 3;
  pen.strokeStyle = looks.halo;
  if (point.kind === "unit") drawUnit(pen, point.position.courseDeg, looks);
  else if (point.kind === "hit") drawHit(pen, point.priority ?? "low", looks);
  else drawRead(pen, looks);
  if (point.isChosen) drawRing(pen, looks);
  if (point.kind === "unit" || point.isChosen) drawText(pen, point.text, looks, side);
  pen.restore();
}

function drawRead(pen: Pen, { read }: MapLooks): void {
  pen.beginPath();
  pen.arc(0, 0, 6, 0, 2 * Math.PI);
  pen.stroke();
  pen.fillStyle = read;
  pen.fill();
}

const shapes: Readonly<Record<Exclude<Priority, "low">, readonly (readonly [number, number])[]>> = {
  high: [
    [0, -12],
    [13, 11],
    [-13, 11],
  ],
  medium: [
    [0, -13],
    [13, 0],
    [0, 13],
    [-13, 0],
  ],
};

function drawHit(pen: Pen, priority: Priority, { hit }: MapLooks): void {
  pen.beginPath();
  if (priority === "low") pen.arc(0, 0, 11, 0, 2 * Math.PI);
  else for (const [x, y] of shapes[priority]) pen.lineTo(x, y);
  pen.closePath();
  pen.stroke();
  pen.fillStyle = hit[priority];
  pen.fill();
}

/** An arrow along its course; a disc where the unit stands, or its course is not known. */
function drawUnit(pen: Pen, course: number | undefined, { accent }: MapLooks): void {
  pen.beginPath();
  if (course === undefined) pen.arc(0, 0, 10, 0, 2 * Math.PI);
  else {
    pen.rotate((course * Math.PI) / 180);
    for (const [x, y] of [
      [0, -16],
      [11, 12],
      [0, 6],
      [-11, 12],
    ] as const)
      pen.lineTo(x, y);
    pen.closePath();
  }
  pen.stroke();
  pen.fillStyle = accent;
  pen.fill();
  if (course !== undefined) pen.rotate((-course * Math.PI) / 180);
}

function drawRing(pen: Pen, { ink }: MapLooks): void {
  pen.beginPath();
  pen.arc(0, 0, 19, 0, 2 * Math.PI);
  pen.stroke();
  pen.strokeStyle = ink;
  pen.lineWidth = 2;
  pen.stroke();
}

function drawText(pen: Pen, text: string, { ink, halo }: MapLooks, side: TextSide = "right"): void {
  const x = side === "right" ? 24 : -24;
  pen.font = "700 16px system-ui, sans-serif";
  pen.textBaseline = "middle";
  pen.textAlign = side === "right" ? "left" : "right";
  pen.lineWidth = 5;
  pen.strokeStyle = halo;
  pen.fillStyle = ink;
  pen.strokeText(text, x, 0);
  pen.fillText(text, x, 0);
}

/** Draws the outline of a box. */
export function drawBox(
  pen: Pen,
  { south, west, north, east }: GroundBox,
  to: ToScreen,
  looks: MapLooks,
): void {
  const [a, b] = [to(north, west), to(south, east)];
  pen.strokeStyle = looks.accent;
  pen.lineWidth = 3;
  pen.fillStyle = looks.accent;
  pen.globalAlpha = 0.12;
  pen.fillRect(a.x, a.y, b.x - a.x, b.y - a.y);
  pen.globalAlpha = 1;
  pen.strokeRect(a.x, a.y, b.x - a.x, b.y - a.y);
}

const metresPerMile = 1_609.344;
const miles = [100, 50, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05];

/** A bar of a round number of miles, below on the left. */
export function drawScale(pen: Pen, bottom: number, metresOfPixel: number, looks: MapLooks): void {
  const fits = miles.find((one) => (one * metresPerMile) / metresOfPixel < 130) ?? 0.05;
  const wide = (fits * metresPerMile) / metresOfPixel;
  for (const [colour, width] of [
    [looks.halo, 7],
    [looks.ink, 3],
  ] as const) {
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.beginPath();
    pen.moveTo(12, bottom - 20);
    pen.lineTo(12, bottom - 12);
    pen.lineTo(12 + wide, bottom - 12);
    pen.lineTo(12 + wide, bottom - 20);
    pen.stroke();
  }
  pen.save();
  pen.translate(12 + wide - 14, bottom - 14);
  drawText(pen, `${String(fits)} mi`, looks);
  pen.restore();
}
