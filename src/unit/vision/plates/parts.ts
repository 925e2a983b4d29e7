// A plate nearer than any the detector was trained on is found as two parts that overlap, each sure of itself.
import { boxOfQuad, overlapShare, quadOfBox } from "../../core/box.js";
import { shippedAssertion } from "../../core/judgement/assertion.js";
import type { Box, Detection, Quad } from "../../../shared/domain/types.js";

/** Two plates never cover so much of the smaller one. */
const leastCommon = 0.25;
/** Parts of one plate are about as high (a factor) and stand beside each other: their common height, of the lower one's. */
const mostHigher = 1.5;
const leastLevel = 0.6;

/**
 * The same detections with the parts of one plate made one, as sure as its surest part; order is kept. What is found with
 * less than is ever asserted is no part: a grille around a plate would take it in, and the plate be lost.
 */
export function mergeParts(detections: readonly Detection[]): Detection[] {
  const whole: Detection[] = [];
  for (const detection of detections) {
    let grown = detection;
    const find = (): number => whole.findIndex((one) => isSure(one) && isSure(grown) && isPart(one, grown));
    // What has grown may reach a further part.
    for (let i = find(); i >= 0; i = find()) {
      grown = together(whole[i], grown);
      whole.splice(i, 1);
    }
    whole.push(grown);
  }
  return whole;
}

const isSure = ({ score }: Detection): boolean => score >= shippedAssertion.leastScore;

function isPart({ box: a }: Detection, { box: b }: Detection): boolean {
  const [low, high] = a.h < b.h ? [a, b] : [b, a];
  const common = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y);
  const smaller = a.w * a.h < b.w * b.h ? [a, b] : [b, a];
  return (
    high.h <= mostHigher * low.h &&
    common >= leastLevel * low.h &&
    overlapShare(smaller[0], smaller[1]) >= leastCommon
  );
}

/** From the left edge of the left part to the right edge of the right one. */
function together(one: Detection, other: Detection): Detection {
  const [left, right] = one.box.x < other.box.x ? [one, other] : [other, one];
  const end = right.box.x + right.box.w >= left.box.x + left.box.w ? right : left;
  const quad: Quad = [cornerOf(left, 0), cornerOf(end, 1), cornerOf(end, 2), cornerOf(left, 3)];
  const corners = left.corners && end.corners ? quad : null;
  const box = corners
    ? unionOf(boxOfQuad(corners), unionOf(one.box, other.box))
    : unionOf(one.box, other.box);
  return { box, corners, score: Math.max(one.score, other.score) };
}

const cornerOf = ({ box, corners }: Detection, i: 0 | 1 | 2 | 3) => (corners ?? quadOfBox(box))[i];

function unionOf(a: Box, b: Box): Box {
  return boxOfQuad([...quadOfBox(a), ...quadOfBox(b)] as unknown as Quad);
}
