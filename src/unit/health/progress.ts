import type { VisionProgress } from "../core/vision-progress.js";

const frameDeadlineNs = 30_000_000_000n;
const answerDeadlineNs = 60_000_000_000n;
/** A start may take a minute (unit/vision/link/child.ts) and the pause before it half a minute (unit/vision/link/link.ts). */
const mendingDeadlineNs = 120_000_000_000n;

/**
 * Why plates are not being read, or null when they are or cannot be: a camera or a vision process that is *known* to be
 * down is a separate fault, and restarting the daemon would not repair it. `startedMonoNs`: when the daemon started or the
 * computer woke; nothing is late before it.
 */
export function stuckReason(vision: VisionProgress, nowMonoNs: bigint, startedMonoNs: bigint): string | null {
  const since = (ns: bigint | null): bigint => (ns !== null && ns > startedMonoNs ? ns : startedMonoNs);
  if (vision.mendingMonoNs !== null) {
    const isMending = nowMonoNs - since(vision.mendingMonoNs) <= mendingDeadlineNs;
    return isMending ? null : "the vision process is down and not started again";
  }
  if (nowMonoNs - since(vision.lastHeardMonoNs) > answerDeadlineNs)
    return "the vision process does not answer";
  if (!vision.cameras.some((camera) => camera.delivering)) return null;
  return nowMonoNs - since(vision.lastFrameMonoNs) > frameDeadlineNs
    ? "cameras deliver but no frame is finished"
    : null;
}
