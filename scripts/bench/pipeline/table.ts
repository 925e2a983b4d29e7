// Several throughput runs in one table, and settings beside each other in one run, where the machine is the same.
import { round } from "./percentiles.js";
import { measureThroughput, type Throughput } from "./throughput.js";

/** 1, 2 and 4 cameras with 1, 2 and 6 plates in view. */
export async function measureTable(seconds: number): Promise<Throughput[]> {
  const results: Throughput[] = [];
  for (const cameras of [1, 2, 4])
    for (const plates of [1, 2, 6])
      results.push(await measureThroughput({ cameras, plates, seconds, workers: 1, threads: 1 }));
  return results;
}

export interface Comparison {
  readonly workers: number;
  readonly threads: number;
  readonly fps: number;
  readonly cpuMsPerFrame: number;
  readonly pssMb: number;
  /** Frames per second and CPU per frame against one worker with one thread. */
  readonly fpsRatio: number;
  readonly cpuRatio: number;
}

/** One camera with one plate: one inference thread against two, and one worker against two. */
export async function compareSettings(seconds: number): Promise<Comparison[]> {
  const results: Throughput[] = [];
  for (const [workers, threads] of [
    [1, 1],
    [1, 2],
    [2, 1],
  ] as const)
    results.push(await measureThroughput({ cameras: 1, plates: 1, seconds, workers, threads }));
  const base = results[0];
  return results.map(({ workers, threads, fps, cpuMsPerFrame, pssMb }) => ({
    ...{ workers, threads, fps, cpuMsPerFrame, pssMb },
    fpsRatio: round(fps / (base?.fps ?? fps)),
    cpuRatio: round(cpuMsPerFrame / (base?.cpuMsPerFrame ?? cpuMsPerFrame)),
  }));
}
