import type { GpsSink, PositionReport } from "../../../src/unit/gps/report.js";

export interface MemorySink extends GpsSink {
  readonly positions: PositionReport[];
  readonly times: number[];
  readonly refusals: string[];
}

/** What a receiver says, kept; `believe` is the answer to every time. */
export function memorySink(believe = true): MemorySink {
  const positions: PositionReport[] = [];
  const times: number[] = [];
  const refusals: string[] = [];
  return {
    positions,
    times,
    refusals,
    heard: () => undefined,
    time(utc) {
      times.push(utc);
      return believe;
    },
    position: (report) => void positions.push(report),
    refused: (reason) => void refusals.push(reason),
  };
}
