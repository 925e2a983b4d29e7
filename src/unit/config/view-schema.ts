import * as z from "zod";

const fraction = z.number().min(0).max(1);

/** Area that the corners enclose, as a share of the picture (Gauss's area formula). */
function areaOf(corners: readonly (readonly [number, number])[]): number {
  const sum = corners.reduce((total, [x, y], i) => {
    const [nextX, nextY] = corners[(i + 1) % corners.length];
    return total + x * nextY - nextX * y;
  }, 0);
  return Math.abs(sum) / 2;
}

/** Corners of the part of a picture in which plates are read. */
export const regionSchema = z
  .array(z.tuple([fraction, fraction]))
  .min(3, "an area has at least three corners")
  .max(32)
  .refine((corners) => areaOf(corners) > 0.0001, "these corners enclose nothing");

/** Private places of a picture. */
export const masksSchema = z
  .array(
    z
      .strictObject({
        x: fraction.describe(
          "left edge of a private place: no plate is read there, and it is black in every picture that is kept; fractions as for region",
        ),
        y: fraction.describe("its upper edge"),
        w: fraction.describe("its width"),
        h: fraction.describe("its height"),
      })
      .refine(({ w, h }) => w > 0 && h > 0, "w and h must be more than 0")
      .refine(({ x, y, w, h }) => x + w <= 1.0001 && y + h <= 1.0001, "x + w and y + h are at most 1"),
  )
  .max(32);
