import * as z from "zod";
import { areaOf, viewLimits } from "../../shared/domain/view/limits.js";

const fraction = z.number().min(0).max(1);

/** Corners of the part of a picture in which plates are read. */
export const regionSchema = z
  .array(z.tuple([fraction, fraction]))
  .min(viewLimits.fewestCorners, "an area has at least three corners")
  .max(viewLimits.corners)
  .refine(
    (corners) => areaOf(corners.map(([x, y]) => ({ x, y }))) > viewLimits.leastArea,
    "these corners enclose nothing",
  );

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
  .max(viewLimits.masks);
