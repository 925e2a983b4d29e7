import type { GpsTime } from "../core/gps/gps-time.js";
import type { JumpFilter } from "../core/gps/jump.js";
import type { Clock, Faults, Log } from "../../shared/domain/ports.js";
import type { PositionHistory } from "../core/gps/position.js";
import type { Millis } from "../../shared/domain/types.js";
import type { GpsSink } from "./report.js";
import { msSince } from "../../shared/domain/elapsed.js";

/** What was heard longer ago is over. */
const oldMs = 3_000;

const rolledOverMs = 60_000;

/** NMEA comes up to this long after the moment it names (serial line, navigation filter); gpsd adds little. */
export const sentenceDelayMs = 600;

/** What a live receiver remembers between its loops. */
export interface Memory {
  readonly history: PositionHistory;
  readonly refused: Record<string, number>;
  readonly jumps: JumpFilter;
  /** The last report by the receiver's own time, and when it was first and last heard. */
  report: { readonly moment: string; readonly firstMonoNs: bigint; lastMonoNs: bigint } | null;
  /** A date of a rolled-over receiver, and when it was heard last. */
  rolledOver: { readonly utc: Millis; readonly monoNs: bigint } | null;
  heardMonoNs: bigint;
  fixMonoNs: bigint | null;
  reopened: number;
  /** Why the source broke last, until it is heard again. */
  broken: string | null;
}

/** Takes what a source hears into memory: what is repeated, jumps or bears an impossible date is no news of the position. */
export function createSink(memory: Memory, time: GpsTime, clock: Clock): GpsSink {
  const refused = (reason: string): void => {
    memory.refused[reason] = (memory.refused[reason] ?? 0) + 1;
  };
  return {
    heard() {
      memory.heardMonoNs = clock.monoNs();
      memory.broken = null;
    },
    time(utc, monoNs) {
      const answer = time.offer(utc, monoNs);
      if (answer === "rolled-over") memory.rolledOver = { utc, monoNs };
      return answer !== "refused";
    },
    position({ moment, ...report }) {
      const { lat, lon, speedMps, courseDeg } = report;
      const own = moment === "" ? [lat, lon, speedMps, courseDeg].join(" ") : moment;
      const known = memory.report?.moment === own ? memory.report : null;
      if (known) known.lastMonoNs = report.monoNs;
      else memory.report = { moment: own, firstMonoNs: report.monoNs, lastMonoNs: report.monoNs };
      if (!memory.jumps.counts(report, report.monoNs)) return refused("jump");
      // The same time again is the same position again, as old as when it was heard first.
      const monoNs = known?.firstMonoNs ?? report.monoNs;
      memory.fixMonoNs = monoNs;
      memory.history.add({ ...report, monoNs, at: time.utcAt(monoNs) ?? clock.now() });
    },
    refused,
  };
}

/** A receiver that gives a position that is wrong is a separate fault. */
export function watchOddities(
  memory: Memory,
  { clock, faults, log }: { readonly clock: Clock; readonly faults: Faults; readonly log: Log },
): void {
  const jumpM = memory.jumps.jumpM();
  if (jumpM === null) faults.clear("GPS_JUMP", "gps");
  else {
    const text = `the GPS position jumped by ${(jumpM / 1_000).toFixed(0)} km; it does not count until it persists`;
    faults.raise({ code: "GPS_JUMP", subject: "gps", severity: "warning", text });
  }
  const { rolledOver } = memory;
  if (!rolledOver) return;
  if (msSince(clock, rolledOver.monoNs) > rolledOverMs) {
    memory.rolledOver = null;
    log.info("the GPS receiver no longer tells a date of rolled-over weeks");
    return faults.clear("GPS_TIME", "gps");
  }
  const day = new Date(rolledOver.utc).toISOString().slice(0, 10);
  const text = `the GPS receiver says that it is ${day}: its count of weeks has rolled over (1024 weeks); its place counts, its time does not`;
  faults.raise({ code: "GPS_TIME", subject: "gps", severity: "warning", text });
}

/** Why there is no fix that counts, in an operator's words, the likeliest first. */
export function reasonOf(memory: Memory, clock: Clock): string {
  const ageOf = (monoNs: bigint): number => msSince(clock, monoNs);
  const silentMs = ageOf(memory.heardMonoNs);
  if (silentMs > oldMs) return "the GPS receiver says nothing";
  if (memory.report && ageOf(memory.report.lastMonoNs) <= oldMs && ageOf(memory.report.firstMonoNs) > oldMs)
    return `the GPS receiver repeats one report (${memory.report.moment})`;
  if (memory.jumps.jumpM() !== null) return "the GPS position jumped, and is not believed yet";
  return memory.fixMonoNs === null ? "the GPS receiver has no fix yet" : "the GPS receiver has lost its fix";
}
