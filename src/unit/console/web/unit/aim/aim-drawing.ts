import { fitLooks, fitOf, type AimShown } from "./aim-words.js";

/** Colours by day and night: they lie on a picture, not on the page. */
const colours = { good: "#3ddc84", doubt: "#ffb300", bad: "#ff5c5c", region: "#ffffff" } as const;

/** Draws a picture with what is in it; the canvas takes the picture's size. */
export function drawAim(canvas: HTMLCanvasElement, picture: ImageBitmap, shown: AimShown): void {
  [canvas.width, canvas.height] = [picture.width, picture.height];
  const pen = canvas.getContext("2d");
  if (!pen) return;
  pen.drawImage(picture, 0, 0);
  drawRegion(pen, picture, shown);
  for (const plate of shown.plates) drawPlate(pen, picture, { shown, plate });
}

type Size = Pick<ImageBitmap, "width" | "height">;

function drawRegion(pen: CanvasRenderingContext2D, { width, height }: Size, { region }: AimShown): void {
  if (!region) return;
  pen.beginPath();
  for (const { x, y } of region) pen.lineTo(x * width, y * height);
  pen.closePath();
  pen.setLineDash([width / 60, width / 90]);
  pen.lineWidth = width / 320;
  pen.strokeStyle = colours.region;
  pen.stroke();
  pen.setLineDash([]);
}

interface PlateIn {
  readonly shown: AimShown;
  readonly plate: AimShown["plates"][number];
}

/** A box with the width in pixels under it, black below bright: to be read on any picture. */
function drawPlate(pen: CanvasRenderingContext2D, { width, height }: Size, { shown, plate }: PlateIn): void {
  const { x, y, w, h } = plate.box;
  const gap = width / 160;
  const box = [x * width - gap, y * height - gap, w * width + 2 * gap, h * height + 2 * gap] as const;
  pen.lineWidth = width / 120;
  pen.strokeStyle = "#000000";
  pen.strokeRect(...box);
  pen.lineWidth = width / 240;
  pen.strokeStyle = colours[fitLooks[fitOf(plate, shown)]];
  pen.strokeRect(...box);
  const size = Math.max(14, Math.round(width / 32));
  pen.font = `700 ${String(size)}px Atkinson, sans-serif`;
  pen.textBaseline = "top";
  const words = `${String(plate.widthPx)} px`;
  const left = Math.max(0, Math.min(box[0], width - pen.measureText(words).width - 8));
  const below = box[1] + box[3] + gap;
  const top = below + size + 6 > height ? Math.max(0, box[1] - size - 6 - gap) : below;
  pen.fillStyle = "rgba(0, 0, 0, 0.75)";
  pen.fillRect(left, top, pen.measureText(words).width + 8, size + 6);
  pen.fillStyle = colours[fitLooks[fitOf(plate, shown)]];
  pen.fillText(words, left + 4, top + 3);
}
