import type { FixQuality } from "../../shared/domain/closed-sets.js";
import type { Millis } from "../../shared/domain/types.js";

/** A position as a source heard it, before it becomes a `Fix`. */
export interface PositionReport {
  readonly monoNs: bigint;
  /** The receiver's own time of this position as it wrote it, whatever the form; the same again is the same position again. */
  readonly moment: string;
  readonly lat: number;
  readonly lon: number;
  readonly quality: FixQuality;
  readonly speedMps?: number;
  readonly courseDeg?: number;
  readonly hdop?: number;
  readonly satellites?: number;
}

/** 0/0 is what receivers write that know no place, to the last digit. */
export function isNowhere(lat: number, lon: number): boolean {
  return lat === 0 && lon === 0;
}

/** Where a source puts what it hears. */
export interface GpsSink {
  /** Something came, good or bad: the receiver is alive. */
  heard(): void;
  /** A UTC time the receiver vouches for, heard at `monoNs`. False when it is not believed. */
  time(utc: Millis, monoNs: bigint): boolean;
  position(report: PositionReport): void;
  /** A line that was not taken. */
  refused(reason: string): void;
}

/** A source runs until aborted, and throws when its receiver is gone. */
export type GpsSource = (sink: GpsSink, signal: AbortSignal) => Promise<void>;
