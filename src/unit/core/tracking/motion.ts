import { centreOf } from "../box.js";
import type { Box } from "../../../shared/domain/types.js";

/** Where a plate is and how it moves, as last seen: pixels, pixels per second, and growth of its size per second (natural log). */
export interface Motion {
  readonly box: Box;
  readonly vx: number;
  readonly vy: number;
  readonly growth: number;
  readonly sightings: number;
}

/** A motion is not trusted longer than this. */
const maxPredictionSeconds = 1.2;
/** Weight of the newest displacement in the velocity, and of the newest change of size, which is noisier. */
const gain = 0.6;
const growthGain = 0.3;

/** A motion of one sighting: it is predicted to stand still until the second. */
export function startMotion(box: Box): Motion {
  return { box, vx: 0, vy: 0, growth: 0, sightings: 1 };
}

/** Box expected `seconds` after the last sighting, at constant velocity and growth. */
export function predictBox(motion: Motion, seconds: number): Box {
  const dt = Math.min(seconds, maxPredictionSeconds);
  const { x, y } = centreOf(motion.box);
  const scale = Math.exp(Math.max(-0.7, Math.min(0.7, motion.growth * dt)));
  const w = motion.box.w * scale;
  const h = motion.box.h * scale;
  return { x: x + motion.vx * dt - w / 2, y: y + motion.vy * dt - h / 2, w, h };
}

/** Takes in a sighting `seconds` after the last one. */
export function moveTo(motion: Motion, box: Box, seconds: number): Motion {
  const dt = Math.max(seconds, 1e-3);
  const from = centreOf(motion.box);
  const to = centreOf(box);
  const blend = (old: number, seen: number, share: number): number =>
    old + (motion.sightings === 1 ? 1 : share) * (seen - old);
  return {
    box,
    vx: blend(motion.vx, (to.x - from.x) / dt, gain),
    vy: blend(motion.vy, (to.y - from.y) / dt, gain),
    growth: blend(motion.growth, Math.log(box.w / motion.box.w) / dt, growthGain),
    sightings: motion.sightings + 1,
  };
}
