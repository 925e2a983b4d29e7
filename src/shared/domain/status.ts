// What the parts say of themselves when asked: the unit's page and the health messages are drawn from this.
import type { CameraState, Decoder } from "./closed-sets.js";
import type { CameraId, Millis, ReadPosition, StampedTime, UnitRef } from "./types.js";

/** Who decodes a camera's stream, and why no device does; `why` is empty where one does, or none was asked for. */
export interface CameraDecoding {
  readonly by: Decoder;
  readonly why: string;
}

/**
 * One camera as the unit page and the status message show it; `fps` is what is read, `lastFrameAgeMs` null before the
 * first.
 */
export interface CameraStatus {
  readonly id: CameraId;
  /** What officers call it. */
  readonly name: string;
  readonly state: CameraState;
  /** It delivers pictures, and nothing says that no plate can be seen in them (covered, black, out of focus). */
  readonly seeing: boolean;
  readonly fps: number;
  /** Frames passed over because a newer one had come. */
  readonly dropped: number;
  readonly lastFrameAgeMs: number | null;
  /** Left out where nothing was decoded yet. */
  readonly decoding?: CameraDecoding;
}

/**
 * One hotlist in force: `importedAt` null when it never was imported, `stale` when it is older than its source
 * allows.
 */
export interface HotlistStatus {
  readonly id: string;
  readonly entries: number;
  readonly importedAt: Millis | null;
  readonly stale: boolean;
  /** Its file lies encrypted on the disk; null while no list is in force. */
  readonly encrypted: boolean | null;
}

/**
 * What stands behind the time that deletion goes by (docs/operator/time-and-place.md): who vouches, or why nobody does, and
 * what each source says now.
 */
export interface TimeBelief {
  readonly state: "vouched" | "refuted" | "nothing";
  /** The time that is vouched for; null where none is. */
  readonly at: Millis | null;
  /** Two sources, or a person. */
  readonly by: readonly string[];
  /** Why nobody vouches; empty where somebody does. */
  readonly why: string;
  readonly sources: readonly {
    readonly source: string;
    /** How far it is before the unit's clock. */
    readonly aheadMs: number;
    /** For how long it has said so without a break. */
    readonly steadyMs: number;
    readonly heardMsAgo: number;
  }[];
}

/** The computer itself, as it was in the last ten seconds. Null: it does not say. */
export interface MachineStatus {
  /** Of its hottest part. */
  readonly temperatureC: number | null;
  /** At which it switches itself off. */
  readonly switchOffC: number | null;
  /** The processor is slowed down, for heat or for want of power. */
  readonly throttled: boolean | null;
  readonly underVoltage: boolean | null;
  readonly memoryAvailableBytes: number | null;
  readonly memoryTotalBytes: number | null;
  /** Used life of the flash memory, 0 to 100. */
  readonly diskWearPercent: number | null;
  /** How late timers of the daemon come (99th percentile). */
  readonly eventLoopLagMs: number | null;
  /** The longest that writing a record took in the last minute. */
  readonly commitMs: number | null;
  /** Records that wait to be written. */
  readonly writesWaiting: number;
}

/** The state of the whole unit at one moment. Never holds plates, so that a technician may see it. Null: not configured or not known. */
export interface UnitStatus {
  readonly unit: UnitRef;
  readonly version: string;
  readonly startedAt: Millis;
  readonly cameras: readonly CameraStatus[];
  readonly vision: { readonly running: boolean; readonly restarts: number; readonly rssMb: number | null };
  readonly clock: Pick<StampedTime, "source" | "uncertaintyMs">;
  readonly time: TimeBelief;
  readonly position: ReadPosition | null;
  readonly hotlists: readonly HotlistStatus[];
  readonly upload: {
    readonly connected: boolean;
    readonly waiting: number;
    readonly hitsWaiting: number;
    readonly parked: number;
    readonly oldestAt: Millis | null;
  } | null;
  /** `encrypted`: as the database in force says of its file. */
  readonly store: { readonly encrypted: boolean; readonly freeBytes: number | null };
  readonly machine: MachineStatus | null;
}
