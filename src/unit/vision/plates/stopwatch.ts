import { msOf } from "../../../shared/domain/elapsed.js";

/** Milliseconds per stage; `infer*` are the models alone. */
export interface StageTimes {
  readonly scale: number;
  readonly inferDetect: number;
  readonly cut: number;
  readonly inferRead: number;
  readonly search: number;
  readonly inferState: number;
}

/** Laps add up: a stage may come several times. */
export interface Stopwatch {
  readonly laps: StageTimes;
  readonly lap: (stage: keyof StageTimes) => void;
}

/** Starts at once; the time before a lap belongs to the stage it names. */
export function stopwatch(monoNs: () => bigint): Stopwatch {
  const laps = { scale: 0, inferDetect: 0, cut: 0, inferRead: 0, search: 0, inferState: 0 };
  let last = monoNs();
  return {
    laps,
    lap(stage) {
      const now = monoNs();
      laps[stage] += msOf(now - last);
      last = now;
    },
  };
}
