import type { Point, Quad } from "../../../shared/domain/types.js";

/** Its coefficients. */
export type Projection = ReturnType<typeof squareToQuad>;

/** Projective map of the unit square onto a quad: x = (a u + b v + c) / (g u + h v + 1), y likewise with d, e, f (Heckbert 1989). */
export function squareToQuad([p0, p1, p2, p3]: Quad) {
  const sum: Point = { x: p0.x - p1.x + p2.x - p3.x, y: p0.y - p1.y + p2.y - p3.y };
  const one: Point = { x: p1.x - p2.x, y: p1.y - p2.y };
  const two: Point = { x: p3.x - p2.x, y: p3.y - p2.y };
  const det = one.x * two.y - two.x * one.y;
  const g = (sum.x * two.y - two.x * sum.y) / det;
  const h = (one.x * sum.y - sum.x * one.y) / det;
  return {
    a: p1.x - p0.x + g * p1.x,
    b: p3.x - p0.x + h * p3.x,
    c: p0.x,
    d: p1.y - p0.y + g * p1.y,
    e: p3.y - p0.y + h * p3.y,
    f: p0.y,
    g,
    h,
  };
}
