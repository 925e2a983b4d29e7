// An empty street before 1080p cameras at 15 frames a second, with and without restWhenIdle, in one run.
import { measureThroughput } from "./throughput.js";

/** What the vision process takes of a core for each camera beyond ffmpeg, per cent, and frames given to the models each second. */
export async function measureIdle(cameras: number, seconds: number) {
  const results = [];
  for (const rest of [false, true]) {
    const setting = { cameras, plates: 0, seconds, workers: 1, threads: 1, rest, isPaced: true };
    const { visionCorePercent, fps, stagesMs } = await measureThroughput(setting);
    results.push({ rest, cameras, visionCorePercent, fps, stagesMs });
  }
  return results;
}
