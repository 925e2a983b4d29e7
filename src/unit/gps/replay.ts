import { readFile } from "node:fs/promises";
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import type { Clock } from "../../shared/domain/ports.js";
import { createNmeaReader } from "./nmea-reader.js";
import { parseLine } from "./nmea.js";
import type { GpsSource } from "./report.js";
import { untilAborted } from "../../shared/platform/stop.js";

/** A log of NMEA lines, played at its own pace with long gaps shortened; `loop` begins again at its end. */
export interface ReplaySettings {
  readonly file: string;
  readonly loop: boolean;
}

/** Lines that belong to one moment, and how long after the moment before they come. */
interface Burst {
  readonly afterMs: number;
  readonly lines: readonly string[];
}

/** Gaps in a log are not waited out longer than this. */
const maxGapMs = 5_000;

/**
 * Plays an NMEA log at its own pace, once or again and again. The positions count as heard now; the log's time is that of the
 * recording and is never offered as the time. Throws GPS_LOST when the file cannot be read or holds no position.
 */
export function replaySource({ file, loop }: ReplaySettings, clock: Clock): GpsSource {
  return async (sink, signal) => {
    const text = await readFile(file, "latin1").catch((cause: unknown) => {
      throw new TagwatchError("GPS_LOST", `GPS log ${file} cannot be read`, { cause });
    });
    const bursts = burstsOf(text.split(/\r?\n/));
    if (bursts.length === 0)
      throw new TagwatchError("GPS_LOST", `GPS log ${file} holds no valid RMC sentence`);
    const reader = createNmeaReader({ ...sink, time: () => true });
    do {
      for (const { afterMs, lines } of bursts) {
        await clock.sleep(afterMs, signal);
        if (signal.aborted) return;
        sink.heard();
        for (const line of lines) reader.line(line, clock.monoNs());
      }
    } while (loop);
    // The drive is over: as with a real receiver that fell silent, the last fix grows stale.
    await untilAborted(signal);
  };
}

/** Cuts a log at its RMC sentences; each burst is what came since the last one, up to and including its RMC. */
function burstsOf(lines: readonly string[]): Burst[] {
  const bursts: Burst[] = [];
  let waiting: string[] = [];
  let last: number | null = null;
  for (const line of lines) {
    if (line === "") continue;
    waiting.push(line);
    const parsed = parseLine(line);
    if (!parsed.ok || parsed.sentence.kind !== "rmc") continue;
    const utc = parsed.sentence.utc;
    const gap = utc !== null && last !== null ? utc - last : 1_000;
    bursts.push({ afterMs: gap > 0 ? Math.min(gap, maxGapMs) : 1_000, lines: waiting });
    last = utc ?? last;
    waiting = [];
  }
  return bursts;
}
