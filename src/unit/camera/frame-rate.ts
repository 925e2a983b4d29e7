/** How many frames come per second, over the last few seconds. */
export interface FrameRate {
  count(monoNs: bigint): void;
  perSecond(nowNs: bigint): number;
  total(): number;
}

const kept = 64;
const windowNs = 4_000_000_000n;

/** Counts over the last four seconds and at most 64 frames; 0 until two have come in that time. */
export function createFrameRate(): FrameRate {
  const times: bigint[] = [];
  let total = 0;
  return {
    count(monoNs) {
      total++;
      times.push(monoNs);
      if (times.length > kept) times.shift();
    },
    perSecond(nowNs) {
      const recent = times.filter((time) => nowNs - time < windowNs);
      if (recent.length < 2) return 0;
      const seconds = Number(recent[recent.length - 1] - recent[0]) / 1e9;
      return seconds > 0 ? (recent.length - 1) / seconds : 0;
    },
    total: () => total,
  };
}
